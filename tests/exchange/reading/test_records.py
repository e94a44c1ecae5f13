"""Records of one order: adjacent or scattered, agreeing or not, counted rightly."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.exchange.reading import limits
from clearance.exchange.reading.gathering import Runs, gather
from tests.exchange.reading.samples import (
    CEB,
    OWN,
    csv_text,
    opened,
    orders_of,
    places,
)


def items(number, *names):
    return [{**OWN, "order_no": number, "item_name": name} for name in names]


def test_scattered_records_make_one_order():
    (a1, a2), (b1,) = items("A", "a1", "a2"), items("B", "b1")

    orders = orders_of(csv_text([a1, b1, a2]))

    assert [(o.number, o.row, [line.name for line in o.lines]) for o in orders] == [
        ("B", 3, ["b1"]),
        ("A", 2, ["a1", "a2"]),
    ]


def test_blank_fields_on_further_records_are_the_same():
    first, further = items("A", "a1", "a2")
    kept = {"order_no", "item_name", "item_qty"}
    further = {name: cell if name in kept else "" for name, cell in further.items()}

    (order,) = orders_of(csv_text([first, further]))

    assert order.problems == []
    assert len(order.lines) == 2


def test_another_way_of_writing_the_same_value_does_not_differ():
    first, further = items("A", "a1", "a2")
    further = {**further, "freight": "10", "recipient_phone": "+86 13800009516"}

    (order,) = orders_of(csv_text([first, further]))

    assert order.problems == []


def test_order_fields_that_differ_are_named_at_the_second_record():
    first, further = items("A", "a1", "a2")

    (order,) = orders_of(csv_text([first, {**further, "recipient_name": "样本丁"}]))

    assert places(order.problems) == [(3, "recipient_name", "order_fields_differ")]


def test_an_order_has_one_clearance_mode():
    rows = [CEB, {**CEB, "itemName": "鱼油", "tradeMode": "9610"}]

    (order,) = orders_of(csv_text(rows))

    assert places(order.problems) == [(3, "tradeMode", "order_fields_differ")]


def test_a_record_that_repeats_another_is_still_an_item_with_a_warning():
    row = items("A", "a1")[0]

    (order,) = orders_of(csv_text([row, row]))

    assert len(order.lines) == 2
    assert places(order.warnings) == [(3, None, "duplicate")]


def test_a_record_without_order_number_stands_alone():
    rows = [*items("A", "a1"), *items("", "x"), *items("A", "a2")]

    orders = orders_of(csv_text(rows))

    assert [(o.number, o.row, places(o.problems)) for o in orders] == [
        ("", 3, [(3, "order_no", "required")]),
        ("A", 2, []),
    ]


def test_blank_records_count_and_line_breaks_in_cells_do_not():
    first, second = items("A", "two\r\nlines"), items("B", "b1")
    head, *body = csv_text([*first, *second]).split("\r\nB")
    content = f"{head}\r\n\r\n,,,\r\nB{body[0]}"

    file = opened(content)

    assert [order.row for order in file.orders()] == [2, 5]
    assert file.records == 2


def test_more_cells_than_headers_are_named():
    content = csv_text(items("A", "a1") + items("B", "b1"))
    content = content.replace("样本路 1号", "样本路, 1号", 1)

    broken, good = orders_of(content)

    assert places(broken.problems)[0] == (2, None, "quote_unbalanced")
    assert good.problems == []


def test_nul_is_named_by_its_record_and_the_rest_goes_on():
    content = csv_text(items("A", "a\0") + items("B", "b1"))

    broken, good = orders_of(content)

    assert places(broken.problems) == [(2, None, "nul")]
    assert good.problems == []


@pytest.mark.parametrize("scattered", [False, True])
def test_an_order_of_too_many_records_is_refused_alone(scattered):
    many = items("A", *map(str, range(limits.RECORDS_OF_AN_ORDER + 5)))
    rows = [*many[:1], *items("B", "b1"), *many[1:]] if scattered else many

    orders = orders_of(csv_text([*rows, *items("C", "c1")]))

    row = limits.RECORDS_OF_AN_ORDER + 1 + scattered
    found = {order.number: places(order.problems) for order in orders}
    assert found.pop("A") == [(row, None, "too_large")]
    assert set(map(tuple, found.values())) == {()}


def test_an_order_of_huge_records_is_refused_alone():
    cells = "x" * limits.CELL_CHARACTERS
    rows = [{**row, "recipient_address": cells} for row in items("A", *"abc" * 40)]

    huge, good = orders_of(csv_text([*rows, *items("C", "c1")]))

    assert [found.code for found in huge.problems] == ["too_large"]
    assert good.problems == []


@pytest.mark.parametrize("seed", range(3))
def test_orders_come_in_the_same_sequence_each_time(seed):
    rows = [row for n in range(40) for row in items(f"N{n}", "a", "b", "c")]
    random.Random(seed).shuffle(rows)
    file = opened(csv_text(rows))

    once = list(file.orders())

    assert once == list(file.orders())
    assert sorted(len(order.lines) for order in once) == [3] * 40


@given(
    numbers=st.lists(st.sampled_from(["", *"ABCDEFGH"]), max_size=40),
    held_bytes=st.integers(0, 2_000),
)
def test_every_record_arrives_once_however_little_may_be_held(numbers, held_bytes):
    records = [(n, (row, [n, str(row)], ())) for row, n in enumerate(numbers, 2)]
    runs = Runs()
    for number in numbers:
        if number:
            runs.add(number)
    runs.close()

    found = list(gather(lambda: iter(records), runs, held_bytes=held_bytes))

    whole = [number for number, _records in found if number]
    assert len(whole) == len(set(whole))
    assert sorted(row for _n, some in found for row, _c, _f in some) == list(
        range(2, len(numbers) + 2)
    )
    assert all(record[1][0] == number for number, some in found for record in some)
