"""A page of a list takes eight queries at most, with one row and with three."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clearance.channels.enums import Level
from clearance.identity.enums import RecordState
from clearance.identity.models import IdRecord
from clearance.orders.models import Order
from clearance.recipients.models import Recipient
from tests.factories import (
    browser_of,
    make_member,
    make_merchant,
    make_order,
    make_record,
    make_staff,
)

LIST, RECORD = 8, 12
PHONE = "13800001234"

STAFF = [
    "/admin/",
    "/admin/clearance/order/",
    "/admin/clearance/order/?hold=HOLD_ID",
    "/admin/clearance/order/?hold=CLEAR",
    "/admin/clearance/order/?upload=AWAITING",
    "/admin/clearance/order/?upload=RETAKE",
    f"/admin/clearance/order/?q={PHONE}",
    "/admin/clearance/recipient/",
    "/admin/clearance/idrecord/",
    "/admin/clearance/uploadlink/",
    "/admin/clearance/message/",
    "/admin/clearance/merchant/",
    "/admin/clearance/user/",
    "/admin/clearance/fulfilmentchannel/",
    "/admin/clearance/idrequirementrule/",
    "/desk/",
    "/desk/review/",
    "/desk/undecided/",
    "/desk/undecided/?tab=orders",
    "/desk/numbers/",
    "/desk/overrides/",
    "/desk/imports/",
    "/desk/policy/",
    "/desk/policy/diff/",
    "/desk/policy/stops/",
]
SHOP = [
    "/portal/orders/",
    "/portal/orders/?tab=awaiting",
    "/portal/orders/?tab=ready",
    "/portal/orders/?q=E1",
    "/portal/orders/?channel=direct_mail",
    "/portal/team/",
]


@pytest.fixture(params=[1, 3])
def shop(request, db):
    """A shop with one or three orders of every kind, each of another person."""
    merchant = make_merchant()
    for index in range(request.param):
        who = {"merchant": merchant, "phone": f"1380000123{4 + index}"}
        make_order(number=f"A{index}", **who)
        make_order(Level.UNDECIDED, number=f"U{index}", **who)
        make_order(Level.NUMBER_ONLY, number=f"N{index}", **who)
        sent = {"with_photos": False, "consent_reuse": True}
        waiting = make_order(
            number=f"P{index}", **who | {"phone": f"1390000123{index}"}
        )
        make_record(waiting, state=RecordState.PENDING, **sent)
        covered = make_order(
            number=f"C{index}", **who | {"phone": f"1370000123{index}"}
        )
        make_record(covered, state=RecordState.ACCEPTED, **sent)
    return merchant


@pytest.fixture
def staff(shop):
    roles = ("admin", "operations", "policy", "reviewer", "support")
    return at_work(browser_of(make_staff(*roles)))


@pytest.fixture
def main(shop):
    return at_work(browser_of(make_member(shop)))


def at_work(browser):
    """A browser whose session was kept awake just now: that is once a minute.

    Content types are asked for once a process.
    """
    browser.get("/")
    ContentType.objects.get_for_models(IdRecord, Order, Recipient)
    return browser


def taken(browser, url):
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(url)
    assert answer.status_code == 200, url
    return len(asked)


@pytest.mark.parametrize("url", STAFF)
def test_lists_of_the_staff(staff, url):
    assert taken(staff, url) <= LIST


@pytest.mark.parametrize("url", SHOP)
def test_lists_of_a_shop(main, url):
    assert taken(main, url) <= LIST


def test_pages_of_one_order_and_of_one_record(shop, staff, main):
    for order in shop.orders.all():
        assert taken(staff, f"/admin/clearance/order/{order.pk}/change/") <= RECORD
        assert taken(main, f"/portal/orders/{order.number}/") <= RECORD
        for record in order.id_records.all():
            url = f"/admin/clearance/idrecord/{record.pk}/change/"
            assert taken(staff, url) <= RECORD
        person = f"/admin/clearance/recipient/{order.recipient_id}/change/"
        assert taken(staff, person) <= RECORD
