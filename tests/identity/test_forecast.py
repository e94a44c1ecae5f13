"""What a document covers, until when, and why it stops."""

from datetime import date, timedelta

import pytest

from clearance.identity.queries.forecast import forecast
from clearance.lib.workdays import today
from clearance.orders.models import Order
from tests.factories import NAME, NOW, PHONE, make_merchant, make_order, make_record

pytestmark = pytest.mark.django_db

DAY = today(NOW)
LATER = NOW + timedelta(hours=1)


def told(person, day=DAY):
    return {
        each.order.number: (each.state, each.why, each.until_on)
        for each in forecast(person, day)
    }


@pytest.fixture
def order():
    return make_order(number="A-1")


def test_an_order_is_covered_until_a_week_before_the_last_day(order):
    make_record(order, valid_until=date(2027, 3, 31), with_photos=False)

    assert told(order.holder_id) == {
        "A-1": ("ON_FILE", "COVERED", date(2027, 3, 24)),
    }
    assert told(order.holder_id, date(2027, 3, 24))["A-1"][0] == "ON_FILE"
    assert told(order.holder_id, date(2027, 3, 25))["A-1"][:2] == ("EXPIRED", "EXPIRED")


def test_a_long_term_document_has_no_end(order):
    make_record(order, long_term=True, with_photos=False)

    assert told(order.holder_id)["A-1"] == ("ON_FILE", "COVERED", None)


def test_a_later_order_says_that_nobody_agreed(order):
    make_record(order, with_photos=False)
    make_order(number="A-2", merchant=make_merchant("kiwi"), now=LATER)

    found = told(order.holder_id)
    assert found["A-1"][0] == "ON_FILE"
    assert found["A-2"] == ("AWAITING", "CONSENT", None)


def test_a_document_of_another_name_covers_nothing(order):
    make_record(order, name_equal=False, with_photos=False)

    assert told(order.holder_id)["A-1"] == ("AWAITING", "NAME", None)


def test_closed_orders_those_that_ask_nothing_and_other_people_are_left_out(order):
    make_order(number="A-2", phone="13700000000")
    make_order("NUMBER_ONLY", number="A-3")
    make_order(number="A-4", stage="COMPLETED")

    assert set(told(order.holder_id)) == {"A-1"}


def test_the_number_of_statements_does_not_grow(order, django_assert_max_num_queries):
    make_record(order, consent_reuse=True, with_photos=False)
    for n in range(6):
        make_order(number=f"B-{n}", name=NAME, phone=PHONE)

    with django_assert_max_num_queries(4):
        assert len(forecast(order.holder_id, DAY)) == 7
    assert Order.objects.count() == 7
