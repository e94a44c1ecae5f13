"""Where orders stand: coverage is asked of the person, in two queries for any page."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from clearance.channels.enums import Level, Side
from clearance.identity.enums import ImageState
from clearance.identity.models import IdImage, IdRecord
from clearance.identity.rules import BESIDE, Coverage, Need, RecordFacts, coverage
from clearance.orders import rules as order_rules
from clearance.orders.enums import Hold, NumberState, UploadState
from clearance.orders.models import Order, Ruling

COLUMNS = tuple(each.name for each in fields(RecordFacts) if each.name != "sides")
BOTH_SIDES = ("PORTRAIT", "EMBLEM")
SIDES = {"portrait": Side.PORTRAIT, "emblem": Side.EMBLEM}


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
    return _standings(
        rows, records_of({row.holder_id for row in asking if row.holder_id}), today
    )


def _standings(
    rows: Collection[Order], records: Mapping[UUID, list[RecordFacts]], today: date
) -> dict[UUID, Standing]:
    needs = needs_of([row for row in rows if _sent_for(row, records)])
    alike: dict[tuple[str, str], Standing] = {}
    result = {}
    for row in rows:
        if theirs := _sent_for(row, records):
            result[row.pk] = _standing(row, coverage(needs[row.pk], theirs, today))
            continue
        # Where nothing was sent, orders that ask alike stand alike.
        asked = row.level, row.number_state
        if asked not in alike:
            alike[asked] = _standing(row, coverage(_nothing_sent(row), (), today))
        result[row.pk] = alike[asked]
    return result


def _sent_for(
    row: Order, records: Mapping[UUID, list[RecordFacts]]
) -> Sequence[RecordFacts]:
    """What the person sent whose document the order asks for."""
    if row.level != Level.IMAGES or row.holder_id is None:
        return ()
    return records.get(row.holder_id, ())


def standing(
    order: Order, today: date, records: Iterable[IdRecord] | None = None
) -> Standing:
    """Where one order stands; `records` are those of `sent_by`, where known already."""
    if records is None:
        return standings([order], today)[order.pk]
    found: dict[UUID, list[RecordFacts]] = defaultdict(list)
    for record in records:
        values = {name: getattr(record, name) for name in (*COLUMNS, *SIDES)}
        found[record.recipient_id].append(_facts(values))
    return _standings([order], found, today)[order.pk]


def sent_by(people: Collection[UUID]) -> QuerySet[IdRecord]:
    """The records these people sent, each with the sides that are stored."""
    sent = IdRecord.objects.filter(recipient_id__in=people, submitted_at__isnull=False)
    return sent.annotate(**{name: _stored(side) for name, side in SIDES.items()})


def records_of(people: Collection[UUID]) -> dict[UUID, list[RecordFacts]]:
    """What these people sent, as coverage looks at it: one query."""
    if not people:
        return {}
    found: dict[UUID, list[RecordFacts]] = defaultdict(list)
    for row in sent_by(people).values(*COLUMNS, "recipient_id", *SIDES):
        found[row.pop("recipient_id")].append(_facts(row))
    return found


def _facts(values: dict[str, Any]) -> RecordFacts:
    stored = frozenset(side.value for name, side in SIDES.items() if values.pop(name))
    values["name_equal"] = bool(values["name_equal"])
    return RecordFacts(**values, sides=stored)


def needs_of(orders: Collection[Order]) -> dict[UUID, Need]:
    """What each order asks for, by its current ruling: one query at most.

    None for orders that came with theirs (`with_rulings`).
    """
    known = {row.ruling_id for row in orders if _knows_its_ruling(row)}
    unknown = {row.ruling_id for row in orders if row.ruling_id} - known
    rulings = Ruling.objects.in_bulk(unknown) if unknown else {}
    return {
        row.pk: need_of(
            row, row.ruling if _knows_its_ruling(row) else rulings.get(row.ruling_id)
        )
        for row in orders
    }


def _knows_its_ruling(order: Order) -> bool:
    return Order.ruling.is_cached(order)


def need_of(order: Order, ruling: Ruling | None) -> Need:
    """What an order asks; both sides of any document where a person asked for it."""
    ruled = ruling is not None and ruling.level == Level.IMAGES
    return Need(
        level=order.level,
        sides=tuple(ruling.sides or BOTH_SIDES) if ruling and ruled else BOTH_SIDES,
        document_types=tuple(ruling.document_types) if ruling and ruled else (),
        since_at=order.holder_since_at,
        also_asked=beside(ruling, order.destination),
    )


def beside(ruling: Ruling | None, destination: str) -> tuple[str, ...]:
    """The numbers wanted beside a document: the rule's, the usual ones without it."""
    if ruling is not None and ruling.level == Level.IMAGES:
        return tuple(ruling.also_asked)
    return BESIDE.get(destination, ())


def _stored(side: str) -> Exists:
    images = IdImage.objects.filter(
        record=OuterRef("pk"), state=ImageState.ACTIVE, side=side
    )
    return Exists(images)


def _nothing_sent(order: Order) -> Need:
    return Need(order.level, (), (), order.holder_since_at)


def _standing(order: Order, found: Coverage) -> Standing:
    number = NumberState(order.number_state)
    held = order_rules.hold(level=order.level, number=number, upload=found.state)
    return Standing(found.state, number, held, found.record, found.why)
