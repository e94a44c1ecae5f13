"""The house as tests of its pages find it: one shop, orders of every kind, staff."""

from dataclasses import dataclass

import pytest

from clearance.accounts.models import Merchant
from clearance.channels.enums import Level
from clearance.identity import services as identity
from clearance.identity.enums import RecordState
from clearance.identity.models import IdRecord
from clearance.orders.models import Order
from tests.factories import (
    NOW,
    browser_of,
    id_number,
    make_merchant,
    make_order,
    make_record,
    make_staff,
)

CANARIES = {
    "recipient_name": "金丝雀",
    "recipient_phone": "13912345678",
    "recipient_address": "上海市样本区演示路7号测试楼",
    "recipient_id_type": "RESIDENT_ID",
    "recipient_id_number": id_number(9),
    "orderer_name": "鹦鹉样",
    "orderer_phone": "13887654321",
    "orderer_id_type": "RESIDENT_ID",
    "orderer_id_number": id_number(10),
    "payer_name": "孔雀样",
    "payer_account": "canary-account",
    "buyer_account": "canary-buyer",
    "payment_no": "PAYCANARY77",
}
"""Values that no page may show whole."""


@dataclass(frozen=True)
class House:
    """What is in it, by what it is for."""

    merchant: Merchant
    asking: Order
    undecided: Order
    number: Order
    covered: Order
    record: IdRecord


@pytest.fixture
def house(db) -> House:
    """An order of every kind, each with personal values that can be told apart."""
    merchant = make_merchant()
    make = {
        "name": CANARIES["recipient_name"],
        "phone": CANARIES["recipient_phone"],
        "sealed": CANARIES,
        "merchant": merchant,
    }
    asking = make_order(
        **make | {"phone": "13912345679"}, number="A1", waybill_no="WAY1"
    )
    covered = make_order(**make, number="C1")
    record = make_record(
        covered,
        state=RecordState.PENDING,
        name=CANARIES["recipient_name"],
        number=id_number(11),
        consent_reuse=True,
        with_photos=False,
    )
    return House(
        merchant=merchant,
        asking=asking,
        undecided=make_order(Level.UNDECIDED, **make, number="U1"),
        number=make_order(
            Level.NUMBER_ONLY,
            **make | {"sealed": CANARIES | {"orderer_id_number": ""}},
            number="N1",
        ),
        covered=covered,
        record=record,
    )


@pytest.fixture
def staff(house):
    """A browser of somebody who holds these roles."""
    return lambda *roles, **named: browser_of(make_staff(*roles, **named))


@pytest.fixture
def link(house):
    """The live link of the order that asks."""
    found, _url = identity.issue_link(house.asking, by=None, now=NOW, send=False)
    return found
