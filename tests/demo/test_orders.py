from collections import Counter, defaultdict
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice

from clearance.demo.orders import COLUMNS, MODES, order_rows
from clearance.lib.documents import check

START = datetime(2026, 10, 1, 1, tzinfo=UTC)
ROWS = list(order_rows(1, 2_000, "hoshi", START))
ORDERS = {row["order_no"]: row for row in ROWS}


def test_the_same_seed_makes_the_same_orders():
    again = list(order_rows(1, 2_000, "hoshi", START))

    assert again == ROWS


def test_rows_stream_without_making_all_orders_first():
    endless = order_rows(1, 10**12, "hoshi", START)

    assert len(list(islice(endless, 3))) == 3


def test_every_row_has_exactly_the_columns_of_our_layout():
    assert {tuple(row) for row in ROWS} == {COLUMNS}


def test_orders_are_as_many_as_asked_and_some_have_several_items():
    rows_per_order = Counter(row["order_no"] for row in ROWS)

    assert len(rows_per_order) == 2_000
    assert set(rows_per_order.values()) == {1, 2, 3}


def test_order_fields_are_equal_on_every_row_of_an_order():
    heads = defaultdict(set)
    for row in ROWS:
        own = (row[c] for c in COLUMNS if not c.startswith("item_"))
        heads[row["order_no"]].add(tuple(own))

    assert {len(different) for different in heads.values()} == {1}


def test_all_channels_and_all_stages_occur():
    stages = "PLACED PAID SHIPPED DECLARED RELEASED COMPLETED CLOSED REFUNDED"

    assert {o["channel"] for o in ORDERS.values()} == set(MODES)
    assert {o["stage"] for o in ORDERS.values()} == set(stages.split())


def test_amounts_obey_the_money_rule():
    wrong = [
        o["order_no"]
        for o in ORDERS.values()
        if Decimal(o["paid"])
        != Decimal(o["goods_value"])
        + Decimal(o["freight"])
        + Decimal(o["tax"])
        - Decimal(o["discount"])
    ]

    assert wrong == []


def test_goods_value_is_the_sum_of_the_items():
    totals: Counter[str] = Counter()
    for row in ROWS:
        totals[row["order_no"]] += Decimal(row["item_price"]) * int(row["item_qty"])

    assert totals == {n: Decimal(o["goods_value"]) for n, o in ORDERS.items()}


def test_people_come_back_for_several_orders():
    per_person = Counter(
        (o["recipient_name"], o["recipient_phone"]) for o in ORDERS.values()
    )

    assert sum(times > 1 for times in per_person.values()) > 300


def test_about_one_order_in_nine_is_a_gift():
    gifts = sum(o["orderer_name"] != o["recipient_name"] for o in ORDERS.values())

    assert 150 < gifts < 300


def test_some_declared_numbers_are_missing_and_some_wrong():
    declared = [
        o for o in ORDERS.values() if o["channel"] in {"bonded", "consolidated"}
    ]

    missing = sum(not o["orderer_id_number"] for o in declared)
    refused = sum(
        not check(o["orderer_id_type"], o["orderer_id_number"], today=START.date()).ok
        for o in declared
        if o["orderer_id_number"]
    )

    assert 0.03 < missing / len(declared) < 0.1
    assert 0.01 < refused / len(declared) < 0.06


def test_an_order_that_is_only_placed_is_not_paid():
    unpaid = {o["stage"] for o in ORDERS.values() if not o["paid_at"]}

    assert unpaid == {"PLACED"}


def test_merchants_never_share_an_order_number():
    others = {row["order_no"] for row in order_rows(1, 2_000, "kiwi", START)}

    assert others & ORDERS.keys() == set()


def test_parcels_to_russia_go_by_direct_mail():
    channels = {o["channel"] for o in ORDERS.values() if o["destination"] == "RU"}

    assert channels == {"direct_mail"}
