"""Which open orders of a person their document covers, until when, and why not longer.

Asked of the person each time, as coverage itself is: nothing is copied to orders.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from clearance.channels.enums import Level
from clearance.identity.queries.standings import Standing, standings
from clearance.identity.rules import LEAD, RecordFacts
from clearance.orders.enums import OPEN_STAGES, UploadState
from clearance.orders.models import Order
from clearance.orders.queries import with_rulings

MOST = 100
"""Open orders of one person that are told; nobody has more on their way."""


@dataclass(frozen=True, slots=True)
class Cover:
    """One open order that asks for photos, and what the person's document is to it.

    `why` is a code of `rules.Coverage`, `record` the document it speaks of. `until_on`
    is the last day on which the parcel may still be declared with the document; none
    where it does not run out.
    """

    order: Order
    state: UploadState
    why: str
    until_on: date | None
    record: RecordFacts | None


def forecast(person: UUID, today: date) -> list[Cover]:
    """The open orders of a person that ask for photos, the oldest first."""
    rows = Order.objects.filter(
        holder=person, level=Level.IMAGES, stage__in=OPEN_STAGES
    ).select_related("merchant")
    orders = list(with_rulings(rows).order_by("placed_at", "pk")[:MOST])
    return covers_of(person, orders, standings(orders, today))


def covers_of(
    person: UUID, orders: Iterable[Order], found: Mapping[UUID, Standing]
) -> list[Cover]:
    """The same, of orders whose standing is known; other orders are left out."""
    asking = [
        order
        for order in orders
        if order.holder_id == person and order.is_open and order.level == Level.IMAGES
    ]
    asking.sort(key=lambda order: (order.placed_at, order.pk))
    return [_cover(order, found[order.pk]) for order in asking]


def _cover(order: Order, standing: Standing) -> Cover:
    is_covered = standing.state == UploadState.ON_FILE
    return Cover(
        order=order,
        state=standing.state,
        why=standing.why,
        until_on=covers_until(standing.record) if is_covered else None,
        record=standing.record,
    )


def covers_until(record: RecordFacts | None) -> date | None:
    """The last day on which an order that is expected at customs then is covered."""
    if record is None or record.long_term or record.valid_until is None:
        return None
    return record.valid_until - LEAD
