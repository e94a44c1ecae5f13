"""No list reads the orders from end to end (PostgreSQL alone says how it reads)."""

import json
from datetime import UTC, datetime

import pytest
from django.db import connection

from clearance.accounts.services import sync_roles
from clearance.demo.bulk import fill_orders
from tests.accounts.making import browser_of
from tests.benchmarks import house, lists

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="SQLite does not say what it reads from end to end",
    ),
]

ORDERS = 20_000
"""So many that the planner takes an index wherever there is one."""


@pytest.fixture
def pages(settings, tmp_path):
    """Every list of staff and shop, with the browser that asks for it."""
    settings.STORAGES["vault"]["OPTIONS"]["location"] = str(tmp_path / "vault")
    now = datetime.now(UTC)
    sync_roles(by=None, now=now)
    fill_orders(ORDERS, now=now, say=lambda _text: None)
    values = lists.samples()
    staff, shop = browser_of(house.staff()), browser_of(house.shopkeeper())
    return [
        *((staff, url.format(**values)) for url in lists.STAFF.values()),
        *((shop, url.format(**values)) for url in lists.SHOP.values()),
    ]


def scanned(statement, parameters=()):
    """The tables that a statement reads from end to end."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
        [[answer]] = cursor.fetchall()
    [told] = answer if isinstance(answer, list) else json.loads(answer)
    return set(_scanned(told["Plan"]))


def _scanned(plan):
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from _scanned(part)


def asked_by(browser, url):
    """What a page asks the database."""
    asked = []

    def note(execute, statement, parameters, *rest):
        asked.append((statement, parameters))
        return execute(statement, parameters, *rest)

    with connection.execute_wrapper(note):
        assert browser.get(url).status_code == 200
    return [each for each in asked if each[0].lstrip("(").startswith("SELECT")]


def test_every_list_is_served_by_an_index(pages):
    found = {}
    looked_at = 0

    for browser, url in pages:
        for statement, parameters in asked_by(browser, url):
            looked_at += "clearance_order" in statement
            if "clearance_order" in scanned(statement, parameters):
                found[url] = statement

    assert found == {}
    assert looked_at > len(pages)
    # A plan that does read them all is seen.
    assert "clearance_order" in scanned("SELECT count(carrier) FROM clearance_order")
