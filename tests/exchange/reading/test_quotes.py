"""A quotation mark that is not closed: its record is refused, and no other."""

import pytest

from tests.exchange.reading.samples import OWN, csv_text, opened, places

FIRST, LAST = "样本甲", "样本丙"


def read(content):
    """The numbers of the good orders, and where the others are wrong."""
    file = opened(content)
    orders = list(file.orders())
    assert file.problems == []
    good = [order.number for order in orders if not order.problems]
    wrong = {order.number: places(order.problems) for order in orders if order.problems}
    return good, wrong


def own(*names):
    return csv_text(
        [
            {**OWN, "order_no": f"A-{number}", "recipient_name": name}
            for number, name in enumerate(names)
        ]
    )


def test_one_without_end_costs_its_own_record_only():
    good, wrong = read(own(FIRST, "XX", LAST).replace("XX", '"XX'))

    assert good == ["A-0", "A-2"]
    assert wrong == {"A-1": [(3, None, "quote_unbalanced")]}


def test_one_that_is_closed_in_another_record_is_named_where_it_opens():
    content = own(FIRST, "XX", '"YY"').replace("XX", '"XX')

    good, wrong = read(content.replace('"""YY"""', '"YY"'))

    assert good == ["A-0", "A-2"]
    assert wrong == {"A-1": [(3, None, "quote_unbalanced")]}


@pytest.mark.parametrize("after", [1, 3_000])
def test_what_it_swallowed_is_read_again(after):
    names = [FIRST, "XX", *[LAST] * after]

    good, wrong = read(own(*names).replace("XX", '"XX'))

    assert len(good) == 1 + after
    assert wrong == {"A-1": [(3, None, "quote_unbalanced")]}


def test_a_record_swallowed_by_a_quoted_cell_is_noticed():
    lines = own(FIRST, "样本乙", LAST).split("\r\n")
    lines[1] = lines[1].replace(FIRST, '"' + FIRST)
    lines[2] += '"'

    good, wrong = read("\r\n".join(lines))

    assert good == ["A-2"]
    assert places_of(wrong) == {2, 3}


def test_several_are_named_each():
    names = [FIRST, "XX", LAST, "XX", LAST]

    good, wrong = read(own(*names).replace("XX", '"XX'))

    assert good == ["A-0", "A-2", "A-4"]
    assert places_of(wrong) == {3, 5}


def test_a_line_break_inside_a_closed_cell_is_no_fault():
    good, wrong = read(own(FIRST, "two\r\nlines", LAST))

    assert (good, wrong) == (["A-0", "A-1", "A-2"], {})


def places_of(wrong):
    return {row for found in wrong.values() for row, _column, _code in found}
