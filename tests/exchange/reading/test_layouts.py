"""Four layouts, each encoding, each delimiter: the same order comes out."""

from datetime import UTC, datetime

import pytest

from clearance.exchange.reading import ParsedLine
from tests.exchange.reading.samples import (
    BROKER,
    CEB,
    ID_NUMBER,
    LAYOUTS,
    OWN,
    TAOBAO,
    as_workbook,
    csv_text,
    only_order,
    opened,
    orders_of,
    places,
)

AT_EIGHT = datetime(2026, 11, 1, tzinfo=UTC)
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]
MARKS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_way_of_writing_a_file_gives_the_same_order(
    layout, encoding, delimiter, end
):
    row = LAYOUTS[layout]
    usual = only_order(row)
    text = csv_text([row], delimiter=delimiter, end=end)
    content = MARKS.get(encoding, b"") + text.encode(encoding)

    file = opened(content, default_channel="bonded")

    assert (file.layout, file.records, places(file.warnings)) == (layout, 1, [])
    assert list(file.orders()) == [usual]
    assert usual.problems == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_workbook_gives_the_same_order_as_a_csv_file(layout):
    row = {name: cell.replace('"', "&quot;") for name, cell in LAYOUTS[layout].items()}

    assert orders_of(as_workbook(row), default_channel="bonded") == [
        only_order(LAYOUTS[layout])
    ]


def test_our_own_layout_fills_fields_of_its_columns():
    order = only_order(OWN)

    assert order.fields == {
        "channel": "direct_mail",
        "placed_at": AT_EIGHT,
        "recipient_name": "样本甲",
        "paid_minor": 33757,
        "recipient_phone": "+8613800009516",
        "recipient_address": "浙江省 杭州市 样本路 1号",
        "orderer_name": "测试乙",
        "orderer_id_type": "RESIDENT_ID",
        "orderer_id_number": ID_NUMBER,
        "waybill_no": "SF0000000000001",
        "goods_value_minor": 30000,
        "freight_minor": 1000,
        "discount_minor": 0,
        "tax_minor": 2757,
        "currency": "CNY",
    }
    assert order.lines == [ParsedLine("面膜 10片", "", 2, 15000, "")]
    assert (order.row, order.number, order.assumed_channel) == (2, "A-1001", None)


def test_customs_words_become_ours():
    order = only_order(CEB)

    assert order.fields["currency"] == "CNY"
    assert order.fields["orderer_id_type"] == "RESIDENT_ID"
    assert order.fields["clearance_mode"] == "1210"
    assert order.fields["placed_at"] == AT_EIGHT


def test_the_price_of_a_clearing_agent_is_that_of_one_piece():
    rows = [BROKER, {**BROKER, "商品名称": "鱼油", "数量": "1", "商品价格": "0.50"}]

    (order,) = orders_of(csv_text(rows), default_channel="bonded")

    assert order.fields["goods_value_minor"] == 30050
    assert order.fields["dispatch_country"] == "JP"


@pytest.mark.parametrize(
    ("words", "stage"),
    [
        ("等待买家付款", "PLACED"),
        ("买家已付款，等待卖家发货", "PAID"),
        ("卖家已发货，等待买家确认", "SHIPPED"),
        ("交易成功", "COMPLETED"),
        ("交易关闭", "CLOSED"),
    ],
)
def test_taobao_words_become_stages(words, stage):
    assert only_order(TAOBAO, 订单状态=words).fields["stage"] == stage


def test_taobao_points_are_fen_and_remarks_are_not_read():
    order = only_order(TAOBAO)

    assert order.fields["discount_minor"] == 150
    assert "=1+1" not in order.fields.values()


def test_the_landline_serves_where_the_mobile_is_blank():
    order = only_order(TAOBAO, 联系手机="", 联系电话="13800001234")

    assert order.fields["recipient_phone"] == "+8613800001234"


def test_blank_cells_leave_no_field():
    order = only_order(OWN, waybill_no=" ", goods_value="", orderer_name="\t")

    assert {"waybill_no", "goods_value_minor", "orderer_name"}.isdisjoint(order.fields)


def test_headers_may_stand_in_any_order_and_case():
    row = {name.upper() + " ": cell for name, cell in reversed(OWN.items())}

    assert only_order(row).fields == only_order(OWN).fields


def test_an_unknown_column_is_named_and_not_read():
    file = opened(csv_text([{**OWN, "favourite_colour": "red"}]))

    assert places(file.warnings) == [(1, "favourite_colour", "unknown_column")]
    assert [places(order.problems) for order in file.orders()] == [[]]
