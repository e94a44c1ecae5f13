"""The button that takes a decision back, for a minute, without any script."""

import re

import pytest

from clearance.identity.enums import RecordState
from clearance.messaging.models import Message
from tests.desk.cases import QUEUE, decide, page_of, reviewer, take, waiting_record

pytestmark = pytest.mark.django_db


def decided(decision="approve", **fields):
    record, browser = waiting_record(), reviewer()
    take(browser, record)
    decide(browser, record, decision, **fields)
    return record, browser


@pytest.mark.parametrize(
    ("decision", "fields", "said"),
    [
        ("approve", {}, "Approved {}."),
        ("send_back", {"reason": "BLURRED"}, "Sent back {}. The person is asked"),
    ],
)
def test_the_next_page_offers_to_undo(decision, fields, said):
    record, browser = decided(decision, **fields)

    html = browser.get(QUEUE).content.decode()

    assert said.format(record.reference) in html
    assert f'action="{page_of(record)}undo/"' in html
    assert re.search(r"Undo \(<span data-left>\d\d</span> s\)", html)


def test_undoing_leads_back_to_the_case_which_is_held_again():
    record, browser = decided()

    answer = browser.post(f"{page_of(record)}undo/")

    record.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (303, page_of(record))
    assert (record.state, record.claimed_by.username) == ("PENDING", "reviewer")
    assert [message.state for message in Message.objects.all()] == ["CANCELLED"]
    assert "is as it was before" in browser.get(page_of(record)).content.decode()


def test_after_the_minute_nothing_is_offered_and_nothing_undone(clock):
    record, browser = decided()
    clock.shift(61)

    assert "data-undo" not in browser.get(QUEUE).content.decode()
    answer = browser.post(f"{page_of(record)}undo/")

    record.refresh_from_db()
    assert (answer.status_code, record.state) == (303, RecordState.ACCEPTED)
    assert "The minute for undoing is over" in browser.get(QUEUE).content.decode()


def test_a_colleague_is_neither_offered_it_nor_let():
    record, _browser = decided()
    colleague = reviewer("colleague")

    assert "data-undo" not in colleague.get(QUEUE).content.decode()
    colleague.post(f"{page_of(record)}undo/")

    record.refresh_from_db()
    assert record.state == RecordState.ACCEPTED


def test_the_decision_stands_when_the_button_is_pressed_twice():
    record, browser = decided()
    browser.post(f"{page_of(record)}undo/")

    again = browser.post(f"{page_of(record)}undo/")

    record.refresh_from_db()
    assert (again.status_code, record.state) == (303, RecordState.PENDING)
    assert "undone already" in browser.get(QUEUE).content.decode()
