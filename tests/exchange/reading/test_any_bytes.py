"""Whatever the bytes, a file is read or refused; nothing is raised."""

from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.reading.samples import (
    OWN,
    TAOBAO,
    as_workbook,
    csv_text,
    opened,
)

WORKBOOK = as_workbook(OWN)
PIECES = st.sampled_from(
    [
        *(cell.encode() for cell in OWN.values()),
        *(cell.encode("gb18030") for cell in TAOBAO.values()),
        *(b",", b";", b"\t", b"\r", b"\n", b'"', b'""', b"'", b"=", b"\0"),
        *(b"\xff\xfe", b"\xef\xbb\xbf", b"\x81", b"\xe6\xa0", b"1E+17", b"A-1"),
    ]
)


def read(content):
    file = opened(content, default_channel="bonded")
    orders = list(file.orders())
    assert not (file.problems and orders)
    assert all(order.number or order.problems for order in orders)


@given(st.binary(max_size=400))
def test_random_bytes_never_raise(content):
    read(content)


@given(
    st.sampled_from([csv_text([OWN]), csv_text([TAOBAO])]),
    st.lists(PIECES, max_size=60),
)
def test_random_records_never_raise(start, pieces):
    read(start.encode() + b"".join(pieces))


@given(st.integers(0, len(WORKBOOK) - 1), st.binary(min_size=1, max_size=4))
def test_a_workbook_with_altered_bytes_never_raises(at, noise):
    read(WORKBOOK[:at] + noise + WORKBOOK[at + len(noise) :])


@given(st.integers(0, len(WORKBOOK)))
def test_a_workbook_cut_short_never_raises(length):
    read(WORKBOOK[:length])
