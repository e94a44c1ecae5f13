"""Deciding: every answer of the contract, and two reviewers in each other's way."""

import pytest

from clearance.audit.models import AuditEntry
from clearance.identity.models import IdImage, IdRecord
from clearance.messaging.models import Message
from tests.desk.cases import (
    QUEUE,
    decide,
    hidden,
    page_of,
    reviewer,
    take,
    waiting_record,
)
from tests.factories import NAME, id_number, make_order, make_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    """A case, and the browser of the reviewer who holds it."""
    record = waiting_record()
    browser = reviewer()
    take(browser, record)
    return record, browser


def another(index=1):
    order = make_order(phone=f"1390000{index:04d}")
    return waiting_record(order=order, number=id_number(index))


def test_approving_leads_to_the_next_case_with_a_message(held):
    record, browser = held
    following = another()

    answer = decide(browser, record, "approve")

    record.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (303, page_of(following))
    assert record.state == "ACCEPTED"
    html = browser.get(answer["Location"]).content.decode()
    assert f"Approved {record.reference}." in html


def test_the_last_decision_leads_to_the_queue(held):
    record, browser = held

    answer = decide(browser, record, "approve")

    assert (answer.status_code, answer["Location"]) == (303, QUEUE)


def test_sending_back_with_reasons_tells_the_person_and_keeps_the_note(held):
    record, browser = held

    answer = decide(
        browser, record, "send_back", reason=["BLURRED", "COLOUR"], note="corner cut"
    )

    record.refresh_from_db()
    assert answer.status_code == 303
    assert record.state == "REJECTED"
    assert {row.code for row in record.reasons.all()} == {"BLURRED", "COLOUR"}
    assert Message.objects.filter(kind="SENT_BACK").count() == 1


def test_sending_back_without_a_reason_is_422_with_what_was_typed(held):
    record, browser = held

    answer = decide(browser, record, "send_back", note="almost sharp")
    html = answer.content.decode()

    record.refresh_from_db()
    assert (answer.status_code, record.state) == (422, "PENDING")
    assert "Choose at least one reason." in html
    assert 'value="almost sharp"' in html
    assert "<title>Error:" in html.replace("\n", "")


def test_an_unknown_reason_is_422(held):
    record, browser = held

    answer = decide(browser, record, "send_back", reason="UGLY")

    assert answer.status_code == 422


def test_an_unknown_decision_is_422(held):
    record, browser = held

    answer = decide(browser, record, "burn")

    record.refresh_from_db()
    assert (answer.status_code, record.state) == (422, "PENDING")


def test_escalating_leaves_the_case_to_a_supervisor(held):
    record, browser = held

    answer = decide(browser, record, "escalate", note="odd print")

    record.refresh_from_db()
    assert answer.status_code == 303
    assert (record.state, record.needs_supervisor) == ("PENDING", True)
    boss = reviewer("boss", role="supervisor")
    take(boss, record)
    assert "odd print" in boss.get(page_of(record)).content.decode()


def test_skipping_gives_the_case_back_and_leads_to_the_one_behind(held):
    record, browser = held
    following = another()

    answer = decide(browser, record, "skip")

    record.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (303, page_of(following))
    assert record.claimed_by is None


def test_skipping_the_only_case_leads_to_the_queue_and_holds_nothing(held):
    record, browser = held

    answer = decide(browser, record, "skip")

    record.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (303, QUEUE)
    assert record.claimed_by is None


def test_a_document_that_changed_meanwhile_is_409_and_shown_anew(held):
    record, browser = held
    html = browser.get(page_of(record)).content.decode()
    form = {"decision": "approve", "version": hidden(html, "version")}
    form["digest"] = hidden(html, "digest")
    IdRecord.objects.filter(pk=record.pk).update(version=7)

    answer = browser.post(f"{page_of(record)}decide/", form)
    again = answer.content.decode()

    record.refresh_from_db()
    assert (answer.status_code, record.state) == (409, "PENDING")
    assert "This document changed while you looked at it." in again
    assert hidden(again, "version") == "7"


def test_another_photo_than_was_shown_is_409(held):
    record, browser = held
    html = browser.get(page_of(record)).content.decode()
    form = {"decision": "approve", "version": hidden(html, "version")}
    form["digest"] = hidden(html, "digest")
    IdImage.objects.filter(side="EMBLEM").update(state="DELETED")

    answer = browser.post(f"{page_of(record)}decide/", form)

    record.refresh_from_db()
    assert (answer.status_code, record.state) == (409, "PENDING")


