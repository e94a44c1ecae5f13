"""What an order waits for, and since when: never before it was decided to ask."""

from datetime import timedelta

import pytest

from clearance.identity import services
from clearance.identity.queries import receipt_and_decisions
from clearance.lib.workdays import today
from clearance.orders.models import Order
from clearance.reports.waiting import waiting_for
from tests.factories import NOW, make_order, make_record

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)
LAST = NOW + timedelta(days=2)


def waiting(order, *records):
    order.refresh_from_db()
    shown, decisions = receipt_and_decisions(order, today=today(LAST))
    return waiting_for(order, shown, None, records, decisions)


def travels(order, channel, mode, logistics=""):
    Order.objects.filter(pk=order.pk).update(
        channel=channel, clearance_mode=mode, logistics=logistics
    )
    order.refresh_from_db()


def test_an_order_waits_from_the_decision_that_made_it_wait():
    order = make_order("NONE")
    before = waiting(order)
    travels(order, "direct_mail", "POSTAL")
    services.decide_again(order, by=None, now=LATER)

    found = waiting(order)

    assert before is None
    assert (found.strong, found.since) == ("Waiting for the person's ID.", LATER)


def test_asked_the_same_again_it_waits_no_shorter():
    order = make_order()
    services.decide_again(order, by=None, now=LATER)

    assert waiting(order).since == NOW


def test_one_that_no_rule_covers_any_more_waits_from_then():
    order = make_order()
    travels(order, "direct_mail", "1210")
    services.decide_again(order, by=None, now=LATER)

    found = waiting(order)

    assert found.strong == "Waiting for a decision."
    assert found.since == LATER


def test_a_document_sent_before_the_order_asked_waits_for_review_from_then():
    order = make_order("NONE")
    record = make_record(order, state="PENDING", consent_reuse=True)
    travels(order, "direct_mail", "POSTAL")
    services.decide_again(order, by=None, now=LATER)

    found = waiting(order, record)

    assert (found.strong, found.since) == ("Waiting for our review.", LATER)
