"""The queue: what waits, in which order, and taking it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clearance.lib.masking import mask_number
from tests.desk.cases import (
    QUEUE,
    decide,
    page_of,
    reviewer,
    take,
    waiting_record,
)
from tests.factories import (
    NAME,
    NOW,
    browser_of,
    id_number,
    make_order,
    make_record,
    make_staff,
)

pytestmark = pytest.mark.django_db


def waiting(index, **fields):
    """The document of another person, sent `index` minutes after the first."""
    return waiting_record(
        order=make_order(phone=f"1380000{index:04d}"),
        number=id_number(index),
        submitted_at=NOW + timedelta(minutes=index),
        with_photos=False,
        **fields,
    )


def test_the_queue_lists_the_oldest_first_and_nothing_personal():
    younger, older = waiting(5), waiting(1)

    html = reviewer().get(QUEUE).content.decode()

    assert html.index(older.reference) < html.index(younger.reference)
    assert "2 documents wait for you" in html
    assert "简体中文" in html
    assert NAME not in html
    assert id_number(1) not in html
    assert mask_number("RESIDENT_ID", id_number(1)) not in html
    assert "13800000001" not in html


def test_an_empty_queue_says_when_the_last_one_was_finished():
    browser = reviewer()
    record = waiting_record()
    take(browser, record)
    decide(browser, record, "send_back", reason="BLURRED")

    html = browser.get(QUEUE).content.decode()

    assert "Nothing to review. Last one finished 13:00" in html


def test_take_next_claims_the_oldest_for_ten_minutes_and_leads_to_it():
    waiting(5)
    older = waiting(1)

    answer = reviewer().post(f"{QUEUE}next/")

    assert (answer.status_code, answer["Location"]) == (303, page_of(older))
    older.refresh_from_db()
    assert older.claimed_by.username == "reviewer"


def test_take_next_gives_the_case_already_held():
    waiting(1)
    held = waiting(5)
    browser = reviewer()
    take(browser, held)

    answer = browser.post(f"{QUEUE}next/")

    assert answer["Location"] == page_of(held)


def test_ones_own_case_stands_on_top():
    older, held = waiting(1), waiting(5)
    browser = reviewer()
    take(browser, held)

    html = browser.get(QUEUE).content.decode()

    assert html.index(held.reference) < html.index(older.reference)
    assert "Yours until" in html


def test_two_reviewers_never_get_the_same_case():
    first, second = waiting(1), waiting(5)

    one = reviewer("one").post(f"{QUEUE}next/")
    other = reviewer("two").post(f"{QUEUE}next/")

    assert one["Location"] == page_of(first)
    assert other["Location"] == page_of(second)


def test_nothing_waiting_leads_back_to_the_queue_with_a_sentence():
    browser = reviewer()

    answer = browser.post(f"{QUEUE}next/")

    assert (answer.status_code, answer["Location"]) == (303, QUEUE)
    assert "Nothing else is waiting for you." in browser.get(QUEUE).content.decode()


def test_next_is_no_page_to_look_at():
    waiting(1)

    answer = reviewer().get(f"{QUEUE}next/")

    assert answer.status_code == 405


def test_looking_at_a_case_of_the_queue_takes_nothing():
    record = waiting(1)

    answer = reviewer().get(f"{QUEUE}open/{record.pk}/")

    record.refresh_from_db()
    assert (answer.status_code, record.claimed_by) == (200, None)
    assert "Take this document" in answer.content.decode()


def test_taking_a_certain_case_leads_to_its_page_and_looking_again_too():
    waiting(1)
    record = waiting(5)
    browser = reviewer()

    taken = browser.post(f"{QUEUE}open/{record.pk}/")
    again = browser.get(f"{QUEUE}open/{record.pk}/")

    assert taken["Location"] == page_of(record)
    assert again["Location"] == page_of(record)


def test_a_case_that_waits_for_a_supervisor_is_not_shown_to_others():
    record = waiting(1, needs_supervisor=True)

    plain = reviewer().get(QUEUE).content.decode()
    asked = reviewer().get(f"{QUEUE}open/{record.pk}/")
    supervisor = reviewer("boss", role="supervisor").get(QUEUE).content.decode()

    assert record.reference not in plain
    assert "1 is with a colleague, or not yours to decide." in plain
    assert asked.status_code == 403
    assert record.reference in supervisor


def test_nobody_reviews_what_they_recorded_themselves():
    author = make_staff("supervisor", username="author")
    record = waiting(1, source="STAFF", received_by="POST", entered_by=author)

    answer = browser_of(author).post(f"{QUEUE}open/{record.pk}/")

    record.refresh_from_db()
    assert (answer.status_code, record.claimed_by) == (403, None)


def test_an_upload_that_was_not_sent_is_nobodys_case():
    draft = waiting_record(submitted_at=None, with_photos=False)
    browser = reviewer()

    opened = browser.get(f"{QUEUE}open/{draft.pk}/")
    page = browser.get(page_of(draft))

    assert (opened.status_code, page.status_code) == (404, 404)


@pytest.mark.parametrize("role", ["support", "operations", "auditor", "customs"])
def test_the_queue_is_for_reviewers(role):
    answer = browser_of(make_staff(role)).get(QUEUE)

    assert answer.status_code == 403


def test_the_queue_asks_the_database_as_often_for_three_rows_as_for_one():
    browser = reviewer()
    waiting(1)
    one = _queries(browser, QUEUE)
    waiting(2)
    waiting(3)

    three = _queries(browser, QUEUE)

    assert three == one
    # Twelve of them are the session's, the person's and the sidebar's.
    assert three <= 12 + 8


def _queries(browser, url):
    browser.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    return len(queries)


def test_the_page_of_a_sent_back_document_says_who_sent_it_back():
    make_staff("reviewer")
    record = make_record(state="REJECTED", with_photos=False)

    html = reviewer().get(page_of(record)).content.decode()

    assert "reviewer sent this back" in html
