"""After it was sent: what is told to whom, by a code, and how the upload was."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from clearance.identity import services
from clearance.identity.models import IdRecord, OneTimeCode, UploadFeedback
from clearance.messaging.models import Message
from clearance.messaging.queries import unseal
from clearance.orders.models import Order
from tests.accounts.making import browser_of
from tests.factories import make_merchant, make_order, make_staff
from tests.upload.phone import (
    CHECK,
    DONE,
    PHOTOS,
    STATUS,
    opened,
    photos_of,
    typed_of,
)

pytestmark = pytest.mark.django_db

ASK, CODE, FEEDBACK = "/u/status/ask/", "/u/status/code/", "/u/feedback/"


@pytest.fixture(autouse=True)
def nobody_asked_yet():
    cache.clear()


@pytest.fixture
def sent(phone, who):
    """A phone that sent everything."""
    phone.post(PHOTOS, photos_of(who) | typed_of(who) | {"consent": "on"})
    return phone


@pytest.fixture
def record(sent):
    return IdRecord.objects.get(submitted_at__isnull=False)


@pytest.fixture
def approved(record):
    reviewer = make_staff("reviewer")
    held = services.claim(record, by=reviewer, now=timezone.now())
    return services.accept(held, by=reviewer, now=timezone.now(), version=held.version)


def code_sent():
    services.drive_codes(now=timezone.now())
    texts = unseal(Message.objects.filter(kind="CODE").order_by("pk"))
    return re.search(r"\d{6}", [*texts.values()][-1]["text"])[0]


def text_of(answer):
    return answer.content.decode()


def test_without_a_code_only_where_it_stands(sent, approved, who):
    page = text_of(sent.get(STATUS))

    assert "Approved" in page
    assert "Send a code" in page
    assert "What your document covers" not in page
    assert str(who.valid_until.year) not in page
    assert who.number not in page


def test_with_the_code_what_is_covered_until_when_and_why_not_longer(
    sent, approved, who, order
):
    kiwi = make_merchant("kiwi", name="Kiwi Pantry")
    now = timezone.now()
    make_order(merchant=kiwi, name=who.name, phone=who.phone, number="K-7788", now=now)
    answer = sent.post(ASK)
    assert (answer.status_code, answer.url) == (303, CODE)

    answer = sent.post(CODE, {"code": code_sent()})

    assert (answer.status_code, answer.url) == (303, STATUS)
    page = text_of(sent.get(STATUS))
    covered, asking = page.split("Orders on their way to you")[1].split("</li>")[:2]
    assert f"…{order.number[-4:]}" in covered
    assert "Covered" in covered
    last = who.valid_until - timedelta(days=7)
    assert f"until {last.day} {last:%b} {last.year}" in covered
    assert "…7788" in asking
    assert "Kiwi Pantry" in asking
    assert "Not covered" in asking
    assert "You agreed to its use for earlier parcels only" in asking
    assert "you did not agree to that" in page
    for secret in (who.name, who.number, who.phone):
        assert secret not in page


def test_the_details_close_again_after_a_quarter_of_an_hour(sent, approved):
    sent.post(ASK)
    sent.post(CODE, {"code": code_sent()})
    assert "What your document covers" in text_of(sent.get(STATUS))

    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert "What your document covers" not in text_of(sent.get(STATUS))


def test_a_wrong_code_opens_nothing_and_a_right_one_once(sent, approved):
    sent.post(ASK)
    code = code_sent()

    wrong = sent.post(CODE, {"code": f"{(int(code) + 1) % 10**6:06}"})
    assert wrong.status_code == 422
    assert "not right" in text_of(wrong)
    assert "What your document covers" not in text_of(sent.get(STATUS))
    assert sent.post(CODE, {"code": code}).url == STATUS
    assert sent.post(CODE, {"code": code}).status_code == 422


def test_another_browser_with_the_link_sees_no_details(sent, approved):
    other = type(sent)()
    other.cookies["upload"] = sent.cookies["upload"].value
    sent.post(ASK)

    sent.post(CODE, {"code": code_sent()})

    assert "What your document covers" in text_of(sent.get(STATUS))
    assert "What your document covers" not in text_of(other.get(STATUS))
    assert type(sent)().get(STATUS).status_code == 404


def test_the_code_goes_to_the_phone_kept_with_the_person(sent, approved, who, order):
    sent.post(ASK)
    services.drive_codes(now=timezone.now())

    [texts] = unseal(Message.objects.filter(kind="CODE")).values()
    assert texts["to"].endswith(who.phone)
    assert OneTimeCode.objects.get().record_id == approved.pk


def test_no_code_without_asking(sent):
    assert sent.get(CODE).url == STATUS
    assert sent.post(CODE, {"code": "123456"}).url == STATUS


def test_asking_too_often_is_told(sent, approved, now):
    for minutes in range(0, 6, 2):
        with time_machine.travel(now + timedelta(minutes=minutes + 1), tick=False):
            assert sent.post(ASK).status_code == 303

    with time_machine.travel(now + timedelta(minutes=9), tick=False):
        assert sent.post(ASK).status_code == 429


def test_a_status_is_told_until_thirty_days_after_the_order(sent, order, now):
    Order.objects.filter(pk=order.pk).update(
        stage="COMPLETED", stage_at=now - timedelta(days=29)
    )
    assert sent.get(STATUS).status_code == 200
    Order.objects.filter(pk=order.pk).update(stage_at=now - timedelta(days=31))

    for path in (STATUS, DONE, CODE):
        assert sent.get(path).status_code == 404
    assert sent.post(ASK).status_code == 404


def test_a_number_alone_has_no_details_to_show(who, now):
    from tests.upload.phone import link_of

    order = make_order("NUMBER_ONLY", name=who.name, phone=who.phone, now=now)
    phone = opened(link_of(order, now=now))
    first = {k: v for k, v in typed_of(who).items() if k != "valid_until"}
    phone.post(PHOTOS, first)

    assert "Send a code" not in text_of(phone.get(STATUS))
    assert phone.post(ASK).url == STATUS
    assert OneTimeCode.objects.count() == 0


def test_one_tap_says_how_it_was_another_what_was_hard(sent):
    page = text_of(sent.get(DONE))
    assert re.findall(r'name="answer" value="(\w+)"', page) == ["EASY", "SOSO", "HARD"]

    assert sent.post(FEEDBACK, {"answer": "HARD"}).url == DONE
    page = text_of(sent.get(DONE))
    assert 'name="answer"' not in page
    assert 'name="hindrance" value="PHOTO"' in page
    assert sent.post(FEEDBACK, {"hindrance": "PHOTO"}).url == DONE

    page = text_of(sent.get(DONE))
    assert "Thank you for your answer" in page
    assert 'name="hindrance"' not in page
    given = UploadFeedback.objects.get()
    assert (given.answer, given.hindrance) == ("HARD", "PHOTO")


def test_the_first_answer_stays_and_nothing_else_is_taken(sent):
    sent.post(FEEDBACK, {"answer": "EASY"})
    sent.post(FEEDBACK, {"answer": "HARD"})

    assert UploadFeedback.objects.get().answer == "EASY"
    assert 'name="hindrance"' not in text_of(sent.get(DONE))


@pytest.mark.parametrize(
    "told", [{}, {"answer": "<b>mine</b>"}, {"hindrance": "PHOTO"}, {"answer": "easy"}]
)
def test_what_is_no_answer_is_asked_again(sent, told):
    answer = sent.post(FEEDBACK, told)

    assert answer.status_code == 422
    assert "Choose one of the answers." in text_of(answer)
    assert "mine" not in text_of(answer)
    assert UploadFeedback.objects.count() == 0


def test_staff_see_counts_and_shares(sent, who, now):
    from tests.upload.phone import link_of

    sent.post(FEEDBACK, {"answer": "HARD"})
    sent.post(FEEDBACK, {"hindrance": "WORDS"})
    order = make_order("NUMBER_ONLY", name=who.name, phone=who.phone, now=now)
    other = opened(link_of(order, now=now))
    other.post(PHOTOS, {k: v for k, v in typed_of(who).items() if k != "valid_until"})
    other.post(FEEDBACK, {"answer": "EASY"})
    staff = browser_of(make_staff("support"))
    staff.cookies["django_language"] = "en"

    page = text_of(staff.get("/desk/feedback/"))

    cells = re.findall(r'<th scope="row">(.*?)</th>.*?>(\d+)<.*?>(\d+) %<', page)
    shares = {label: (int(n), int(share)) for label, n, share in cells}
    assert shares["Easy"] == (1, 50)
    assert shares["So-so"] == (0, 0)
    assert shares["Understanding what is wanted"] == (1, 100)
    assert "2 answers to 2 uploads" in page


def test_check_is_not_shown_again_after_it_was_sent(sent):
    assert sent.get(CHECK).url == STATUS
