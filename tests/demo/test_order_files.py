import csv
from datetime import UTC, datetime

import pytest
from python_calamine import CalamineWorkbook

from clearance.demo.order_files import (
    BROKER_HEAD,
    write_broker_xlsx,
    write_ceb_csv,
    write_own_csv,
    write_taobao_csv,
)
from clearance.demo.orders import COLUMNS, order_rows

START = datetime(2026, 10, 1, 1, tzinfo=UTC)
ROWS = list(order_rows(1, 120, "kiwi", START))


def test_our_own_file_gives_back_the_rows(tmp_path):
    path = tmp_path / "own.csv"

    written = write_own_csv(path, iter(ROWS))

    assert written == len(ROWS)
    assert path.read_bytes().startswith(b"\xef\xbb\xbforder_no,")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file)) == ROWS


def test_our_own_file_may_leave_columns_out(tmp_path):
    path = tmp_path / "own.csv"

    write_own_csv(path, ROWS, columns=COLUMNS[:3])

    head = path.read_text("utf-8-sig").splitlines()[0]
    assert head == "order_no,channel,placed_at"


def test_the_seller_export_has_one_quoted_record_an_order(tmp_path):
    path = tmp_path / "taobao.csv"

    written = write_taobao_csv(path, iter(ROWS))

    text = path.read_bytes().decode("gb18030")
    lines = text.removesuffix("\r\n").split("\r\n")
    assert written == 120
    assert len(lines) == 121
    assert all(line.startswith('"') and line.endswith('"') for line in lines)
    first = next(csv.DictReader(lines))
    order = ROWS[0]
    assert first["订单编号"] == f'="{order["order_no"]}"'
    assert first["联系手机"] == "'" + order["recipient_phone"]
    assert first["收货人姓名"] == order["recipient_name"]


def test_the_seller_export_adds_up_an_order_s_items(tmp_path):
    path = tmp_path / "taobao.csv"
    several = [row for row in ROWS if row["order_no"] == _of_several_items()]

    write_taobao_csv(path, several)

    with path.open(encoding="gb18030", newline="") as file:
        (record,) = csv.DictReader(file)
    assert record["宝贝种类"] == str(len(several))
    assert record["宝贝总数量"] == str(sum(int(row["item_qty"]) for row in several))
    assert record["买家应付货款"] == several[0]["goods_value"]


def test_customs_fields_have_their_separator_currency_and_times(tmp_path):
    path = tmp_path / "ceb.csv"

    written = write_ceb_csv(path, iter(ROWS))

    with path.open(encoding="utf-8", newline="") as file:
        records = list(csv.DictReader(file, delimiter=";"))
    assert written == len(records) == len(ROWS)
    assert {record["currency"] for record in records} == {"142"}
    assert records[0]["appTime"] == "20261001090000"
    assert [r["acturalPaid"] for r in records] == [r["paid"] for r in ROWS]
    assert {r["tradeMode"] for r in records} == {"1210", "9610", "POSTAL", "0110"}


def test_the_agent_s_workbook_has_text_in_every_cell(tmp_path):
    path = tmp_path / "broker.xlsx"

    written = write_broker_xlsx(path, iter(ROWS))

    head, *records = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert head == BROKER_HEAD.split(",")
    assert written == len(records) == len(ROWS)
    assert {type(cell) for record in records for cell in record} == {str}
    numbers = [record[head.index("订购人证件号码")] for record in records]
    assert numbers == [row["orderer_id_number"] for row in ROWS]


@pytest.mark.parametrize(
    "write", [write_own_csv, write_taobao_csv, write_ceb_csv, write_broker_xlsx]
)
def test_no_orders_make_a_file_with_a_head_only(tmp_path, write):
    path = tmp_path / "empty"

    assert write(path, iter(())) == 0
    assert path.stat().st_size > 0


def _of_several_items():
    numbers = [row["order_no"] for row in ROWS]
    return next(number for number in numbers if numbers.count(number) == 3)
