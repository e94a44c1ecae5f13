"""Where orders stand: coverage is asked of the person, in two queries for any page."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef

from clearance.channels.enums import Level, Side
from clearance.identity.enums import ImageState
from clearance.identity.models import IdImage, IdRecord
from clearance.identity.rules import Coverage, Need, RecordFacts, coverage
from clearance.orders import rules as order_rules
from clearance.orders.enums import Hold, NumberState, UploadState
from clearance.orders.models import Order, Ruling

COLUMNS = tuple(each.name for each in fields(RecordFacts) if each.name != "sides")
BOTH_SIDES = ("PORTRAIT", "EMBLEM")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one order's questions stand right now."""

    state: UploadState
    number_state: NumberState
    hold: Hold
    record: RecordFacts | None
    why: str


def standings(orders: Iterable[Order], today: date) -> dict[UUID, Standing]:
    """Where each of these orders stands: two queries, whatever their number."""
    rows = list(orders)
    asking = [row for row in rows if row.level == Level.IMAGES]
    records = records_of({row.holder_id for row in asking if row.holder_id})
    needs = needs_of(asking)
    result = {}
    for row in rows:
        if row.level == Level.IMAGES:
            theirs = records.get(row.holder_id, ()) if row.holder_id else ()
            found = coverage(needs[row.pk], theirs, today)
        else:
            found = coverage(_no_images(row), (), today)
        result[row.pk] = _standing(row, found)
    return result


def standing(order: Order, today: date) -> Standing:
    """Where one order stands."""
    return standings([order], today)[order.pk]


def records_of(people: Collection[UUID]) -> dict[UUID, list[RecordFacts]]:
    """The records these people sent, with the sides that are stored: one query."""
    if not people:
        return {}
    rows = IdRecord.objects.filter(
        recipient_id__in=people, submitted_at__isnull=False
    ).annotate(portrait=_stored(Side.PORTRAIT), emblem=_stored(Side.EMBLEM))
    found: dict[UUID, list[RecordFacts]] = defaultdict(list)
    for row in rows.values(*COLUMNS, "recipient_id", "portrait", "emblem"):
        sides = {
            Side.PORTRAIT.value: row.pop("portrait"),
            Side.EMBLEM.value: row.pop("emblem"),
        }
        found[row.pop("recipient_id")].append(
            RecordFacts(
                **row | {"name_equal": bool(row["name_equal"])},
                sides=frozenset(side for side, there in sides.items() if there),
            )
        )
    return found


def needs_of(orders: Collection[Order]) -> dict[UUID, Need]:
    """What each order asks for, by its current ruling: one query."""
    rulings = Ruling.objects.in_bulk({row.ruling_id for row in orders if row.ruling_id})
    return {row.pk: need_of(row, rulings.get(row.ruling_id)) for row in orders}


def need_of(order: Order, ruling: Ruling | None) -> Need:
    """What an order asks; both sides of any document where a person asked for it."""
    ruled = ruling is not None and ruling.level == Level.IMAGES
    return Need(
        level=order.level,
        sides=tuple(ruling.sides or BOTH_SIDES) if ruling and ruled else BOTH_SIDES,
        document_types=tuple(ruling.document_types) if ruling and ruled else (),
        since_at=order.holder_since_at,
    )


def _stored(side: str) -> Exists:
    images = IdImage.objects.filter(
        record=OuterRef("pk"), state=ImageState.ACTIVE, side=side
    )
    return Exists(images)


def _no_images(order: Order) -> Need:
    return Need(order.level, (), (), order.holder_since_at)


def _standing(order: Order, found: Coverage) -> Standing:
    number = NumberState(order.number_state)
    held = order_rules.hold(level=order.level, number=number, upload=found.state)
    return Standing(found.state, number, held, found.record, found.why)
