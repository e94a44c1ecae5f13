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
from clearance.orders.models import Decision, Order


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
    """What each order asks for, by its current decision's ruling: one query."""
    asked = {
        pk: (sides, kinds, level)
        for pk, sides, kinds, level in Decision.objects.filter(
            pk__in=[row.decision_id for row in orders if row.decision_id]
        ).values_list(
            "pk", "ruling__sides", "ruling__document_types", "ruling__level"
        )
    }
    return {row.pk: need_of(row, *asked.get(row.decision_id, ([], [], ""))) for row in orders}


def need_of(
    order: Order, sides: list[str], document_types: list[str], ruled: str
) -> Need:
    """What an order asks; both sides where a person, not a rule, asked for photos."""
    if ruled != Level.IMAGES:
        sides, document_types = ["PORTRAIT", "EMBLEM"], []
    return Need(
        level=order.level,
        sides=tuple(sides),
        document_types=tuple(document_types),
        since_at=order.holder_since_at,
    )


def covered(today: date) -> Q:
    """Orders whose person has a usable document, as a condition on orders.

    The set-based twin of `rules.coverage`: the same answer, proven by test.
    """
    usable = IdRecord.objects.filter(
        Q(long_term=True) | Q(valid_until__isnull=True) | Q(valid_until__gte=today + LEAD),
        Q(consent_reuse=True) | Q(consent_at__gte=OuterRef("holder_since_at")),
        recipient=OuterRef("holder"),
        state=RecordState.ACCEPTED,
        name_equal=True,
        consent_at__isnull=False,
    )
    return Q(Exists(usable))


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
