"""What is wrong with single cells: code, record and column, never the value."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from clearance.exchange.reading import limits
from tests.exchange.reading.samples import (
    BROKER,
    CEB,
    DAMAGED_ID_NUMBER,
    ID_NUMBER,
    OWN,
    TAOBAO,
    as_workbook,
    csv_text,
    only_order,
    orders_of,
    places,
)

WRONG = [
    (OWN, "channel", "teleport", "channel_unknown"),
    (OWN, "clearance_mode", "1211", "mode_unknown"),
    (CEB, "tradeMode", "96100", "mode_unknown"),
    (OWN, "logistics", "pigeon", "logistics_unknown"),
    (OWN, "paid", "1,234.50", "amount"),
    (OWN, "paid", "-1", "amount"),
    (OWN, "paid", "1.2E+03", "amount"),
    (OWN, "paid", "٣٣٧", "amount"),
    (OWN, "item_price", "ten", "amount"),
    (OWN, "item_qty", "0", "amount"),
    (OWN, "item_qty", "1.5", "amount"),
    (BROKER, "运杂费", "1.234", "amount"),
    (OWN, "currency", "RMB", "currency"),
    (CEB, "currency", "999", "currency"),
    (OWN, "placed_at", "2026-02-30", "date"),
    (OWN, "placed_at", "yesterday", "date"),
    (OWN, "placed_at", "1026-01-01", "date"),
    (CEB, "appTime", "20261301080000", "date"),
    (TAOBAO, "订单付款时间", "25:00", "date"),
    (OWN, "order_no", "2.02611E+17", "damaged_number"),
    (OWN, "order_no", "202611013000000000", "damaged_number"),
    (OWN, "order_no", "20261101.0", "damaged_number"),
    (OWN, "orderer_id_number", "1.10101E+17", "damaged_number"),
    (OWN, "orderer_id_number", DAMAGED_ID_NUMBER, "damaged_number"),
    (OWN, "recipient_phone", "1.38E+10", "damaged_number"),
    (OWN, "recipient_phone", "13800009516.0", "damaged_number"),
    (OWN, "orderer_phone", "1.38E+10", "damaged_number"),
    (OWN, "waybill_no", "7.50000E+14", "damaged_number"),
    (OWN, "waybill_no", "750000000000012000", "damaged_number"),
    (OWN, "payment_no", "2.02E+27", "damaged_number"),
    (OWN, "recipient_phone", "12", "phone"),
    (OWN, "orderer_phone", "call me", "phone"),
    (OWN, "orderer_id_type", "LIBRARY_CARD", "id_number"),
    (OWN, "order_no", "", "required"),
    (OWN, "order_no", "A 1/2", "required"),
    (OWN, "order_no", "А-1001", "required"),  # a Cyrillic letter
    (OWN, "order_no", "x" * 61, "required"),
    (OWN, "channel", "", "required"),
    (OWN, "placed_at", "", "required"),
    (OWN, "recipient_name", "\u200b", "required"),
    (OWN, "paid", " ", "required"),
    (OWN, "destination", "ZZ", "required"),
    (OWN, "stage", "LOST", "required"),
    (TAOBAO, "订单状态", "不知道", "required"),
    (CEB, "tradeMode", "", "channel_missing"),
    (OWN, "carrier", "x" * 61, "too_large"),
    (OWN, "recipient_address", "x" * (limits.CELL_CHARACTERS + 1), "too_large"),
]


@pytest.mark.parametrize(("row", "column", "cell", "code"), WRONG)
def test_a_wrong_cell_is_named_and_its_value_is_not(row, column, cell, code):
    channel = "bonded" if row in (TAOBAO, BROKER) else None
    good = {**row, next(iter(row)): "B-1"}
    wrong = {**row, column: cell}
    content = csv_text([{column: "", **good}, wrong])

    orders = orders_of(content, default_channel=channel)

    first, order = sorted(orders, key=lambda order: order.row)
    assert first.problems == []
    assert places(order.problems) == [(3, column, code)]
    with override("en"):
        assert len(cell) < 2 or cell not in str(order.problems[0].message)


@pytest.mark.parametrize("damage", ["order_no", "orderer_id_number", "waybill_no"])
def test_a_number_cell_of_a_workbook_is_no_identifier(damage):
    row = {**OWN, "waybill_no": "1", "order_no": "1"}

    (order,) = orders_of(as_workbook(row, **{damage: "123456789012"}))

    assert places(order.problems) == [(2, damage, "damaged_number")]


def test_number_cells_are_read_where_quantities_belong():
    numbers = {"paid": "337.56999999999999", "item_qty": "2", "freight": "10"}

    (order,) = orders_of(as_workbook(OWN, **numbers))

    assert order.problems == []
    assert order.fields["paid_minor"] == 33757
    assert order.fields["freight_minor"] == 1000
    assert order.lines[0].qty == 2


@pytest.mark.parametrize(
    "cell", [ID_NUMBER, f'="{ID_NUMBER}"', f"'{ID_NUMBER}", f"{ID_NUMBER}\t"]
)
def test_text_marks_of_spreadsheets_come_off(cell):
    order = only_order(OWN, orderer_id_number=cell)

    assert (order.problems, order.warnings) == ([], [])
    assert order.fields["orderer_id_number"] == ID_NUMBER


@pytest.mark.parametrize("cell", ['="202611013000000000"', "'202611013000000000"])
def test_zeros_of_a_number_that_is_marked_as_text_are_its_own(cell):
    assert only_order(OWN, order_no=cell).number == "202611013000000000"


def test_zeros_under_a_right_check_digit_are_its_own():
    order = only_order(OWN, orderer_id_number="110101200308090000")

    assert (order.problems, order.warnings) == ([], [])


def test_one_number_in_a_thousand_may_end_in_three_zeros():
    rows = [{**OWN, "order_no": f"202611013{n:09}"} for n in range(500, 1_500)]

    orders = orders_of(csv_text(rows))

    assert [order.number for order in orders if order.problems] == []
    assert len(orders) == 1_000


def test_a_column_that_went_through_a_spreadsheet_is_damaged_throughout():
    rows = [{**OWN, "order_no": f"202611013{n:06}000"} for n in range(1, 20)]

    orders = orders_of(csv_text(rows))

    assert {order.number for order in orders} == {""}
    assert [order.row for order in orders] == list(range(2, 21))


def test_a_wrong_id_number_does_not_keep_the_order_out():
    order = only_order(OWN, orderer_id_number="110101199003070004")

    assert order.problems == []
    assert places(order.warnings) == [(2, "orderer_id_number", "id_number")]
    assert order.fields["orderer_id_number"] == "110101199003070004"


def test_a_number_without_its_type_is_taken_for_a_resident_card_if_right():
    right = only_order(OWN, orderer_id_type="")
    other = only_order(OWN, orderer_id_type="", orderer_id_number="E10000000")

    assert right.fields["orderer_id_type"] == "RESIDENT_ID"
    assert "orderer_id_type" not in other.fields
    assert places(other.warnings) == [(2, "orderer_id_number", "id_number")]


def test_amounts_that_do_not_add_up_are_a_warning():
    order = only_order(OWN, tax="0")

    assert order.problems == []
    assert places(order.warnings) == [(2, "paid", "money_rule")]


def test_the_money_rule_needs_all_five_columns():
    row = {name: cell for name, cell in OWN.items() if name != "tax"}

    assert only_order(row, paid="1.00").warnings == []


@pytest.mark.parametrize(
    ("cell", "instant"),
    [
        ("2026-11-01T08:00:00+03:00", datetime(2026, 11, 1, 5, tzinfo=UTC)),
        ("2026-11-01T00:00:00Z", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026-11-01 08:00", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026/11/1 8:00", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026.11.01", datetime(2026, 10, 31, 16, tzinfo=UTC)),
        ("2026年11月1日", datetime(2026, 10, 31, 16, tzinfo=UTC)),
        ("20261101080000", datetime(2026, 11, 1, tzinfo=UTC)),
        ("20261101080000123", datetime(2026, 11, 1, tzinfo=UTC)),
        ("２０２６-１１-０１", datetime(2026, 10, 31, 16, tzinfo=UTC)),
    ],
)
def test_times_are_utc_and_without_offset_from_shanghai(cell, instant):
    assert only_order(OWN, placed_at=cell).fields["placed_at"] == instant


def test_a_phone_and_a_name_are_cleaned():
    order = only_order(
        OWN, recipient_phone="+86 138-0000-9516", recipient_name=" 样本\u202e甲\u200b "
    )

    assert order.fields["recipient_phone"] == "+8613800009516"
    assert order.fields["recipient_name"] == "样本甲"


@pytest.mark.parametrize(
    ("mode", "channel"),
    [
        ("1210", "bonded"),
        ("1239", "bonded"),
        ("9610", "consolidated"),
        ("POSTAL", "direct_mail"),
        ("0110", "domestic_stock"),
    ],
)
def test_the_channel_of_a_file_without_one_follows_from_the_mode(mode, channel):
    (order,) = orders_of(csv_text([{**CEB, "tradeMode": mode}]))

    assert order.assumed_channel == channel
    assert "channel" not in order.fields


def test_the_default_channel_serves_only_orders_without_one():
    rows = [OWN, {**OWN, "order_no": "A-2", "channel": ""}]

    named, unnamed = orders_of(csv_text(rows), default_channel="bonded")

    assert (named.fields["channel"], named.assumed_channel) == ("direct_mail", None)
    assert ("channel" in unnamed.fields, unnamed.assumed_channel) == (False, "bonded")
