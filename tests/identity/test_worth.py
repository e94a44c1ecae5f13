"""What a document is worth: which orders it covers, until when, and what it spared."""

from datetime import date, timedelta

import pytest

from clearance.identity.queries import standings
from clearance.identity.queries.worth import worth_of
from clearance.lib.workdays import today
from clearance.orders.enums import UploadState
from clearance.orders.models import Order
from tests.accounts.making import browser_of
from tests.factories import NOW, make_order, make_record, make_staff

pytestmark = pytest.mark.django_db

DAY = today(NOW)


def worth(order):
    person = order.holder
    sent = list(person.id_records.filter(submitted_at__isnull=False))
    orders = list(Order.objects.filter(holder=person).select_related("ruling"))
    return worth_of(person.pk, sent, orders, standings(orders, DAY))


def told(order):
    """Of each open order: number, whether it is covered, until when."""
    return [
        (line.cover.order.number, line.is_covered, line.cover.until_on)
        for line in worth(order).lines
    ]


def two_orders(**record):
    """A document sent for the first of two orders of one person."""
    first = make_order(number="W1")
    sent = make_record(first, with_photos=False, **record)
    later = NOW + timedelta(hours=1)
    make_order(number="W2", merchant=first.merchant, now=later)
    return first, sent


def test_a_document_covers_every_open_order_until_a_week_before_it_ends():
    first, sent = two_orders(consent_reuse=True, valid_until=date(2027, 3, 31))

    until = date(2027, 3, 24)
    assert told(first) == [("W1", True, until), ("W2", True, until)]
    lines = worth(first).lines
    assert {line.cover.record.reference for line in lines} == {sent.reference}
    because = "The document ends on 31 Mar 2027, and customs look at it up to 7 days"
    assert [because in str(line.because) for line in lines] == [True, True]


def test_a_document_without_an_end_covers_until_the_order_is_over():
    first, _sent = two_orders(consent_reuse=True, long_term=True)

    assert told(first) == [("W1", True, None), ("W2", True, None)]
    assert "by withdrawal" in str(worth(first).lines[0].because)


def test_a_later_order_is_not_covered_without_consent_and_says_so():
    first, _sent = two_orders(consent_reuse=False)

    assert [covered for _number, covered, _until in told(first)] == [True, False]
    assert "agreed to its use only for" in str(worth(first).lines[1].because)


@pytest.mark.parametrize(
    ("changed", "because"),
    [
        ({"name_equal": False}, "it names another person"),
        ({"valid_until": DAY}, "ends before this order is expected"),
        ({"state": "WITHDRAWN"}, "withdrew"),
        ({"state": "PENDING", "reviewed_at": None, "reviewed_by": None}, "reviewed"),
    ],
)
def test_what_covers_no_more_says_why(changed, because):
    first, sent = two_orders(consent_reuse=True)
    type(sent).objects.filter(pk=sent.pk).update(**changed)

    assert worth(first).covered == 0
    assert because in str(worth(first).lines[0].because)


def test_orders_that_are_over_are_not_told():
    first, _sent = two_orders(consent_reuse=True)
    Order.objects.filter(number="W2").update(stage="CLOSED")

    assert [number for number, _covered, _until in told(first)] == ["W1"]


def test_an_upload_is_saved_for_each_order_that_another_ones_document_served():
    first, _sent = two_orders(consent_reuse=True)
    assert worth(first).saved == 1

    later = NOW + timedelta(hours=2)
    make_order(number="W3", merchant=first.merchant, now=later)
    assert worth(first).saved == 2

    Order.objects.filter(number__in=["W1", "W3"]).update(
        stage="COMPLETED", stage_at=later
    )
    assert worth(first).saved == 2  # W2 is open, W3 was completed; W1 sent it itself


def test_an_order_completed_before_the_approval_saved_nothing():
    first, _sent = two_orders(consent_reuse=True)
    Order.objects.filter(number="W2").update(
        stage="COMPLETED", stage_at=NOW - timedelta(days=9)
    )

    assert worth(first).saved == 0


def test_nobody_who_sent_nothing_saved_anything():
    order = make_order(number="W1")

    assert told(order) == [("W1", False, None)]
    assert worth(order).lines[0].cover.state == UploadState.AWAITING
    assert worth(order).saved == 0


def test_it_takes_one_query_however_many_orders(django_assert_num_queries):
    first, sent = two_orders(consent_reuse=True)
    for no in range(3, 9):
        make_order(number=f"W{no}", merchant=first.merchant)
    orders = list(Order.objects.all())
    found = standings(orders, DAY)

    with django_assert_num_queries(1):
        assert len(worth_of(first.holder_id, [sent], orders, found).lines) == 8


def test_the_page_of_the_person_tells_it():
    first, sent = two_orders(consent_reuse=True)

    page = browser_of(make_staff("support")).get(
        f"/admin/clearance/recipient/{first.recipient_id}/change/"
    )

    html = " ".join(page.content.decode().split())
    assert "Of 2 open orders that ask for photos, 2 covered." in html
    assert "1 upload saved" in html
    assert "may serve later orders" in html
    assert html.count(f'<td class="nw">{sent.reference}</td>') == 2
