"""Every list, tab and search, with ten thousand orders and with a million."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from django.db import connection
from django.test import RequestFactory

from clearance.accounts.models import User
from clearance.admin.orders import OrderAdmin
from clearance.orders.models import Order
from clearance.orders.queries import unseal
from clearance.recipients.models import Recipient
from config.admin import site
from tests.accounts.making import Browser, browser_of
from tests.benchmarks import house
from tests.benchmarks.frame import (
    Benchmark,
    Line,
    Pairs,
    against,
    at_least,
    at_most,
    figure,
    in_turn,
    timed,
)
from tests.benchmarks.stock import StockOrderAdmin

SMALL = 10_000
LIST = "/admin/clearance/order/"
STAFF = {
    "orders": LIST,
    **{
        f"orders, {name}": f"{LIST}?{name}"
        for name in (
            "before={middle}",
            *("hold=HOLD_DECISION", "hold=HOLD_NUMBER", "hold=HOLD_ID", "hold=CLEAR"),
            *("upload=AWAITING", "upload=IN_REVIEW", "upload=RETAKE", "upload=ON_FILE"),
            *("channel=bonded", "channel=domestic_stock"),
            *("stage__exact=PLACED", "stage__exact=PAID", "stage__exact=REFUNDED"),
            *("stage__exact=COMPLETED", "merchant__id__exact={shop}"),
            "merchant__id__exact={shop}&hold=HOLD_ID",
            "merchant__id__exact={shop}&stage__exact=REFUNDED",
            "channel=domestic_stock&stage__exact=PLACED",
            *("q={number}", "q={waybill}", "q={phone}", "q={person}", "q=nothing"),
        )
    },
    "undecided orders": "/desk/undecided/",
    "orders without number": "/desk/numbers/",
    "documents to review": "/desk/review/",
    "overrides": "/desk/overrides/",
    "imports": "/desk/imports/",
    "the desk": "/desk/",
    "start": "/admin/",
    "recipients": "/admin/clearance/recipient/",
    "recipients, q={phone}": "/admin/clearance/recipient/?q={phone}",
    "recipients, q={person}": "/admin/clearance/recipient/?q={person}",
    "documents": "/admin/clearance/idrecord/",
    "documents, rejected": "/admin/clearance/idrecord/?state__exact=REJECTED",
    "links": "/admin/clearance/uploadlink/",
    "outbox": "/admin/clearance/message/",
}
SHOP = {
    "shop": "/portal/orders/",
    **{
        f"shop, {name}": f"/portal/orders/?{name}"
        for name in (
            *("tab=awaiting", "tab=review", "tab=retake", "tab=number"),
            *("tab=undecided", "tab=ready", "channel=domestic_stock"),
            *("before={middle}", "q={shop_number}", "q={shop_waybill}", "q=nothing"),
        )
    },
}
QUERIES = 8
SQL_MS = 10
"""The goals of one page."""


@dataclass(slots=True)
class Looks:
    """A page looked at several times: seconds, seconds in the database, queries."""

    seconds: list[float] = field(default_factory=list)
    sql: list[float] = field(default_factory=list)
    queries: int = 0


def run(size: int, pairs: int) -> Iterator[Line]:
    """Look at all pages with few orders, then with many, then beside a stock list."""
    now = datetime.now(UTC)
    few = min(SMALL, size // 2)
    house.fill(few, now=now)
    values = samples()
    staff = house.staff()
    browsers = {"staff": browser_of(staff), "shop": browser_of(house.shopkeeper())}
    before = _look_at_all(browsers, values, pairs)
    house.fill(size, now=now)
    after = _look_at_all(browsers, values, pairs)
    for name, looks in after.items():
        told = Pairs(looks.seconds, before[name].seconds)
        yield against(name, f"with {few:,}", told, at_most(1.5), "ms", 1000)
    for name, looks in after.items():
        spent = statistics.median(looks.sql) * 1000
        yield figure(f"SQL of {name}", spent, at_most(SQL_MS), "ms")
    most = max(looks.queries for looks in after.values())
    yield figure("queries of a page, the most", most, at_most(QUERIES), "")
    grown = [
        name for name, each in after.items() if each.queries > before[name].queries
    ]
    yield figure("pages that take more queries", len(grown), at_most(0), "")
    yield from _beside_stock(staff, values, pairs)


def samples() -> dict[str, Any]:
    """What is looked for: of an order that is among the first, at any size."""
    orders = Order.objects.order_by("pk")
    sent = orders.exclude(waybill_no="").order_by("number")
    order, own = sent[len(orders) // 2], sent.filter(merchant=house.shop())[0]
    return {
        "middle": orders[len(orders) // 2].pk,
        "shop": house.shop().pk,
        "number": order.number,
        "waybill": order.waybill_no,
        "phone": unseal([order])[order.pk]["recipient_phone"].removeprefix("+"),
        "person": Recipient.objects.get(pk=order.recipient_id).reference,
        "shop_number": own.number,
        "shop_waybill": own.waybill_no,
    }


def _look_at_all(
    browsers: dict[str, Browser], values: dict[str, Any], pairs: int
) -> dict[str, Looks]:
    pages = [("staff", *page) for page in STAFF.items()]
    pages += [("shop", *page) for page in SHOP.items()]
    looks: dict[str, Looks] = {name: Looks() for _who, name, _url in pages}
    for turn in range(pairs + 1):
        for who, name, url in pages:
            # The first turn is for what a process looks up once, and warms caches.
            _look(browsers[who], url.format(**values), looks[name], keep=turn > 0)
    return looks


def _look(browser: Browser, url: str, looks: Looks, *, keep: bool) -> None:
    spent: list[float] = []

    def clock(execute: Any, *asked: Any) -> Any:
        begun = perf_counter()
        try:
            return execute(*asked)
        finally:
            spent.append(perf_counter() - begun)

    begun = perf_counter()
    with connection.execute_wrapper(clock):
        answer = browser.get(url)
    seconds = perf_counter() - begun
    if answer.status_code != 200:
        raise RuntimeError(f"{url} answered {answer.status_code}")
    if keep:
        looks.seconds.append(seconds)
        looks.sql.append(sum(spent))
        looks.queries = max(looks.queries, len(spent))


def _beside_stock(user: User, values: dict[str, Any], pairs: int) -> Iterator[Line]:
    """The staff's list and the one Django's admin makes of the same table, in turn."""
    ours, stock = OrderAdmin(Order, site), StockOrderAdmin(Order, site)
    for name, query in (
        ("the list", ""),
        ("a search", f"?q={values['number']}"),
        ("a stage", "?stage__exact=PAID"),
    ):

        def page(admin: Any, query: str = query) -> None:
            request = RequestFactory().get(f"{LIST}{query}", secure=True)
            request.user = user
            admin.changelist_view(request).render()

        told = in_turn(
            timed(lambda: page(ours)), timed(lambda: page(stock)), pairs=pairs
        )
        yield against(name, "stock changelist", told.turned(), at_least(20), "/s")


BENCHMARK = Benchmark(
    says="lists at two sizes, and beside the stock changelist (C)",
    size=1_000_000,
    smoke=200,
    run=run,
)
