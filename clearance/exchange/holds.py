"""What keeps each open order from shipping, streamed for any number of orders."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from clearance.accounts.models import Merchant
from clearance.identity.queries import Standing, standings
from clearance.lib.workdays import today
from clearance.orders.enums import OPEN_STAGES, Hold
from clearance.orders.models import Decision, Order

ORDERS_A_PAGE = 500


@dataclass(frozen=True, slots=True)
class Held:
    """An open order, what holds it (or CLEAR), and since when."""

    order: str
    merchant: str
    hold: str
    since: datetime

    def as_json(self) -> dict[str, str]:
        return {
            "order": self.order,
            "merchant": self.merchant,
            "hold": self.hold,
            "since": self.since.isoformat(),
        }


def holds(merchant: Merchant | None = None, *, now: datetime) -> Iterator[Held]:
    """The hold of every open order, of one shop or of all, in the order they came.

    A hold lasts since the decision that asks; an order that waits for a document that
    was sent or judged, since that document was sent. Nothing is kept in memory but a
    page, so orders that come meanwhile may be in it.
    """
    after = None
    rows = Order.objects.filter(stage__in=OPEN_STAGES).order_by("pk")
    rows = rows.select_related("merchant").defer("sealed", "row_digest")
    if merchant is not None:
        rows = rows.filter(merchant=merchant)
    while page := list((rows.filter(pk__gt=after) if after else rows)[:ORDERS_A_PAGE]):
        found = standings(page, today(now))
        decided = _decided_at(page)
        for order in page:
            since = decided.get(order.pk, order.received_at)
            yield _held(order, found[order.pk], since)
        after = page[-1].pk


def _held(order: Order, standing: Standing, decided_at: datetime) -> Held:
    since = decided_at
    if standing.hold in {Hold.ID, Hold.CLEAR} and standing.record is not None:
        since = max(since, standing.record.submitted_at)
    return Held(order.number, order.merchant.code, standing.hold.value, since)


def _decided_at(orders: list[Order]) -> dict[object, datetime]:
    ids = [order.decision_id for order in orders if order.decision_id]
    rows = Decision.objects.filter(pk__in=ids).values_list("order_id", "decided_at")
    return dict(rows)
