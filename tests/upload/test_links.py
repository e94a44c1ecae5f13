"""The link, the session behind it, and what others may find out: nothing."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from clearance.channels.enums import Level
from clearance.identity.enums import LinkEnd, RecordState
from clearance.identity.models import IdRecord, UploadLink
from clearance.identity.services import revoke_link
from clearance.lib.access_marks import routes
from clearance.messaging.models import Message
from clearance.orders.models import Order
from clearance.upload.session import COOKIE, SALT
from tests.accounts.making import Browser
from tests.factories import PHONE, make_order, make_record, make_staff
from tests.upload.phone import (
    CHECK,
    DONE,
    PHOTOS,
    STATUS,
    link_of,
    opened,
    photos_of,
    typed_of,
)

UNKNOWN = "/u/AAAAAAAAAAAAAAAAAAAAAA/"


def test_a_link_becomes_a_session_again_and_again(url):
    for _time in range(2):
        phone = Browser()
        answer = phone.get(url)

        cookie = phone.cookies[COOKIE]
        assert (answer.status_code, answer.headers["Location"]) == (303, PHOTOS)
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer.headers["Cache-Control"]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (
            True,
            "Lax",
            "/u/",
        )
        assert cookie["secure"] is True


def test_opening_a_link_marks_nothing(url):
    before = UploadLink.objects.values().get()

    opened(url).get(PHOTOS)

    assert UploadLink.objects.values().get() == before


def test_every_link_that_does_not_open_looks_the_same(db, order, url, now):
    by = make_staff("support")
    used, revoked, expired, closed = (
        link_of(make_order(name=f"样本{i}", now=now), now=now) for i in range(4)
    )
    links = list(UploadLink.objects.order_by("created_at", "pk"))[-4:]
    UploadLink.objects.filter(pk=links[0].pk).update(
        ended_at=now, ended_because=LinkEnd.SUBMITTED
    )
    revoke_link(links[1], by=by, now=now)
    UploadLink.objects.filter(pk=links[2].pk).update(expires_at=now)
    Order.objects.filter(pk=links[3].order_id).update(stage="CLOSED")
    replaced = url
    link_of(order, now=now)
    strange = ["/u/x/", "/u/%00/", "/u/" + "z" * 500 + "/", "/u/样本/"]

    answers = [
        Browser().get(address)
        for address in (UNKNOWN, used, revoked, expired, closed, replaced, *strange)
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    page = answers[0].content.decode()
    assert 'action="resend/"' in page
    assert answers[0].headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answers[0].headers["Cache-Control"]
    assert "Hoshi" not in page
    assert order.number[-4:] not in page


def test_a_new_link_is_sent_once_an_hour_and_the_answer_is_always_the_same(
    order, url, now
):
    UploadLink.objects.update(
        created_at=now - timedelta(days=8), expires_at=now - timedelta(minutes=1)
    )

    answers = [
        Browser().post(f"{address}resend/")
        for address in (url, url, UNKNOWN, "/u/%00/")
    ]

    assert {(a.status_code, a.headers["Location"]) for a in answers} == {
        (303, "/u/sent/")
    }
    assert Message.objects.count() == 1


def test_a_page_elsewhere_cannot_press_the_button(url, now):
    UploadLink.objects.update(expires_at=now - timedelta(minutes=1))

    answer = Browser().post(f"{url}resend/", HTTP_SEC_FETCH_SITE="cross-site")

    assert answer.status_code == 403
    assert Message.objects.exists() is False


@pytest.mark.parametrize("address", [PHOTOS, CHECK, DONE, STATUS, "/u/not-me/"])
def test_without_a_link_the_pages_tell_the_way(db, address):
    answer = Browser().get(address)

    assert answer.status_code == 404
    assert 'name="phone"' in answer.content.decode()


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "nonsense",
        "a:b:c",
        signing.dumps({"link": "no-uuid", "marks": {}, "agreed": []}, salt=SALT),
        signing.dumps(["list"], salt=SALT),
        signing.dumps({"link": "0" * 32, "marks": {}, "agreed": []}, salt=SALT),
        signing.dumps({"link": "0" * 32, "marks": {}, "agreed": []}, salt="other"),
        "\x00",
    ],
    ids=["empty", "word", "parts", "uuid", "list", "nobody", "salt", "nul"],
)
def test_a_forged_cookie_is_no_cookie(db, cookie):
    phone = Browser()
    phone.cookies[COOKIE] = cookie

    assert phone.get(PHOTOS).status_code == 404
    assert phone.post(PHOTOS, {"name": "李样本"}).status_code == 404


def test_a_cookie_kept_past_the_end_of_its_link_opens_nothing(phone, who, now):
    UploadLink.objects.update(expires_at=now - timedelta(seconds=1))

    assert phone.get(PHOTOS).status_code == 404
    assert phone.post(PHOTOS, typed_of(who)).status_code == 404
    assert IdRecord.objects.exists() is False


def test_without_the_secret_of_the_form_nothing_happens(url, who):
    phone = Browser(enforce_csrf_checks=True)
    phone.get("/u/?lang=en")
    phone.get(url)

    answer = phone.post(PHOTOS, typed_of(who))

    assert answer.status_code == 403
    assert "form is out of date" in answer.content.decode()
    assert IdRecord.objects.exists() is False


def test_with_the_secret_of_the_form_it_does(url, who):
    phone = Browser(enforce_csrf_checks=True)
    page = phone.get(url, follow=True).content.decode()
    secret = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]

    answer = phone.post(
        PHOTOS,
        typed_of(who) | {"csrfmiddlewaretoken": secret},
        HTTP_ORIGIN="https://testserver",
        HTTP_REFERER="https://testserver/u/photos/",
    )

    assert answer.status_code == 303


def test_pages_with_forms_let_the_browser_prove_where_they_are(phone):
    assert phone.get(PHOTOS).headers["Referrer-Policy"] == "same-origin"


def test_a_document_that_covers_the_order_is_409(db, order, url, now):
    phone = opened(url)
    make_record(order, consent_reuse=True, now=now, with_photos=False)

    answer = phone.post(PHOTOS, {"document_type": "RESIDENT_ID"})
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "on file" in page
    assert 'href="/u/withdraw/"' in page
    assert phone.get(PHOTOS).status_code == 200


def test_a_document_in_review_is_409_for_another_order_of_the_person(db, who, now):
    one = make_order(name=who.name, phone=who.phone, now=now)
    other = make_order(name=who.name, phone=who.phone, now=now)
    first, second = opened(link_of(one, now=now)), opened(link_of(other, now=now))
    everything = typed_of(who) | {"consent": "on"}

    assert first.post(PHOTOS, photos_of(who) | everything).status_code == 303
    answer = second.post(PHOTOS, photos_of(who) | everything)

    assert answer.status_code == 409
    assert IdRecord.objects.filter(submitted_at__isnull=False).count() == 1


def test_not_me_ends_the_link_and_asks_before(phone, url):
    asked = phone.get("/u/not-me/")
    answer = phone.post("/u/not-me/")

    assert asked.status_code == 200
    assert (answer.status_code, answer.headers["Location"]) == (303, "/u/")
    assert UploadLink.objects.get().ended_because == LinkEnd.NOT_ME
    assert phone.get(url).status_code == 404
    assert phone.post(f"{url}resend/").status_code == 303
    assert Message.objects.exists() is False


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (RecordState.PENDING, "In review"),
        (RecordState.ACCEPTED, "Approved"),
        (RecordState.REJECTED, "New photo requested"),
        (RecordState.WITHDRAWN, "Withdrawn"),
        (RecordState.EXPIRED, "Expired"),
        (RecordState.SUPERSEDED, "Replaced"),
        (RecordState.ERASED, "Erased"),
    ],
)
def test_the_status_says_where_it_stands(phone, who, state, word):
    phone.post(PHOTOS, photos_of(who) | typed_of(who) | {"consent": "on"})
    IdRecord.objects.update(state=state)

    page = phone.get(STATUS).content.decode()

    assert word in page
    assert who.name not in page
    assert who.number not in page


def test_the_status_is_told_until_thirty_days_after_the_end(phone, who, order, now):
    phone.post(PHOTOS, photos_of(who) | typed_of(who) | {"consent": "on"})
    orders = Order.objects.filter(pk=order.pk)

    orders.update(stage="COMPLETED", stage_at=now - timedelta(days=29))
    assert phone.get(STATUS).status_code == 200
    orders.update(stage="COMPLETED", stage_at=now - timedelta(days=31))
    assert phone.get(STATUS).status_code == 404


def test_a_forwarded_link_shows_nothing_that_another_phone_typed(url, who):
    first, second = opened(url), opened(url)
    first.post(PHOTOS, typed_of(who))
    first.post(PHOTOS, photos_of(who))

    for address in (PHOTOS, CHECK):
        theirs, ours = (
            phone.get(address).content.decode() for phone in (second, first)
        )
        assert who.number in ours
        assert who.name in ours
        assert who.number not in theirs
        assert who.name not in theirs
    assert "Given already" in theirs
    second.post(PHOTOS, {"name": "王演示"})
    assert "王演示" not in first.get(CHECK).content.decode()


def test_the_language_is_that_of_the_message_and_can_be_changed(order, now):
    phone = Browser()
    phone.get(link_of(order, now=now, send=True))
    assert 'lang="zh-hans"' in phone.get(PHOTOS).content.decode()

    phone.get(f"{PHOTOS}?lang=ru")

    assert 'lang="ru"' in phone.get(PHOTOS).content.decode()


def test_a_language_that_was_chosen_before_stays(url):
    phone = Browser()
    phone.get("/u/?lang=en")
    phone.get(url)

    assert 'lang="en"' in phone.get(PHOTOS).content.decode()


def test_the_page_names_the_shop_and_the_last_four_and_nothing_else(phone, order, who):
    page = phone.get(PHOTOS).content.decode()

    assert order.merchant.name in page
    assert order.number[-4:] in page
    assert order.number not in page
    assert who.name not in page
    assert who.phone not in page


@pytest.mark.parametrize("address", ["/u/", "/u/privacy/", "/u/withdraw/", "/u/sent/"])
@pytest.mark.parametrize("language", ["zh-hans", "en", "ru"])
def test_public_pages_open_for_everybody(db, address, language):
    answer = Browser().get(f"{address}?lang={language}")

    assert answer.status_code == 200
    assert f'lang="{language}"' in answer.content.decode()


def test_whoever_names_order_and_phone_gets_a_link_and_nobody_else_anything(order, who):
    asked = [
        {"order": order.number, "phone": who.phone},
        {"order": order.number, "phone": who.phone},
        {"order": order.number, "phone": PHONE},
        {"order": "T404", "phone": who.phone},
        {"order": "T\x00", "phone": "1" * 150},
    ]

    answers = [Browser().post("/u/", fields) for fields in asked[:4]]

    assert {(a.status_code, a.headers["Location"]) for a in answers} == {
        (303, "/u/sent/")
    }
    assert Message.objects.count() == 1
    assert Browser().post("/u/", asked[4]).status_code == 422
    assert Browser().post("/u/", {}).status_code == 422


def test_asking_is_limited_by_address(db, order):
    fields = {"order": "T404", "phone": PHONE}

    codes = [Browser().post("/u/", fields).status_code for _time in range(11)]

    assert codes == [303] * 10 + [429]


def test_a_link_ended_by_its_person_or_staff_is_not_asked_for_anew(phone, order, who):
    phone.post("/u/not-me/")
    UploadLink.objects.update(created_at=timezone.now() - timedelta(hours=2))

    Browser().post("/u/", {"order": order.number, "phone": who.phone})

    assert Message.objects.exists() is False


def test_number_links_ask_name_type_and_number_alone(db, who, now):
    order = make_order(Level.NUMBER_ONLY, name=who.name, phone=who.phone, now=now)
    phone = opened(link_of(order, now=now))
    page = phone.get(PHOTOS).content.decode()
    sent = {"name": who.name, "document_type": "RESIDENT_ID", "number": who.number}

    wrong = phone.post(PHOTOS, sent | {"number": who.number[:-1]})
    nothing = phone.post(PHOTOS, {})
    right = phone.post(PHOTOS, sent)

    assert 'type="file"' not in page
    assert wrong.status_code == 422
    assert f'value="{who.name}"' in wrong.content.decode()
    assert nothing.status_code == 422
    assert (right.status_code, right.headers["Location"]) == (303, DONE)
    assert Order.objects.get(pk=order.pk).number_state == "PRESENT"
    assert "Received" in phone.get(STATUS).content.decode()
    assert phone.post(PHOTOS, sent).headers["Location"] == DONE
    assert phone.get(CHECK).headers["Location"] == STATUS


def test_every_address_under_u_says_whom_it_is_for():
    marks = {r.path: r.mark.audience for r in routes() if r.path.startswith("u/")}

    assert marks == {
        "u/": "public",
        "u/sent/": "public",
        "u/privacy/": "public",
        "u/withdraw/": "public",
        "u/photos/": "recipient",
        "u/check/": "recipient",
        "u/code/": "recipient",
        "u/code/ask/": "recipient",
        "u/done/": "recipient",
        "u/status/": "recipient",
        "u/status/ask/": "recipient",
        "u/status/code/": "recipient",
        "u/feedback/": "recipient",
        "u/not-me/": "recipient",
        "u/<str:token>/": "recipient",
        "u/<str:token>/look/": "recipient",
        "u/<str:token>/resend/": "recipient",
    }
