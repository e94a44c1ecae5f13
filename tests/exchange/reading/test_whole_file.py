"""What makes a whole file unreadable: its code, the record, the column."""

import io

import pytest

from clearance.exchange.reading import OrderFile, limits
from tests.exchange.reading.samples import (
    CHANNELS,
    OWN,
    TAOBAO,
    TODAY,
    csv_text,
    opened,
    places,
)


def refusal(content, **options):
    file = opened(content, **options)
    assert list(file.orders()) == []
    assert file.records == 0
    return places(file.problems)


def own_with_names(*names):
    rows = [
        {**OWN, "order_no": f"A-{number}", "recipient_name": name}
        for number, name in enumerate(names)
    ]
    return csv_text(rows)


@pytest.mark.parametrize("content", ["", "\ufeff", " \r\n\r\n", "\0\0\0"])
def test_nothing_at_all_is_empty(content):
    assert refusal(content) == [(None, None, "empty")]


def test_a_header_alone_is_empty():
    content = csv_text([OWN]).splitlines()[0] + "\r\n,,,\r\n"

    assert refusal(content) == [(None, None, "empty")]


def test_a_file_without_a_header_is_refused_without_repeating_its_cells():
    content = csv_text([OWN]).split("\r\n", 1)[1]

    assert refusal(content) == [(1, None, "header_missing")]


@pytest.mark.parametrize("name", ["placed_at", "recipient_name", "paid"])
def test_our_own_layout_needs_its_columns(name):
    content = csv_text([{key: cell for key, cell in OWN.items() if key != name}])

    assert refusal(content) == [(None, name, "header_missing")]


def test_two_columns_of_one_name_are_refused():
    content = csv_text([{**OWN, "Paid ": "1.00"}])

    assert refusal(content) == [(1, "Paid", "header_duplicate")]


def test_undecodable_bytes_are_placed():
    content = own_with_names("样本甲", "样本乙", "XX").encode()

    assert refusal(content.replace(b"XX", b"\xe6\xa0")) == [(4, None, "encoding")]


def test_a_file_of_two_encodings_is_refused_at_the_first_other_record():
    content = own_with_names("样本甲", "样本乙", "XX").encode()
    content = content.replace(b"XX", "样本丙".encode("gb18030"))

    assert refusal(content) == [(4, None, "encoding")]


def test_gb18030_with_one_broken_byte_is_refused_at_its_record():
    content = own_with_names("样本甲", "样本乙", "XX").encode("gb18030")

    assert refusal(content.replace(b"XX,", b"\xff\xff,")) == [(4, None, "encoding")]


def test_half_a_character_of_utf16_is_refused():
    assert refusal(csv_text([OWN]).encode("utf-16")[:-1]) == [(3, None, "encoding")]


def test_a_file_that_is_broken_all_over_is_given_up():
    names = [f"XX{number}" for number in range(limits.BROKEN_RECORDS + 1)]
    content = own_with_names(*names).replace("XX", '"XX')

    at = limits.BROKEN_RECORDS + 2
    assert refusal(content) == [(at, None, "quote_unbalanced")]


def test_a_header_with_an_open_quotation_mark_is_refused():
    content = csv_text([OWN]).replace("recipient_name", '"recipient_name')

    assert refusal(content)[0][2] in {"quote_unbalanced", "header_missing"}


def test_a_header_with_nul_is_refused():
    content = csv_text([OWN]).replace("recipient_name", "recipient\0_name")

    assert refusal(content) == [(1, None, "nul")]


def test_nothing_says_which_channel():
    assert refusal(csv_text([TAOBAO])) == [(None, None, "channel_missing")]


def test_a_huge_line_is_refused_at_its_record():
    content = own_with_names("样本甲", "长" * (limits.LINE_CHARACTERS + 1))

    assert refusal(content) == [(3, None, "too_large")]


def test_too_many_columns_are_refused():
    header = ",".join([*OWN, *(f"c{n}" for n in range(limits.COLUMNS))])

    assert refusal(header + "\r\nA-1\r\n") == [(1, None, "too_large")]


def test_a_file_over_the_limit_is_not_read():
    class Huge(io.BytesIO):
        def seek(self, offset, whence=0):
            super().seek(offset, whence)
            return limits.FILE_BYTES + 1 if whence == 2 else offset

    file = OrderFile(Huge(b"x"), channels=CHANNELS, default_channel=None, today=TODAY)

    assert places(file.problems) == [(None, None, "too_large")]


def test_a_file_on_disk_is_closed_again(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(csv_text([OWN]), encoding="gb18030")

    with OrderFile(path, channels=CHANNELS, default_channel=None, today=TODAY) as file:
        numbers = [order.number for order in file.orders()]

    assert numbers == ["A-1001"]


@pytest.mark.parametrize(
    "start",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01",
        b"%PDF-1.7\n",
        b"GIF89a\x01\0\x01\0",
        b"RIFF\x24\x80\0\0WEBPVP8 ",
        b"\x1f\x8b\x08\0\0\0\0\0",
        b"\0\0\0\x18ftypheic",
    ],
)
def test_a_picture_or_a_paper_is_said_to_be_no_text(start):
    file = opened(start + b"order_no,channel\r\nA-1,bonded\r\n")

    assert [(p.code, p.kind, p.row) for p in file.problems] == [
        ("encoding", "not_text", None)
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "gb18030"])
def test_text_in_any_encoding_is_no_picture(encoding):
    file = opened(csv_text([OWN]).encode(encoding))

    assert file.problems == []
