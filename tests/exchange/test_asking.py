"""What new orders ask, of whom, once they are imported."""

import pytest

from clearance.accounts.models import Merchant
from clearance.channels.enums import Level
from clearance.orders.enums import NumberState
from clearance.orders.models import Decision, Order
from tests.exchange.making import (
    LATER,
    NOW,
    NUMBER,
    bonded,
    imported,
    row,
    write,
)
from tests.factories import make_record

pytestmark = pytest.mark.django_db


def test_what_the_channel_usually_means_is_assumed_and_said_so(shop, path):
    write(path, bonded(), bonded(order_no="B-2", logistics="merchant"))

    imported(path)

    said = Order.objects.order_by("number").values_list(
        "logistics", "logistics_assumed", "level"
    )
    assert list(said) == [
        ("platform", True, Level.NUMBER_ONLY),
        ("merchant", False, Level.UNDECIDED),
    ]


def test_a_number_that_is_missing_or_wrong_is_asked_for(shop, path):
    write(
        path,
        bonded(),
        bonded(order_no="B-2", orderer_id_number=""),
        bonded(order_no="C-3", orderer_id_number=NUMBER[:-1] + "3"),
    )

    outcome = imported(path)

    states = Order.objects.order_by("number").values_list("number_state", "ask_due_at")
    assert list(states) == [
        (NumberState.PRESENT, None),
        (NumberState.MISSING, NOW),
        (NumberState.INVALID, NOW),
    ]
    assert [(w.row, w.code) for w in outcome.warnings] == [(4, "id_number")]


def test_people_are_known_again_by_name_and_phone_never_by_name_alone(shop, path):
    write(
        path,
        row(),
        row(order_no="B-2"),
        row(order_no="C-3", recipient_phone=""),
        row(order_no="D-4", recipient_phone=""),
        row(order_no="E-5", recipient_phone="13900001234"),
    )

    imported(path)

    people = dict(Order.objects.values_list("number", "recipient"))
    assert people["A-1"] == people["B-2"]
    assert len(set(people.values())) == 4


def test_a_document_on_file_covers_a_new_order_and_nobody_is_asked(shop, path):
    write(path, row())
    imported(path)
    record = make_record(Order.objects.get())
    record.consent_reuse = True
    record.save()

    write(path, row(order_no="B-2"))
    imported(path, now=LATER)

    order = Order.objects.get(number="B-2")
    decision = Decision.objects.get(order=order)
    assert (decision.state_then, decision.record_then) == ("ON_FILE", record.pk)
    assert order.ask_due_at is None


def test_where_every_buyers_document_is_asked_the_orderer_is_the_holder(path, db):
    Merchant.objects.create(code="hoshi", name="Hoshi", platform="PINDUODUO")
    other = {"orderer_name": "王演示", "orderer_phone": "13900005678"}
    rows = row(), row(order_no="B-2", **other), row(order_no="C-3", **other)
    write(path, *(each | {"channel": "consolidated"} for each in rows))

    imported(path)

    own, gift, another = Order.objects.order_by("number")
    assert own.subject == gift.subject == "ORDERER"
    assert own.holder_id == own.recipient_id
    assert gift.holder_id == another.holder_id
    assert gift.holder_id != gift.recipient_id


def test_closed_orders_are_decided_but_not_asked(shop, path):
    write(path, row(stage="COMPLETED"))

    imported(path)

    order = Order.objects.get()
    assert (order.level, order.ask_due_at) == (Level.IMAGES, None)
