"""What an order asks, of whom: settled with every decision."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from clearance.audit.models import AuditEntry
from clearance.identity import services as identity
from clearance.identity.queries import standing
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import open_key
from clearance.lib.workdays import today
from clearance.orders.enums import UploadState
from clearance.orders.models import Decision, Order
from clearance.orders.queries import unseal
from clearance.orders.services import (
    DecidedAs,
    Rulings,
    draft_decision,
    keep_decision,
    settle,
)
from clearance.orders.services.deciding import holder_of, number_state_of, orderer_of
from clearance.recipients.models import Recipient
from clearance.recipients.services import find_or_add
from tests.factories import (
    NAME,
    NOW,
    PHONE,
    id_number,
    make_merchant,
    make_order,
    make_record,
    make_staff,
    orderer,
)

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=3)


def shop_that_asks_every_buyer():
    shop = make_merchant("kiwi")
    type(shop).objects.filter(pk=shop.pk).update(platform="PINDUODUO")
    shop.refresh_from_db()
    return shop


def bought_by(**more):
    """An order of the platform that asks every buyer's photos, in no postal channel."""
    return make_order(
        merchant=shop_that_asks_every_buyer(), clearance_mode="9610", sealed=more
    )


def change_values(order, **values):
    kept = unseal([order])[order.pk] | values
    key = open_key(order.recipient_id, KeyPurpose.PERSON)
    sealed = key.seal(Order.LABEL, order.pk, "sealed", kept)
    Order.objects.filter(pk=order.pk).update(sealed=sealed)


# --- whose document -----------------------------------------------------------------


def named(**more):
    return {"recipient_name": NAME, "recipient_phone": PHONE} | more


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (named(), None),
        (named(orderer_name=NAME), None),
        (named(orderer_name=NAME, orderer_phone=PHONE), None),
        (named(orderer_name=" 李 样本 "), None),
        (named(orderer_phone="13900005678"), None),
        (named(orderer_name="王演示"), ("王演示", "")),
        (named(orderer_name="王演示", orderer_phone=PHONE), ("王演示", PHONE)),
        (
            named(orderer_name=NAME, orderer_phone="13900005678"),
            (NAME, "13900005678"),
        ),
    ],
)
def test_an_orderer_is_another_person_by_name_or_by_phone(values, expected):
    assert orderer_of(values) == expected


def test_a_gift_asks_the_recipient_of_a_postal_article():
    order = make_order(sealed=orderer())

    assert (order.subject, order.holder_id) == ("RECIPIENT", order.recipient_id)


def test_photos_of_the_orderer_are_asked_of_the_orderers_own_row():
    order = bought_by(**orderer())

    [giver] = find_or_add([("王演示", "13900005678")], now=NOW)
    assert (order.level, order.subject) == ("IMAGES", "ORDERER")
    assert order.holder_id == giver != order.recipient_id


@pytest.mark.parametrize(
    "values",
    [{}, {"orderer_name": NAME}, {"orderer_name": NAME, "orderer_phone": PHONE}],
)
def test_photos_of_an_orderer_unknown_or_the_same_are_the_recipients(
    values,
):
    order = bought_by(**values)

    assert (order.subject, order.holder_id) == ("ORDERER", order.recipient_id)
    assert Recipient.objects.count() == 1


def test_a_phone_written_another_way_is_the_same_person():
    order = bought_by(orderer_name=NAME, orderer_phone="+86 138 0000 1234")

    assert order.holder_id == order.recipient_id


def test_an_orderer_without_a_phone_is_the_same_person_at_every_look():
    order = bought_by(orderer_name="王演示")
    record = make_record(order, name="王演示", with_photos=True)
    holder, since = order.holder_id, order.holder_since_at

    identity.decide_again(order, by=None, now=LATER)
    identity.settle_after_edit([order], Rulings(now=LATER), now=LATER)

    order.refresh_from_db()
    found = standing(order, today(LATER))
    assert (order.holder_id, order.holder_since_at) == (holder, since)
    assert (found.state, found.record.id) == ("ON_FILE", record.pk)
    assert Recipient.objects.count() == 2


def test_another_orderer_without_a_phone_is_another_person():
    order = bought_by(orderer_name="王演示")
    before = order.holder_id
    change_values(order, orderer_name="陈测试")

    identity.settle_after_edit([order], Rulings(now=LATER), now=LATER)

    order.refresh_from_db()
    assert order.holder_id not in {before, order.recipient_id}
    assert order.holder_since_at == LATER


def test_orderers_without_a_phone_of_two_orders_are_two_people():
    one, other = bought_by(orderer_name="王演示"), bought_by(orderer_name="王演示")

    assert one.holder_id != other.holder_id


def test_an_orderer_without_a_phone_who_gets_one_is_found_by_it():
    order = bought_by(orderer_name="王演示")
    change_values(order, orderer_phone="13900005678")

    identity.settle_after_edit([order], Rulings(now=LATER), now=LATER)

    order.refresh_from_db()
    [giver] = find_or_add([("王演示", "13900005678")], now=NOW)
    assert order.holder_id == giver


@pytest.mark.parametrize("level", ["NONE", "NUMBER_ONLY", "UNDECIDED"])
def test_an_order_that_asks_no_photos_has_no_holder(level):
    order = make_order(level, sealed=orderer())

    assert order.holder_id is None


def test_the_recipient_of_a_recipients_document_is_never_looked_up():
    order = make_order(sealed=orderer())
    values = unseal([order])[order.pk]

    assert holder_of(order, "RECIPIENT", values, now=NOW) == order.recipient_id
    assert Recipient.objects.count() == 1


# --- since when, and when to ask ----------------------------------------------------


