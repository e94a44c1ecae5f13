"""What a file says of an order as one text: the same text says the same."""

import pytest

from clearance.exchange.merging import canonical
from clearance.exchange.reading import ParsedLine, ParsedOrder

TEA = ParsedLine("Tea", "T-1", 2, 1250, "JP")
CUP = ParsedLine("Cup", "C-1", 1, None, "")
TOLD = {"carrier": "EMS", "currency": "CNY", "paid_minor": 0}


def told(fields, lines=(TEA, CUP)):
    return canonical(ParsedOrder(row=2, number="A-1", fields=fields, lines=[*lines]))


def test_the_sequence_of_columns_says_nothing():
    assert told(TOLD) == told(dict(reversed(TOLD.items())))


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        (TOLD | {"carrier": ""}, (TEA, CUP)),
        ({"carrier": "EMS", "currency": "CNY"}, (TEA, CUP)),
        (TOLD | {"paid_minor": 1}, (TEA, CUP)),
        (TOLD, (CUP, TEA)),
        (TOLD, (TEA,)),
        (TOLD, (TEA, CUP._replace(name="", sku="Cup"))),
    ],
)
def test_whatever_else_is_said_is_another_text(fields, lines):
    assert told(fields, lines) != told(TOLD)
