"""Where orders stand: coverage is asked of the person, in two queries for any page."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from clearance.channels.enums import Level
from clearance.identity.enums import ImageState, RecordState
from clearance.identity.models import IdImage, IdRecord
from clearance.identity.rules import LEAD, Coverage, Need, RecordFacts, coverage
from clearance.orders import rules as order_rules
from clearance.orders.enums import OPEN_STAGES, Hold, NumberState, UploadState
from clearance.orders.models import Order, Ruling


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
    """Where each of these orders stands: at most three queries, whatever their number."""
    rows = list(orders)
    asking = [row for row in rows if row.level == Level.IMAGES]
    records = records_of({row.holder_id for row in asking if row.holder_id})
    needs = needs_of(asking)
    result = {}
    for row in rows:
        if row.level == Level.IMAGES:
            found = coverage(needs[row.pk], records.get(row.holder_id, ()), today)
        else:
            found = coverage(_no_images(row), (), today)
        result[row.pk] = _standing(row, found)
    return result


def standing(order: Order, today: date) -> Standing:
    """Where one order stands."""
    return standings([order], today)[order.pk]


def records_of(people: Collection[UUID]) -> dict[UUID, list[RecordFacts]]:
    """The records these people sent, with the sides that are stored: two queries."""
    if not people:
        return {}
    rows = list(
        IdRecord.objects.filter(
            recipient_id__in=people, submitted_at__isnull=False
        ).values_list(
            "id",
            "recipient_id",
            "reference",
            "state",
            "document_type",
            "name_equal",
            "valid_until",
            "long_term",
            "consent_at",
            "consent_reuse",
            "submitted_at",
        )
    )
    sides = _stored_sides([row[0] for row in rows])
    found: dict[UUID, list[RecordFacts]] = defaultdict(list)
    for pk, person, ref, state, kind, same, until, long, consent, reuse, sent in rows:
        found[person].append(
            RecordFacts(
                id=pk,
                reference=ref,
                state=state,
                document_type=kind,
                sides=frozenset(sides[pk]),
                name_equal=bool(same),
                valid_until=until,
                long_term=long,
                consent_at=consent,
                consent_reuse=reuse,
                submitted_at=sent,
            )
        )
    return found


def needs_of(orders: Collection[Order]) -> dict[UUID, Need]:
    """What each order asks for, by its current ruling: one query."""
    rulings = Ruling.objects.in_bulk({row.ruling_id for row in orders if row.ruling_id})
    return {row.pk: need_of(row, rulings.get(row.ruling_id)) for row in orders}


def need_of(order: Order, ruling: Ruling | None) -> Need:
    """What an order asks; both sides of any document where a person asked for photos."""
    ruled = ruling is not None and ruling.level == Level.IMAGES
    return Need(
        level=order.level,
        sides=tuple(ruling.sides) if ruling and ruled else BOTH_SIDES,
        document_types=tuple(ruling.document_types) if ruling and ruled else (),
        since_at=order.holder_since_at,
    )


def covered(today: date) -> Q:
    """Orders whose person has a usable document, as a condition on orders.

    The set-based twin of `rules.coverage`: the same answer, proven by test. Sides need
    no look: a document is approved only with every side it has.
    """
    rulings = Ruling.objects.filter(level=Level.IMAGES)
    by_types: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for pk, kinds in rulings.values_list("pk", "document_types"):
        by_types[tuple(kinds)].append(pk)
    usable = IdRecord.objects.filter(
        Q(long_term=True) | Q(valid_until__isnull=True) | Q(valid_until__gte=today + LEAD),
        Q(consent_reuse=True) | Q(consent_at__gte=OuterRef("holder_since_at")),
        recipient=OuterRef("holder"),
        state=RecordState.ACCEPTED,
        name_equal=True,
        consent_at__isnull=False,
    )
    every = [pk for some in by_types.values() for pk in some]
    answer = (Q(ruling__isnull=True) | ~Q(ruling__in=every)) & Exists(usable)
    for kinds, some in by_types.items():
        fitting = usable.filter(document_type__in=kinds) if kinds else usable
        answer |= Q(ruling__in=some) & Exists(fitting)
    return answer


def in_review() -> Q:
    """Orders whose person has sent a document that waits for a reviewer."""
    waiting = IdRecord.objects.filter(
        Q(consent_reuse=True) | Q(consent_at__gte=OuterRef("holder_since_at")),
        recipient=OuterRef("holder"),
        state=RecordState.PENDING,
        submitted_at__isnull=False,
    )
    return Q(Exists(waiting))


def sent_back() -> Q:
    """Orders whose person's last document was sent back."""
    rejected = IdRecord.objects.filter(
        Q(consent_reuse=True) | Q(consent_at__gte=OuterRef("holder_since_at")),
        recipient=OuterRef("holder"),
        state=RecordState.REJECTED,
    )
    return Q(Exists(rejected))


def asking_images(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Open orders that ask for photos."""
    return orders.filter(stage__in=OPEN_STAGES, level=Level.IMAGES)


def awaiting(orders: QuerySet[Order], today: date) -> QuerySet[Order]:
    """Open orders that ask for photos nobody has sent yet."""
    return asking_images(orders).exclude(covered(today)).exclude(in_review())


def ready_to_ship(orders: QuerySet[Order], today: date) -> QuerySet[Order]:
    """Open orders nothing holds (T11)."""
    open_orders = orders.filter(stage__in=OPEN_STAGES)
    return open_orders.filter(
        Q(level=Level.NONE)
        | Q(
            level=Level.NUMBER_ONLY,
            number_state__in=[NumberState.PRESENT, NumberState.NOT_NEEDED],
        )
        | (Q(level=Level.IMAGES) & covered(today))
    )


def _stored_sides(records: Collection[UUID]) -> dict[UUID, set[str]]:
    sides: dict[UUID, set[str]] = defaultdict(set)
    stored = IdImage.objects.filter(record_id__in=records, state=ImageState.ACTIVE)
    for record, side in stored.values_list("record_id", "side"):
        sides[record].add(side)
    return sides


def _no_images(order: Order) -> Need:
    return Need(order.level, (), (), order.holder_since_at)


def _standing(order: Order, found: Coverage) -> Standing:
    number = NumberState(order.number_state)
    held = order_rules.hold(level=order.level, number=number, upload=found.state)
    return Standing(found.state, number, held, found.record, found.why)