def test_the_holder_is_theirs_since_the_last_change_of_holder():
    order = make_order()
    values = unseal([order])[order.pk]

    settle(order, level="IMAGES", subject="RECIPIENT", values=values, now=LATER)
    same = order.holder_since_at
    settle(order, level="NONE", subject="", values=values, now=LATER)

    assert same == NOW
    assert (order.holder_id, order.holder_since_at) == (None, LATER)


@pytest.mark.parametrize(
    ("level", "stage", "number", "due"),
    [
        ("IMAGES", "PAID", "", True),
        ("IMAGES", "RELEASED", "", True),
        ("IMAGES", "COMPLETED", "", False),
        ("NUMBER_ONLY", "PAID", "", True),
        ("NUMBER_ONLY", "PAID", "1", True),
        ("NUMBER_ONLY", "PAID", id_number(), False),
        ("NUMBER_ONLY", "CLOSED", "", False),
        ("NONE", "PAID", "", False),
        ("UNDECIDED", "PAID", "", False),
    ],
)
def test_somebody_is_asked_while_something_is_missing_from_an_open_order(
    level, stage, number, due
):
    order = make_order(level, stage=stage, sealed={"orderer_id_number": number})

    assert order.ask_due_at == (NOW if due else None)


# --- the number ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, "MISSING"),
        ({"orderer_id_number": ""}, "MISSING"),
        ({"orderer_id_number": id_number()}, "PRESENT"),
        ({"orderer_id_number": id_number()[:-1] + "?"}, "INVALID"),
        ({"orderer_id_number": "A123456(3)", "orderer_id_type": "HKID"}, "PRESENT"),
        ({"orderer_id_number": "A123456(4)", "orderer_id_type": "HKID"}, "INVALID"),
        ({"orderer_id_number": id_number(), "orderer_id_type": "HKID"}, "INVALID"),
        ({"orderer_id_number": id_number(), "orderer_id_type": "CARD"}, "INVALID"),
        ({"recipient_id_number": id_number()}, "MISSING"),
    ],
)
def test_the_number_a_declaration_names_is_there_or_not_or_cannot_be_right(
    values, expected
):
    assert number_state_of("NUMBER_ONLY", "ORDERER", values, now=NOW) == expected
    assert number_state_of("IMAGES", "ORDERER", values, now=NOW) == "NOT_NEEDED"


# --- decisions ----------------------------------------------------------------------


def decide(order, *, now=LATER, state=UploadState.IN_REVIEW, **more):
    ruling = Rulings(now=now).for_order(order, platform="TMALL")
    with transaction.atomic():
        decision = draft_decision(
            order,
            ruling,
            level=ruling.level,
            subject=ruling.subject,
            cause="AGAIN",
            now=now,
            **{"by": None} | more,
        )
        return keep_decision(decision, DecidedAs(state))


def test_decisions_are_numbered_within_their_order_and_the_order_has_the_last():
    order, other = make_order(), make_order()

    found = [decide(order).no, decide(order).no, decide(other).no]
    last = Decision.objects.get(order=order, no=3)

    order.refresh_from_db()
    assert found == [2, 3, 2]
    assert (order.decision_id, order.decision_count) == (last.pk, 3)
    assert order.ruling_id == last.ruling_id


def test_a_decision_keeps_what_was_asked_and_how_it_stood():
    order = make_order("NUMBER_ONLY")

    decision = decide(order, state=UploadState.NOT_NEEDED)

    decision.refresh_from_db()
    assert (decision.level, decision.subject) == ("NUMBER_ONLY", "ORDERER")
    assert (decision.number_then, decision.state_then) == ("MISSING", "NOT_NEEDED")
    assert (decision.decided_at, decision.facts_at) == (LATER, NOW)


def test_a_decision_writes_one_line_with_the_rule_and_no_name():
    order, officer = make_order(), make_staff("customs")
    before = AuditEntry.objects.count()

    decide(order, by=officer)

    line = AuditEntry.objects.order_by("seq").last()
    assert AuditEntry.objects.count() == before + 1
    assert (line.action, line.object_id) == ("order.decided", str(order.pk))
    assert (line.reason_code, line.rule_version) == ("AGAIN", "CN-DIRECT-POSTAL/1")
    assert line.actor_id == officer.pk
    assert NAME not in str(vars(line))


def test_a_decision_that_was_lost_leaves_the_order_as_it_was():
    order = make_order()
    Order.objects.filter(pk=order.pk).update(clearance_mode="1210")
    order.refresh_from_db()
    tomorrow = NOW + timedelta(days=1)

    with transaction.atomic():
        decision = decide(order, now=tomorrow)
        transaction.set_rollback(True)

    order.refresh_from_db()
    assert decision.level == "UNDECIDED"
    assert (order.level, order.decision_count) == ("IMAGES", 1)


def test_two_decisions_of_one_number_are_refused_by_the_database():
    order = make_order()
    first = Decision.objects.get(order=order)
    twin = Decision(
        order=order,
        no=1,
        ruling=first.ruling,
        level="NONE",
        cause="AGAIN",
        decided_at=NOW,
        facts_at=NOW,
        state_then="NOT_NEEDED",
        number_then="NOT_NEEDED",
    )

    with pytest.raises(DatabaseError), transaction.atomic():
        twin.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_decisions_made_at_once_are_numbered_one_after_the_other(at_once):
    order = make_order()

    at_once(*[lambda: identity.decide_again(order, by=None, now=LATER)] * 4)

    order.refresh_from_db()
    numbers = Decision.objects.filter(order=order).values_list("no", flat=True)
    assert sorted(numbers) == [1, 2, 3, 4, 5]
    assert order.decision_id == Decision.objects.get(order=order, no=5).pk
