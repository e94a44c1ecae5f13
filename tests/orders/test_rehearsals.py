"""A rehearsal: exactly which stored orders a draft flips, and what that means."""

from datetime import timedelta

import pytest

from clearance.channels.models import IdRequirementRule
from clearance.channels.services import save_draft
from clearance.channels.services.drafts import copy_of
from clearance.identity.services import decide_by_person, drive_rehearsals
from clearance.lib.verdicts import Refusal
from clearance.orders.models import Order, RehearsedFlip
from clearance.orders.services import (
    ask_rehearsal,
    drive_rehearsal_ends,
    drop_draft,
    publish_rule,
)
from tests.channels.drafting import ASKED, DAY, author, publisher, saved_draft
from tests.factories import NOW, PHONE, make_order, make_record

pytestmark = pytest.mark.django_db


def rehearsed(draft, now=NOW):
    rehearsal = ask_rehearsal(draft, by=draft.drafted_by, now=now)
    drive_rehearsals(now=now)
    rehearsal.refresh_from_db()
    return rehearsal


def flipped(rehearsal):
    flips = RehearsedFlip.objects.filter(rehearsal_id=rehearsal.pk)
    numbers = Order.objects.in_bulk([flip.order_id for flip in flips])
    return {numbers[flip.order_id].number: flip.kind for flip in flips}


def test_it_lists_exactly_the_orders_that_flip_and_how():
    make_order("UNDECIDED", number="U1")
    make_order("UNDECIDED", number="U2", phone="13900001111")
    make_order("UNDECIDED", number="C1", stage="CLOSED", phone="13900002222")
    make_order("IMAGES", number="I1")

    rehearsal = rehearsed(saved_draft())

    assert set(flipped(rehearsal)) == {"U1", "U2", "C1"}
    assert rehearsal.counts["orders"] == 4
    assert (rehearsal.counts["flips"], rehearsal.counts["open_flips"]) == (3, 2)
    [is_open, closed] = sorted(rehearsal.kinds, key=lambda kind: not kind["is_open"])
    assert (is_open["before"], is_open["after"]) == ("UNDECIDED", "NUMBER_ONLY")
    assert (is_open["before_rule"], is_open["after_rule"]) == ("", "OWN/1")
    assert (is_open["orders"], closed["orders"]) == (2, 1)


def test_a_draft_that_says_the_same_flips_nothing():
    make_order("IMAGES")
    rule = IdRequirementRule.objects.get(code="CN-DIRECT-POSTAL")
    draft = copy_of(rule, now=NOW)
    save_draft(draft, by=author(), now=NOW)

    rehearsal = rehearsed(draft)

    assert rehearsal.counts["flips"] == 0
    assert flipped(rehearsal) == {}


def test_bands_of_amounts_are_told_apart():
    for number, paid in (("LOW", 100), ("HIGH", 500_00), ("EDGE", 200_00)):
        make_order("UNDECIDED", number=number, paid_minor=paid)
    make_order("UNDECIDED", number="USD", paid_minor=500_00, currency="USD")
    make_order("UNDECIDED", number="NONE", paid_minor=None)

    rehearsal = rehearsed(saved_draft(paid_from_minor=200_00))

    assert set(flipped(rehearsal)) == {"HIGH", "EDGE"}


def test_what_people_answered_stays_and_is_counted():
    order = make_order("UNDECIDED", number="P1")
    decide_by_person(
        order,
        level="NONE",
        subject="",
        reason="A letter says so.",
        by=author(),
        now=NOW,
    )

    rehearsal = rehearsed(saved_draft())

    assert flipped(rehearsal) == {}
    assert rehearsal.counts["kept"] == 1


def test_people_newly_asked_are_counted_once_and_not_if_covered():
    make_order("UNDECIDED", number="A1", phone="13900001111")
    make_order("UNDECIDED", number="A2", phone="13900001111")
    make_order("UNDECIDED", number="B1", phone="13900002222")
    make_order("IMAGES", number="B2", phone="13900002222")  # asked already
    covered = make_order("UNDECIDED", number="C1", phone=PHONE)
    make_record(covered, consent_reuse=True, with_photos=False)

    counts = rehearsed(saved_draft(**ASKED)).counts

    assert counts["newly_asked"] == 1
    assert counts["held_for_id"] == 3
    assert counts["freed_of_decision"] == 4


def test_people_excused_are_those_nobody_asks_any_more():
    rule = IdRequirementRule.objects.get(code="CN-DIRECT-POSTAL")
    draft = copy_of(rule, now=NOW)
    draft.starts_on, draft.carrier_kind = DAY, ""
    draft.level, draft.subject, draft.sides, draft.document_types = "NONE", "", [], []
    make_order("IMAGES", number="A1", phone="13900001111")
    make_order("IMAGES", number="A2", phone="13900001111")
    covered = make_order("IMAGES", number="C1")
    make_record(covered, consent_reuse=True, with_photos=False)
    save_draft(draft, by=author(), now=NOW)

    counts = rehearsed(draft).counts

    assert (counts["excused"], counts["freed_of_id"]) == (1, 2)


def test_a_rehearsal_that_was_killed_is_done_again_and_lists_nothing_twice():
    make_order("UNDECIDED", number="U1")
    rehearsal = ask_rehearsal(saved_draft(), by=author(), now=NOW)
    RehearsedFlip.objects.create(
        rehearsal_id=rehearsal.pk, kind=7, order_id=Order.objects.get().pk
    )

    assert drive_rehearsals(now=NOW) == 1
    assert drive_rehearsals(now=NOW) == 0
    assert flipped(rehearsal) == {"U1": 0}


def test_only_one_rehearsal_of_a_draft_runs_at_a_time():
    draft = saved_draft()
    ask_rehearsal(draft, by=author(), now=NOW)

    with pytest.raises(Refusal) as refused:
        ask_rehearsal(draft, by=author(), now=NOW)

    assert refused.value.code == "running"


@pytest.mark.parametrize(
    ("change", "later"),
    [
        ({"because": "Another reason."}, 0),
        ({"level": "NONE", "subject": ""}, 0),
        ({}, 25),
    ],
)
def test_publishing_needs_a_fresh_rehearsal_of_this_very_draft(change, later):
    draft = saved_draft(starts_on=DAY + timedelta(days=9))
    rehearsed(draft)
    for name, value in change.items():
        setattr(draft, name, value)
    if change:
        save_draft(draft, by=author(), now=NOW)

    with pytest.raises(Refusal) as refused:
        publish_rule(draft, by=publisher(), now=NOW + timedelta(hours=later))

    assert refused.value.code == "rehearsal"
    draft.refresh_from_db()
    assert draft.state == "DRAFT"


def test_no_rehearsal_no_publication():
    with pytest.raises(Refusal) as refused:
        publish_rule(saved_draft(), by=publisher(), now=NOW)

    assert refused.value.code == "rehearsal"


def test_old_rehearsals_and_those_of_dropped_drafts_are_forgotten():
    make_order("UNDECIDED")
    first, second = saved_draft(), saved_draft(code="OTHER", clearance_mode="1239")
    rehearsed(first)
    rehearsed(second)

    drop_draft(second, by=author(), now=NOW)
    assert drive_rehearsal_ends(now=NOW + timedelta(days=29)) == 0
    assert drive_rehearsal_ends(now=NOW + timedelta(days=31)) == 1
    assert RehearsedFlip.objects.count() == 0
