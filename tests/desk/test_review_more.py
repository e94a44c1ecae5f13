"""The promise in the queue, reasons that fit, earlier uploads, the list of keys."""

from datetime import timedelta

import pytest

from clearance.audit.models import AuditEntry
from clearance.identity.models import RejectionReason
from tests.desk.cases import (
    QUEUE,
    decide,
    page_of,
    photo_urls,
    reviewer,
    take,
    waiting_record,
)
from tests.factories import NOW, make_order, make_record

pytestmark = pytest.mark.django_db


def opened(record, *, name="reviewer", role="reviewer", query=""):
    browser = reviewer(name, role=role)
    take(browser, record)
    return browser.get(page_of(record) + query).content.decode()


def sent(at, **fields):
    return waiting_record(submitted_at=at, with_photos=False, **fields)


@pytest.mark.parametrize(
    ("before", "tone", "word"),
    # It is Saturday, 13:00 in Shanghai: nobody works until Monday.
    [
        (timedelta(days=1), "act", "Overdue since"),  # Friday 13:00
        (timedelta(hours=21), "wait", "Due soon"),  # Friday 16:00
        (timedelta(hours=1), "info", "Due "),
    ],
)
def test_queue_and_case_say_until_when_a_document_is_due(clock, before, tone, word):
    clock.move_to(NOW + timedelta(hours=1))
    if word == "Due soon":
        clock.move_to(NOW + timedelta(days=2, hours=-2))  # Monday 10:00
    record = sent(NOW + timedelta(hours=1) - before)

    queue = reviewer().get(QUEUE).content.decode()
    case = opened(record)

    for html in (queue, case):
        assert f'<span class="badge" data-s="{tone}">{word}' in html
    assert ("1 overdue" in queue) == (tone == "act")


def test_what_is_due_first_stands_on_top_whoever_sent_it():
    late = sent(NOW - timedelta(days=2), order=make_order(phone="13800000007"))
    early = sent(NOW)

    html = reviewer().get(QUEUE).content.decode()

    assert html.index(late.reference) < html.index(early.reference)


def test_a_reason_that_cannot_be_said_of_a_document_is_not_offered():
    passport = waiting_record(
        document_type="PASSPORT", number="E12345678", with_photos=False
    )

    html = opened(passport)

    assert 'value="BLURRED"' in html
    assert 'value="RECORD_OLD"' not in html
    assert 'value="HANDHELD"' not in html


def test_a_reason_is_offered_for_the_kinds_that_its_row_names():
    RejectionReason.objects.filter(code="BLURRED").update(document_types=["PASSPORT"])

    html = opened(waiting_record(with_photos=False))

    assert 'value="BLURRED"' not in html


def test_a_reason_that_cannot_be_said_is_refused_with_a_sentence():
    record, browser = waiting_record(), reviewer()
    take(browser, record)

    answer = decide(browser, record, "send_back", reason="HANDHELD")

    record.refresh_from_db()
    assert (answer.status_code, record.state) == (422, "PENDING")
    assert "cannot be said of this document" in answer.content.decode()


def test_earlier_uploads_are_listed_and_shown_when_asked_for():
    order = make_order()
    earlier = make_record(order, state="REJECTED", now=NOW - timedelta(days=1))
    earlier.reasons.set(RejectionReason.objects.filter(code="BLURRED"))
    record = waiting_record(order=order)

    plain = opened(record)
    looks = AuditEntry.objects.filter(action="id.photo_shown").count()
    beside = reviewer().get(f"{page_of(record)}?beside={earlier.reference}")
    html = beside.content.decode()

    assert (len(photo_urls(plain)), looks) == (2, 2)
    assert f"?beside={earlier.reference}" in plain
    assert len(photo_urls(html)) == 4
    assert AuditEntry.objects.filter(action="id.photo_shown").count() == 6
    shown = reviewer()
    assert all(shown.get(url).status_code == 200 for url in photo_urls(html))


def test_a_stranger_s_document_is_not_shown_beside():
    stranger = make_record(make_order(phone="13800000009"), with_photos=False)
    record = waiting_record()

    html = opened(record, query=f"?beside={stranger.reference}")

    assert len(photo_urls(html)) == 2
    assert "Earlier uploads" not in html
    assert "Before:" not in html


def test_a_supervisor_sees_the_photos_of_both_doubts_unasked():
    order = make_order()
    earlier = make_record(order, state="REJECTED", now=NOW - timedelta(days=1))
    earlier.reasons.set(RejectionReason.objects.filter(code="EDITED"))
    record = waiting_record(order=order, needs_supervisor=True)

    html = opened(record, name="boss", role="supervisor")

    assert f"Before: {earlier.reference}" in html
    assert len(photo_urls(html)) == 4


def test_pictures_are_small_first_and_name_the_address_of_the_stored_ones():
    html = opened(waiting_record())

    [first, _second] = photo_urls(html)
    assert f'data-stored="{first}?stored"' in html


def test_keys_are_listed_on_a_page_and_switched_off_for_the_person():
    browser, record = reviewer(), waiting_record(with_photos=False)
    take(browser, record)
    address = f"{QUEUE}keys/"

    page = browser.get(address).content.decode()
    assert "<kbd>A</kbd>" in page
    assert "popover data-keys-on" in browser.get(page_of(record)).content.decode()
    answer = browser.post(address, {"keys": "off"})

    assert answer.status_code == 302
    html = browser.get(page_of(record)).content.decode()
    assert "popover data-keys-on" not in html
    assert "popover" in html
    browser.post(address, {"keys": "on"})
    assert "popover data-keys-on" in browser.get(page_of(record)).content.decode()
