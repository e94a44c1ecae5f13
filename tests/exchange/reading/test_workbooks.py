"""Workbooks: what they hold, and the hostile ones refused before they unfold."""

import struct
import tracemalloc
import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pytest

from clearance.exchange.reading import limits
from tests.exchange.reading.samples import (
    OWN,
    as_workbook,
    opened,
    orders_of,
    places,
    sheet_xml,
    workbook,
)

ROWS = [list(OWN), list(OWN.values())]
REFUSED = [(None, None, "workbook_refused")]
BILLION = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    '<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
)


def refusal(content):
    file = opened(content)
    assert list(file.orders()) == []
    return places(file.problems)


def test_shared_strings_are_text_and_their_hints_are_not_read():
    cells = [("s", str(at)) for at in range(len(OWN))]
    values = "|".join(OWN.values()).replace(
        "样本甲", "样</t><rPh><t>yàng</t></rPh><t>本甲"
    )
    book = workbook(sheet_xml([list(OWN), cells]), strings=values)

    assert orders_of(book) == orders_of(as_workbook(OWN))


@pytest.mark.parametrize("date1904", [False, True])
def test_dates_are_counted_from_the_day_of_the_workbook(date1904):
    serial = 46327.333333333336 - 1462 * date1904
    cells = [("n", str(serial)) if n == "placed_at" else c for n, c in OWN.items()]
    book = workbook(sheet_xml([list(OWN), cells]), date1904=date1904)

    (order,) = orders_of(book)

    assert order.fields["placed_at"] == datetime(2026, 11, 1, tzinfo=UTC)


def test_only_the_first_sheet_is_read_and_that_is_said():
    file = opened(workbook(sheet_xml(ROWS), sheets=2))

    assert places(file.warnings) == REFUSED
    assert len(list(file.orders())) == 1


def test_an_error_in_a_cell_is_blank():
    cells = [("e", "#N/A") if name == "paid" else c for name, c in OWN.items()]

    (order,) = orders_of(workbook(sheet_xml([list(OWN), cells])))

    assert places(order.problems) == [(2, "paid", "required")]


def test_a_lying_dimension_is_never_believed():
    sheet = sheet_xml(ROWS, dimension="A1:XFD1048576")

    tracemalloc.start()
    orders = orders_of(workbook(sheet))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert len(orders) == 1
    assert peak < 10 * 1024 * 1024


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("<c ", '<c r="XFD1" ', (1, None, "too_large")),
        ('<row r="2">', '<row r="9999999">', (9999999, None, "too_large")),
        ('<row r="2">', '<row r="1">', (None, None, "workbook_refused")),
        ("</row></sheetData>", "</sheetData>", (None, None, "workbook_refused")),
        ("SF0000000000001", "&unknown;", (None, None, "workbook_refused")),
    ],
)
def test_a_sheet_out_of_shape_is_refused(old, new, place):
    sheet = sheet_xml(ROWS).replace(old, new, 1)

    assert refusal(workbook(sheet)) == [place]


def test_rows_far_down_cost_nothing():
    sheet = sheet_xml(ROWS).replace('<row r="2">', '<row r="1000000">')

    (order,) = orders_of(workbook(sheet))

    assert order.row == 1_000_000


def test_a_header_below_the_first_row_is_missing():
    sheet = sheet_xml([[], *ROWS])

    assert refusal(workbook(sheet)) == [(1, None, "header_missing")]


def test_entities_are_refused_in_every_part():
    bomb = BILLION + "<x>&c;</x>"

    assert refusal(workbook(sheet_xml(ROWS), prolog=BILLION)) == REFUSED
    assert (
        refusal(workbook(sheet_xml(ROWS), extra={"docProps/core.xml": bomb.encode()}))
        == REFUSED
    )


@pytest.mark.parametrize(
    "part",
    [
        "xl/vbaProject.bin",
        "xl/externalLinks/externalLink1.xml",
        "xl/embeddings/oleObject1.bin",
        "xl/connections.xml",
    ],
)
def test_what_does_not_belong_in_an_order_file_is_refused(part):
    book = workbook(sheet_xml(ROWS), extra={part: b"<x/>"})

    assert refusal(book) == REFUSED


def test_a_bomb_is_refused_without_unfolding():
    zeros = b"0" * (64 * 1024 * 1024)
    book = workbook(sheet_xml(ROWS), extra={"xl/media/image1.png": zeros})
    del zeros

    tracemalloc.start()
    found = refusal(book)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert found == REFUSED
    assert peak < 10 * 1024 * 1024


def test_a_part_that_lies_about_its_size_is_refused():
    book = workbook(sheet_xml(ROWS))
    real = len(sheet_xml(ROWS).encode())

    lying = book.replace(struct.pack("<I", real), struct.pack("<I", real // 2))

    assert lying != book
    assert refusal(lying) == REFUSED


def test_a_directory_of_many_parts_is_refused():
    extra = {f"xl/x{n}.bin": b"" for n in range(limits.WORKBOOK_ENTRIES)}

    assert refusal(workbook(sheet_xml(ROWS), extra=extra)) == REFUSED


def test_an_encrypted_or_old_workbook_is_refused():
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)) == REFUSED


def test_another_zip_is_no_workbook():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("orders.csv", "order_no")

    assert refusal(out.getvalue()) == REFUSED


def test_a_workbook_is_known_by_content_and_elements_may_have_a_prefix():
    sheet = sheet_xml(ROWS).replace("<", "<x:").replace("<x:/", "</x:")
    sheet = sheet.replace("xmlns=", "xmlns:x=")

    assert orders_of(workbook(sheet)) == orders_of(as_workbook(OWN))


def test_a_tag_of_many_megabytes_is_refused_before_it_is_held():
    attribute = "".join(map(str, range(1_000_000)))
    sheet = sheet_xml(ROWS).replace("<row ", f'<row x="{attribute}" ', 1)

    assert refusal(workbook(sheet)) == REFUSED
