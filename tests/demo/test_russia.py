"""Parcels to Russia in the demo: of every kind of carrier, and one passport judged."""

from datetime import UTC, datetime

import pytest

from clearance.channels.queries import carrier_kinds
from clearance.demo.accounts import SHOPS
from clearance.demo.filling import ORDERS_A_SHOP, SEED
from clearance.demo.orders import CARRIERS, order_rows

START = datetime(2026, 11, 18, tzinfo=UTC)


@pytest.mark.django_db
def test_the_shops_send_by_courier_by_post_and_by_a_carrier_nobody_knows():
    kinds = carrier_kinds()
    sent = {
        kinds.get(row["carrier"].casefold(), "")
        for shop in SHOPS
        for row in order_rows(SEED, ORDERS_A_SHOP, shop, START)
        if row["destination"] == "RU" and row["stage"] not in {"CLOSED", "REFUNDED"}
    }

    assert {kinds.get(name.casefold(), "") for name, _ in CARRIERS["RU"]} == sent
    assert sent == {"COURIER", "POST", ""}
