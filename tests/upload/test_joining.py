"""The same pages for everybody who asks for a code, whatever is on record."""

import re

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clearance.identity import services
from clearance.identity.models import IdRecord, OneTimeCode
from clearance.messaging.models import Message
from clearance.messaging.queries import unseal
from tests.factories import make_merchant, make_order, make_record
from tests.upload.phone import DONE, PHOTOS, STATUS, link_of, opened, somebody, typed_of

pytestmark = pytest.mark.django_db

ASK, CODE = "/u/code/ask/", "/u/code/"
OLD_PHONE = "13800001111"


@pytest.fixture(autouse=True)
def nobody_asked_yet():
    cache.clear()


def first_of(who):
    typed = typed_of(who)
    return {name: typed[name] for name in ("document_type", "name", "number")}


def on_file(who, now, **more):
    """A document of this person, sent with another phone for another shop."""
    order = make_order(
        merchant=make_merchant("kiwi"), name=who.name, phone=OLD_PHONE, now=now
    )
    fields = {"consent_reuse": True, "name": who.name} | more
    return make_record(order, number=who.number, with_photos=False, now=now, **fields)


def code_sent():
    [text] = [each["text"] for each in unseal(Message.objects.all()).values()]
    return re.search(r"\d{6}", text)[0]


def test_a_code_instead_of_photos(phone, order, who, now):
    record = on_file(who, now)
    answer = phone.post(ASK, first_of(who))
    assert (answer.status_code, answer.url) == (303, CODE)
    assert services.drive_codes(now=timezone.now()) == 1

    answer = phone.post(CODE, {"code": code_sent()})

    assert (answer.status_code, answer.url) == (303, DONE)
    page = phone.get(DONE).content.decode()
    assert "No photo is needed" in page
    assert record.reference in page
    assert "Approved" in phone.get(STATUS).content.decode()
    order.refresh_from_db()
    assert order.holder_id == record.recipient_id
    assert phone.get(CODE).url == STATUS
    assert phone.get(PHOTOS).url == STATUS
    assert IdRecord.objects.filter(submitted_at__isnull=False).count() == 1


CASES = {
    "known": {},
    "unknown": None,
    "another name on it": {"name": "王演示"},
    "not agreed": {"consent_reuse": False},
    "withdrawn": {"state": "WITHDRAWN"},
}


def answers_for(case, now):
    """All that a phone is told, byte by byte, where this is on record."""
    who = somebody()
    if CASES[case] is not None:
        on_file(who, now, **CASES[case])
    order = make_order(name=who.name, phone=who.phone, number="A-1", now=now)
    phone = opened(link_of(order, now=now))
    said = []
    for path, sent in (
        (ASK, first_of(who)),
        (CODE, None),
        (CODE, {"code": "000000x"}),
        (CODE, {"code": ""}),
        (ASK, {}),
    ):
        answer = phone.get(path) if sent is None else phone.post(path, sent)
        services.drive_codes(now=timezone.now())
        headers = {
            name: value
            for name, value in answer.headers.items()
            if name not in {"Date", "Expires", "X-Request-ID"}
        }
        body = re.sub(
            rb'(csrfmiddlewaretoken" value=|nonce=)"[^"]*"', rb"", answer.content
        )
        body = re.sub(rb"valid until [^<]*", b"", body)
        said.append((answer.status_code, str(headers), body))
    return said


def test_the_answers_say_nothing_of_what_is_on_record(db, now):
    said = {}
    for case in CASES:
        cache.clear()
        with transaction.atomic():
            said[case] = answers_for(case, now)
            sent = Message.objects.filter(kind="CODE").count()
            transaction.set_rollback(True)
        assert sent == (case == "known"), case

    assert [status for status, *_rest in said["known"]] == [303, 200, 422, 422, 303]
    assert b"not right" in said["known"][2][2]
    differing = [case for case in CASES if said[case] != said["known"]]
    assert differing == []


def test_the_same_statements_run_whoever_asks(db, now):
    """What a request does cannot depend on what is on record: it does not look."""

    def statements(case):
        who = somebody()
        with transaction.atomic():
            if CASES[case] is not None:
                on_file(who, now, **CASES[case])
            order = make_order(name=who.name, phone=who.phone, number="A-1", now=now)
            phone = opened(link_of(order, now=now))
            cache.clear()
            ran = []
            for path, sent in ((ASK, first_of(who)), (CODE, {"code": "123456"})):
                with CaptureQueriesContext(
                    connection,
                ) as seen:
                    phone.post(path, sent)
                ran += [
                    re.sub(r"'[^']*'|\b[0-9a-f]{32}\b|\d+", "?", each["sql"])[:60]
                    for each in seen
                ]
            transaction.set_rollback(True)
        return ran

    known = statements("known")

    assert len(known) > 10
    assert {case for case in CASES if statements(case) != known} == set()


def test_the_three_fields_come_first(phone, who):
    answer = phone.post(ASK, {"name": who.name})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Type the number of the document." in page
    assert f'value="{who.name}"' in page
    assert OneTimeCode.objects.count() == 0


def test_no_code_is_typed_before_one_was_asked_for(phone):
    assert phone.get(CODE).url == PHOTOS
    assert phone.post(CODE, {"code": "123456"}).url == PHOTOS
    assert phone.get(ASK).url == PHOTOS


def test_another_browser_cannot_type_the_code(phone, who, now):
    on_file(who, now)
    phone.post(ASK, first_of(who))
    services.drive_codes(now=timezone.now())
    order = make_order(name=who.name, phone="13800003333", now=now)
    stranger = opened(link_of(order, now=now))
    stranger.post(ASK, first_of(who))

    answer = stranger.post(CODE, {"code": code_sent()})

    assert answer.status_code == 422


def test_who_asks_too_often_is_told_so(phone, who):
    cache.clear()
    for _time in range(10):
        assert phone.post(ASK, first_of(who)).status_code == 303

    answer = phone.post(ASK, first_of(who))

    assert answer.status_code == 429
    assert "too often" in answer.content.decode()


def test_the_offer_stands_before_the_photos_and_enter_asks_for_no_code(phone):
    page = phone.get(PHOTOS).content.decode()

    assert page.index("Get a code") < page.index('name="portrait"')
    first = re.search(r"<button[^>]*>", page[page.index("<form") :])[0]
    assert "formaction" not in first
    assert 'formaction="/u/code/ask/"' in page
