"""A parcel to Russia by courier: passport and INN, in Russian, until it is approved."""

import pytest
from django.utils import timezone, translation

from clearance.identity import services
from clearance.identity.models import IdRecord, RejectionReason
from clearance.identity.queries import standing
from clearance.identity.services.records import details_of
from clearance.lib.documents import check
from clearance.lib.workdays import today
from clearance.messaging.models import Message
from clearance.orders.models import Order
from tests.accounts.making import Browser
from tests.factories import make_staff
from tests.upload.phone import (
    CHECK,
    DONE,
    PHOTOS,
    STATUS,
    link_of,
    order_for,
    photos_of,
    somebody,
    typed_of,
)

pytestmark = pytest.mark.django_db

RUSSIA = {"destination": "RU", "carrier": "CDEK"}


@pytest.fixture
def who():
    return somebody("RU_PASSPORT")


@pytest.fixture
def order(who, now):
    return order_for(who, now=now, **RUSSIA)


def where(answer):
    return answer.status_code, answer.url if answer.status_code == 303 else ""


def opened_first_time(url, **headers):
    """A phone that has never been here, so that the page chooses the language."""
    phone = Browser(headers=headers)
    assert where(phone.get(url)) == (303, PHOTOS)
    return phone


def text_of(answer):
    return answer.content.decode()


def in_russian(message):
    with translation.override("ru"):
        return str(message)


def approve(record, *, now):
    reviewer = make_staff("reviewer")
    held = services.claim(record, by=reviewer, now=now)
    return services.accept(held, by=reviewer, now=now, version=held.version)


def test_from_the_link_to_the_next_order_which_asks_nothing(order, who, now):
    phone = opened_first_time(link_of(order, now=now, send=True))
    assert 'lang="ru"' in text_of(phone.get(PHOTOS))
    assert 'name="inn"' in text_of(phone.get(PHOTOS))
    without = {name: text for name, text in typed_of(who).items() if name != "inn"}
    del without["long_term"]  # an internal passport prints no last day

    wrong = phone.post(PHOTOS, photos_of(who) | without | {"inn": "123456789037"})

    sentence = in_russian(check("INN", "123456789037", today=today(now)).message)
    assert wrong.status_code == 422
    assert sentence in text_of(wrong)
    assert not sentence.isascii()
    assert '<a href="#id_inn">' in text_of(wrong)

    assert where(phone.post(PHOTOS, without)) == (303, CHECK)
    page = text_of(phone.get(CHECK))
    assert 'name="inn"' in page
    assert 'name="valid_until"' not in page
    assert phone.post(CHECK, {"consent": "on"}).status_code == 422
    agreed = {"inn": who.inn, "consent": "on", "consent_reuse": "on"}
    assert where(phone.post(CHECK, agreed)) == (303, DONE)
    assert "Спасибо" in text_of(phone.get(DONE))
    assert 'lang="ru"' in text_of(phone.get(STATUS))

    record = IdRecord.objects.get()
    assert (record.has_inn, details_of(record).texts["inn"]) == (True, who.inn)
    approve(record, now=timezone.now())
    told = Message.objects.values_list("kind", "language")
    assert set(told) == {("REQUEST_IMAGES", "ru"), ("ACCEPTED", "ru")}
    later = order_for(who, now=timezone.now(), **RUSSIA)
    assert standing(later, today(now)).state == "ON_FILE"
    assert standing(later, today(now)).hold == "CLEAR"


def test_the_inn_of_a_company_has_a_sentence_of_its_own(order, who, now):
    phone = opened_first_time(link_of(order, now=now))
    company, short = (
        in_russian(check("INN", number, today=today(now)).message)
        for number in ("7707083893", "77070838")
    )

    page = text_of(phone.post(PHOTOS, typed_of(who) | {"inn": "7707083893"}))

    assert company.replace("'", "&#x27;") in page
    assert company != short


def test_what_was_typed_is_shown_again_on_the_page_that_checks(order, who, now):
    phone = opened_first_time(link_of(order, now=now))

    phone.post(PHOTOS, photos_of(who) | typed_of(who))

    assert f'value="{who.inn}"' in text_of(phone.get(CHECK))
    other = opened_first_time(link_of(order, now=now))
    assert who.inn not in text_of(other.get(PHOTOS))


def test_a_chinese_card_is_not_taken_for_russia(order, now):
    chinese = somebody("RESIDENT_ID")
    phone = opened_first_time(link_of(order, now=now))

    answer = phone.post(PHOTOS, typed_of(chinese))

    assert answer.status_code == 422
    assert "RESIDENT_ID" not in text_of(phone.get(PHOTOS))


def test_a_chinese_parcel_asks_for_no_inn(now):
    order = order_for(somebody(), now=now)
    phone = opened_first_time(link_of(order, now=now))

    assert 'name="inn"' not in text_of(phone.get(PHOTOS))


@pytest.mark.parametrize(
    ("fields", "browser", "language"),
    [
        (RUSSIA, "en", "ru"),
        ({}, "en", "zh-hans"),
        ({"destination": "KZ"}, "ru", "ru"),
        ({"destination": "KZ"}, "en", "en"),
    ],
)
def test_the_language_is_the_orders_then_the_browsers(
    who, now, fields, browser, language
):
    order = order_for(who, now=now, **fields)
    Order.objects.filter(pk=order.pk).update(
        level="IMAGES", subject="RECIPIENT", holder=order.recipient_id
    )
    order.refresh_from_db()
    phone = opened_first_time(link_of(order, now=now), accept_language=browser)

    assert f'lang="{language}"' in text_of(phone.get(PHOTOS))


def test_the_language_can_be_switched_and_stays_so(order, now):
    url = link_of(order, now=now)
    phone = opened_first_time(url)

    phone.get(f"{PHOTOS}?lang=en")
    phone.get(url)

    assert 'lang="en"' in text_of(phone.get(PHOTOS))


def test_every_reason_to_send_back_has_its_sentence_in_russian(db):
    for reason in RejectionReason.objects.all():
        assert reason.text_ru
        assert reason.text_in("ru") == reason.text_ru
        assert reason.text_ru != reason.text
