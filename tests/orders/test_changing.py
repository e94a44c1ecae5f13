"""Overrides by two people, stages that move forward, a number given by link."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from clearance.audit.models import AuditEntry
from clearance.keys.enums import KeyPurpose
from clearance.keys.errors import KeyGone
from clearance.keys.services import destroy_keys
from clearance.lib.verdicts import Refusal
from clearance.orders.models import Decision, Order, Override
from clearance.orders.queries import reasons, unseal
from clearance.orders.services import (
    answer_override,
    move_stage,
    propose_override,
    set_number,
)
from tests.factories import NOW, id_number, make_order, make_staff

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=3)
REASON = "Customs of Xiamen confirmed it by letter."


@pytest.fixture
def officer():
    return make_staff("customs")


@pytest.fixture
def second():
    return make_staff("policy")


def propose(order, by):
    return propose_override(
        order, level="NONE", subject="", reason=REASON, by=by, now=NOW
    )


def last_action():
    return AuditEntry.objects.order_by("seq").last().action


# --- overrides ----------------------------------------------------------------------


def test_a_proposal_decides_nothing_and_its_reason_is_sealed(officer):
    order = make_order()

    override = propose(order, officer)

    order.refresh_from_db()
    assert (order.level, override.state) == ("IMAGES", "PENDING")
    assert reasons([override]) == {override.pk: REASON}
    assert REASON.encode() not in bytes(override.sealed)
    assert last_action() == "order.override_proposed"


def test_one_proposal_waits_at_a_time(officer, second):
    order = make_order()
    first = propose(order, officer)

    with pytest.raises(Refusal) as refused:
        propose(order, second)

    assert refused.value.code == "override_waiting"
    answer_override(first, confirm=False, by=second, now=LATER)
    assert propose(order, second).state == "PENDING"


def test_of_two_proposals_at_once_the_database_keeps_one(officer):
    order = make_order()
    propose(order, officer)
    twin = Override(order=order, level="NONE", proposed_at=NOW, proposed_by=officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_the_second_person_confirms(officer, second):
    override = propose(make_order(), officer)

    answered = answer_override(override, confirm=True, by=second, now=LATER)

    assert (answered.state, answered.answered_by) == ("CONFIRMED", second)
    assert answered.answered_at == LATER


def test_the_one_who_proposed_does_not_confirm_but_may_take_it_back(officer):
    override = propose(make_order(), officer)

    with pytest.raises(Refusal) as refused:
        answer_override(override, confirm=True, by=officer, now=LATER)
    taken_back = answer_override(override, confirm=False, by=officer, now=LATER)

    assert refused.value.code == "second_person"
    assert taken_back.state == "REFUSED"
    assert last_action() == "order.override_refused"


@pytest.mark.parametrize("confirm", [True, False])
def test_what_was_answered_is_not_answered_again(officer, second, confirm):
    override = propose(make_order(), officer)
    answer_override(override, confirm=False, by=second, now=LATER)

    with pytest.raises(Refusal) as refused:
        answer_override(override, confirm=confirm, by=second, now=LATER)

    override.refresh_from_db()
    assert (refused.value.code, override.state) == ("answered", "REFUSED")


def test_the_database_refuses_a_confirmation_by_the_same_person(officer):
    override = propose(make_order(), officer)
    rows = Override.objects.filter(pk=override.pk)

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="CONFIRMED", answered_by=officer, answered_at=LATER)

    override.refresh_from_db()
    assert override.state == "PENDING"


def test_the_database_refuses_an_overriding_decision_of_one_person(officer):
    order = make_order()
    first = Decision.objects.get(order=order)
    alone = Decision(
        order=order,
        no=2,
        ruling=first.ruling,
        level="NONE",
        cause="OVERRIDE",
        decided_at=NOW,
        facts_at=NOW,
        decided_by=officer,
        state_then="NOT_NEEDED",
        number_then="NOT_NEEDED",
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        alone.save(force_insert=True)


@pytest.mark.parametrize(
    ("level", "subject", "reason", "code"),
    [
        ("UNDECIDED", "", REASON, "level"),
        ("", "", REASON, "level"),
        ("IMAGES", "", REASON, "subject"),
        ("IMAGES", "SOMEBODY", REASON, "subject"),
        ("NONE", "ORDERER", REASON, "subject"),
        ("NUMBER_ONLY", "RECIPIENT", REASON, "subject"),
        ("NONE", "", "    no    ", "reason"),
    ],
)
def test_a_proposal_must_be_whole(officer, level, subject, reason, code):
    order = make_order()

    with pytest.raises(Refusal) as refused:
        propose_override(
            order, level=level, subject=subject, reason=reason, by=officer, now=NOW
        )

    assert refused.value.code == code
    assert Override.objects.count() == 0


# --- stages -------------------------------------------------------------------------


def test_a_stage_moves_forward_with_its_time_and_a_line(officer):
    order = make_order()

    moved = move_stage(order, "SHIPPED", at=NOW, by=officer, now=LATER)

    order.refresh_from_db()
    line = AuditEntry.objects.order_by("seq").last()
    assert moved
    assert (order.stage, order.stage_at, order.updated_at) == ("SHIPPED", NOW, LATER)
    assert (line.action, line.reason_code) == ("order.stage_moved", "SHIPPED")
    assert order.ask_due_at == NOW


@pytest.mark.parametrize("stage", ["COMPLETED", "CLOSED", "REFUNDED"])
def test_an_order_that_closes_asks_nobody_any_more(stage):
    order = make_order()

    move_stage(order, stage, at=LATER, by=None, now=LATER)

    order.refresh_from_db()
    assert (order.stage, order.ask_due_at) == (stage, None)


@pytest.mark.parametrize(("old", "new"), [("SHIPPED", "PAID"), ("CLOSED", "PAID")])
def test_a_stage_does_not_move_back(old, new):
    order = make_order(stage=old)

    with pytest.raises(Refusal) as refused:
        move_stage(order, new, at=LATER, by=None, now=LATER)

    order.refresh_from_db()
    assert (refused.value.code, order.stage) == ("stage_back", old)


def test_a_stage_the_order_has_changes_nothing():
    order = make_order()
    before = AuditEntry.objects.count()

    moved = move_stage(order, "PAID", at=LATER, by=None, now=LATER)

    order.refresh_from_db()
    assert not moved
    assert (order.stage_at, order.updated_at) == (NOW, NOW)
    assert AuditEntry.objects.count() == before


# --- the orderer's number -----------------------------------------------------------


def give(order, number, **more):
    return set_number(
        order,
        **{"name": "王演示", "document_type": "RESIDENT_ID", "now": LATER} | more,
        number=number,
    )


def test_a_number_given_by_link_is_sealed_and_lifts_the_hold():
    order = make_order("NUMBER_ONLY")

    state = give(order, id_number())

    order.refresh_from_db()
    values = unseal([order])[order.pk]
    assert (state, order.number_state, order.ask_due_at) == ("PRESENT", "PRESENT", None)
    assert values["orderer_id_number"] == id_number()
    assert (values["orderer_name"], values["orderer_id_type"]) == (
        "王演示",
        "RESIDENT_ID",
    )
    assert values["recipient_name"] == "李样本"
    assert id_number().encode() not in bytes(order.sealed)
    assert order.updated_at == LATER
    assert last_action() == "order.number_given"


def test_a_number_that_cannot_be_right_keeps_the_hold():
    order = make_order("NUMBER_ONLY")

    state = give(order, "110101199001010001")

    order.refresh_from_db()
    assert (state, order.number_state, order.ask_due_at) == ("INVALID", "INVALID", NOW)


def test_no_number_is_kept_for_a_person_whose_data_may_not_be_used():
    order = make_order("NUMBER_ONLY")
    Order.objects.filter(pk=order.pk).update(is_restricted=True)

    with pytest.raises(Refusal) as refused:
        give(order, id_number())

    order.refresh_from_db()
    assert (refused.value.code, order.number_state) == ("restricted", "MISSING")


def test_no_number_is_kept_once_the_persons_key_is_destroyed():
    order = make_order("NUMBER_ONLY")
    destroy_keys([order.recipient_id], KeyPurpose.PERSON, by=None, now=NOW)

    with pytest.raises(KeyGone):
        give(order, id_number())

    order.refresh_from_db()
    assert order.number_state == "MISSING"
