"""With many orders every list is served by an index (PostgreSQL alone says how)."""

import re

import pytest
from django.db import connection
from django.test import RequestFactory

from clearance.admin.orders import OrderAdmin
from clearance.lib.workdays import today
from clearance.orders.models import Order
from clearance.portal import lists
from clearance.reports.work import LISTS
from config.admin import site
from tests.admin.bulk import fill_orders
from tests.factories import NOW, make_staff

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite plans are another matter"
    ),
]

STAFF = [
    "",
    "hold=HOLD_DECISION",
    "hold=HOLD_NUMBER",
    "hold=HOLD_ID",
    "hold=CLEAR",
    "upload=AWAITING",
    "upload=IN_REVIEW",
    "upload=RETAKE",
    "upload=ON_FILE",
    "channel=direct_mail",
    "stage__exact=PAID",
    "stage__exact=COMPLETED",
    "merchant__id__exact={merchant}",
    "q=B0000000123",
    "q=13812345678",
    "q={person}",
    "q=ID-2345678A",
]


@pytest.fixture
def shops(db):
    """Twenty thousand orders of four shops, with fresh statistics."""
    merchants = fill_orders(20_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return merchants


def scans(rows):
    """The tables that the plan of these rows reads from end to end."""
    return set(re.findall(r"Seq Scan on (clearance_order)\b", rows.explain()))


def test_no_list_of_orders_reads_them_from_end_to_end(shops):
    user = make_staff("support", "customs")
    day = today(NOW)
    person = Order.objects.order_by("pk")[500].recipient.reference
    page = slice(0, 51)
    plans = {}

    for query in STAFF:
        asked = query.format(merchant=shops[1].pk, person=person)
        request = RequestFactory().get(f"/?{asked}")
        request.user = user
        changes = OrderAdmin(Order, site).get_changelist_instance(request)
        plans[query] = scans(changes.get_queryset(request).order_by("-pk")[page])
    for name, rows in ((name, make()) for name, make in LISTS.items()):
        if rows.model is Order:
            plans[f"count {name}"] = scans(rows.order_by("-pk").values("pk")[:1001])
    for name, (_label, narrow) in lists.TABS.items():
        rows = narrow(lists.visible(shops[1]), day).order_by("-pk")
        plans[f"shop {name}"] = scans(rows[page])
        plans[f"shop count {name}"] = scans(rows.values("pk")[:1001])
    found = lists.found(lists.visible(shops[1]), "B0000000123")
    plans["shop search"] = scans(found.order_by("-pk")[page])

    assert {name: tables for name, tables in plans.items() if tables} == {}
