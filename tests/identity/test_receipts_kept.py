"""Receipts of earlier decisions stay; what a shop reads; what a receipt costs."""

from datetime import datetime, timedelta

import pytest

from clearance.identity import services
from clearance.identity.models import IdRecord
from clearance.identity.queries import receipt, receipt_and_decisions
from clearance.lib.request_context import RequestContext, entered
from clearance.lib.workdays import today
from clearance.orders import services as orders
from clearance.orders.models import Decision, Order, Ruling
from clearance.portal.lists import for_shop
from tests.factories import (
    NAME,
    NOW,
    PHONE,
    id_number,
    make_merchant,
    make_order,
    make_record,
)

pytestmark = pytest.mark.django_db

TODAY = today(NOW)
LATER = NOW + timedelta(hours=3)


def explained(order):
    return receipt(order, today=TODAY).as_json()


# --- frozen -------------------------------------------------------------------------


def test_an_earlier_decision_shows_what_was_so_then():
    order = make_order()
    services.decide_again(order, by=None, now=NOW)
    order.refresh_from_db()
    make_record(order, with_photos=True)

    then, now = receipt(order, today=TODAY, no=1), receipt(order, today=TODAY)

    assert (then.is_current, now.is_current) == (False, True)
    assert (then.state, then.hold) == ("AWAITING", "HOLD_ID")
    assert (now.state, now.hold) == ("ON_FILE", "CLEAR")
    assert (then.decision.no, now.decision.no) == (1, 2)
    assert [each.value for each in then.facts if each.name == "id_on_file"] == [
        "AWAITING"
    ]


def test_a_document_on_file_then_stays_on_file_in_the_earlier_receipt():
    order = make_order()
    record = make_record(order, with_photos=True)
    services.decide_again(order, by=None, now=NOW)
    services.decide_again(order, by=None, now=LATER)
    IdRecord.objects.filter(pk=record.pk).update(state="WITHDRAWN")
    order.refresh_from_db()

    then, now = receipt(order, today=TODAY, no=2), receipt(order, today=TODAY)

    assert (then.state, then.hold) == ("ON_FILE", "CLEAR")
    assert (now.state, now.hold) == ("WITHDRAWN", "HOLD_ID")
    assert "An approved document is on file." in then.verdict


def test_an_earlier_number_shows_what_was_so_then():
    order = make_order("NUMBER_ONLY")
    orders.set_number(
        order, name=NAME, document_type="RESIDENT_ID", number=id_number(), now=LATER
    )
    services.decide_again(order, by=None, now=LATER)
    order.refresh_from_db()

    then, now = receipt(order, today=TODAY, no=1), receipt(order, today=TODAY)

    assert (then.number_state, then.hold) == ("MISSING", "HOLD_NUMBER")
    assert (now.number_state, now.hold) == ("PRESENT", "CLEAR")
    assert "It is missing." in then.verdict


def test_an_order_that_travels_another_way_keeps_its_earlier_receipt():
    order = make_order()
    before = explained(order)
    Order.objects.filter(pk=order.pk).update(
        channel="bonded", clearance_mode="1210", logistics="platform"
    )
    services.decide_again(order, by=None, now=LATER)
    order.refresh_from_db()

    then = receipt(order, today=TODAY, no=1)

    assert (then.decision.level, then.rule.code) == ("IMAGES", "CN-DIRECT-POSTAL")
    assert then.as_json()["tried"] == before["tried"]
    assert [each.value for each in then.facts[:2]] == ["direct_mail", "POSTAL"]
    assert explained(order)["level"] == "NUMBER_ONLY"
    _shown, decisions = receipt_and_decisions(order, today=TODAY)
    assert [each.no for each in decisions] == [2, 1]


def test_a_decision_the_order_has_not_is_not_shown():
    with pytest.raises(Decision.DoesNotExist):
        receipt(make_order(), today=TODAY, no=2)


# --- what a shop reads --------------------------------------------------------------


def test_a_shop_reads_no_reference_and_no_other_shop():
    other = make_order(merchant=make_merchant("kiwi"), number="KIWI-1")
    record = make_record(other, with_photos=True, consent_reuse=True)
    order = make_order()

    shown = for_shop(receipt(order, today=TODAY))

    said = " ".join(
        str(each)
        for each in (
            shown.verdict,
            shown.because,
            shown.now_because,
            shown.would_change,
            *(attempt.because for attempt in shown.tried),
        )
    )
    assert shown.state == "ON_FILE"
    for word in (record.reference, "KIWI-1", "kiwi", "Kiwi", NAME, PHONE):
        assert word not in said


def test_a_receipt_takes_few_queries(django_assert_max_num_queries):
    order = make_order()
    make_record(order, with_photos=True)

    with entered(RequestContext()), django_assert_max_num_queries(6):
        receipt(order, today=TODAY)


def test_times_are_told_with_their_offset():
    found = explained(make_order())

    assert all(datetime.fromisoformat(f["at"]).tzinfo for f in found["facts"])
    assert IdRecord.objects.count() == 0
    assert Ruling.objects.count() == 1