@pytest.mark.parametrize("form", [{}, {"version": "x"}, {"version": "1"}])
def test_a_form_that_names_no_version_or_digest_is_409(held, form):
    record, browser = held

    answer = browser.post(f"{page_of(record)}decide/", {"decision": "approve"} | form)

    record.refresh_from_db()
    assert (answer.status_code, record.state) == (409, "PENDING")


def test_the_second_of_two_reviewers_learns_who_was_first(held, clock):
    record, first = held
    stale = first.get(page_of(record)).content.decode()
    clock.shift(11 * 60)
    second = reviewer("second")
    take(second, record)
    decide(second, record, "approve")
    form = {
        "decision": "send_back",
        "reason": "BLURRED",
        "version": hidden(stale, "version"),
        "digest": hidden(stale, "digest"),
    }

    answer = first.post(f"{page_of(record)}decide/", form)
    html = answer.content.decode()

    record.refresh_from_db()
    assert (answer.status_code, record.state) == (409, "ACCEPTED")
    assert "second approved this" in html
    assert "Your choice was not saved." in html
    assert NAME not in html


def test_a_case_that_a_colleague_took_over_cannot_be_decided(held, clock):
    record, first = held
    stale = first.get(page_of(record)).content.decode()
    clock.shift(11 * 60)
    take(reviewer("second"), record)
    form = {
        "decision": "approve",
        "version": hidden(stale, "version"),
        "digest": hidden(stale, "digest"),
    }

    answer = first.post(f"{page_of(record)}decide/", form)

    record.refresh_from_db()
    assert (answer.status_code, record.state) == (409, "PENDING")
    assert "Your choice was not saved." in answer.content.decode()


def test_a_case_nobody_took_cannot_be_decided():
    record = waiting_record()

    answer = reviewer().post(f"{page_of(record)}decide/", {"decision": "approve"})

    record.refresh_from_db()
    assert (answer.status_code, record.state) == (409, "PENDING")


def test_a_differing_name_is_refused_even_by_a_form_made_by_hand():
    record = waiting_record(name="王演示")
    browser = reviewer()
    take(browser, record)

    answer = decide(browser, record, "approve")

    record.refresh_from_db()
    assert (answer.status_code, record.state) == (409, "PENDING")
    assert "The name differs from the order." in answer.content.decode()


def test_the_number_of_someone_else_goes_to_a_supervisor_and_the_work_goes_on():
    make_record(make_order(name="王演示", phone="13900001111"), name="王演示")
    record = waiting_record()
    browser = reviewer()
    take(browser, record)

    html = browser.get(page_of(record)).content.decode()
    answer = decide(browser, record, "approve")

    record.refresh_from_db()
    assert "Someone else has it" in html
    assert answer.status_code == 303
    assert (record.state, record.needs_supervisor) == ("PENDING", True)


def test_editing_for_the_second_time_is_a_supervisors():
    order = make_order()
    before = make_record(order, state="REJECTED", with_photos=False)
    record = waiting_record(order=order)
    edited = before.reasons.model.objects.get(code="EDITED")
    before.reasons.add(edited)
    browser = reviewer()
    take(browser, record)

    answer = decide(browser, record, "send_back", reason="EDITED")

    record.refresh_from_db()
    assert answer.status_code == 303
    assert (record.state, record.needs_supervisor) == ("PENDING", True)
    assert "is now with a supervisor" in browser.get(QUEUE).content.decode()


def test_a_supervisor_may_make_such_a_reason_final():
    record = waiting_record()
    boss = reviewer("boss", role="supervisor")
    take(boss, record)

    answer = decide(boss, record, "send_back", reason="PORTRAIT", final="1")

    record.refresh_from_db()
    assert (answer.status_code, record.state) == (303, "REJECTED")
    assert Message.objects.count() == 0


def test_a_relatives_document_is_handed_on_for_good(held):
    record, browser = held

    answer = browser.post(f"{page_of(record)}not-mine/")
    again = browser.post(f"{QUEUE}open/{record.pk}/")

    record.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (303, QUEUE)
    assert (again.status_code, record.claimed_by) == (403, None)
    assert f"/open/{record.pk}/" not in browser.get(QUEUE).content.decode()


def test_deciding_is_no_page_to_look_at(held):
    record, browser = held

    assert browser.get(f"{page_of(record)}decide/").status_code == 405
    assert browser.get(f"{page_of(record)}not-mine/").status_code == 405


def test_no_message_and_no_line_of_the_log_holds_a_personal_value(held):
    record, browser = held

    decide(browser, record, "send_back", reason="MISMATCH", note=id_number())

    lines = repr(list(AuditEntry.objects.values()))
    shown = browser.get(QUEUE).content.decode()
    assert id_number() not in lines + shown
    assert NAME not in lines + shown
