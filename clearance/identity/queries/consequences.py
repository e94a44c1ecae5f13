"""What a rehearsed draft would mean for people: whom it asks, excuses, holds."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from clearance.channels.enums import FurtherNumber, Level
from clearance.channels.models import IdRequirementRule
from clearance.identity.enums import RecordState
from clearance.identity.models import IdRecord
from clearance.identity.rules import LEAD
from clearance.orders.enums import OPEN_STAGES, NumberState
from clearance.orders.models import Order, Rehearsal, RehearsedFlip

MISSING = [NumberState.MISSING, NumberState.INVALID]


def consequences(rehearsal: Rehearsal, today: date) -> dict[str, int]:
    """What follows from the flips of open orders, in people and in parcels.

    People count by the parcel's recipient: whom a sealed order names as its orderer
    is not read for a rehearsal. A person is asked once, so `newly_asked` is also the
    number of first messages; reminders follow as long as they do not answer.
    """
    asked = _orders(rehearsal, after=Level.IMAGES)
    open_photos = Order.objects.filter(stage__in=OPEN_STAGES, level=Level.IMAGES)
    asked_already = open_photos.filter(holder=OuterRef("recipient"))
    uncovered = asked.exclude(Exists(_serving(today, for_rule=rehearsal.rule)))
    newly = uncovered.exclude(Exists(asked_already))
    excused = _orders(rehearsal, before=Level.IMAGES).exclude(
        Exists(_serving(today, of="holder"))
    )
    flipping = RehearsedFlip.objects.filter(
        rehearsal_id=rehearsal.pk, order_id=OuterRef("pk")
    )
    others = open_photos.exclude(Exists(flipping)).filter(holder=OuterRef("holder"))
    number = _orders(rehearsal, before=Level.NUMBER_ONLY)
    return {
        "newly_asked": _people(newly, "recipient_id"),
        "excused": _people(excused.exclude(Exists(others)), "holder_id"),
        "held_for_id": uncovered.count(),
        "held_for_decision": _orders(rehearsal, after=Level.UNDECIDED).count(),
        "held_for_number_perhaps": _orders(rehearsal, after=Level.NUMBER_ONLY).count(),
        "freed_of_id": excused.count(),
        "freed_of_decision": _orders(rehearsal, before=Level.UNDECIDED).count(),
        "freed_of_number": number.filter(number_state__in=MISSING).count(),
    }


def _orders(
    rehearsal: Rehearsal, *, before: str = "", after: str = ""
) -> QuerySet[Order]:
    """Open orders that flip from this level, or to it."""
    kinds = [
        number
        for number, kind in enumerate(rehearsal.kinds)
        if kind["is_open"]
        and kind["before"] != kind["after"]
        and (kind["before"] == before or kind["after"] == after)
    ]
    flips = RehearsedFlip.objects.filter(rehearsal_id=rehearsal.pk, kind__in=kinds)
    return Order.objects.filter(pk__in=flips.values("order_id"))


def _serving(
    today: date, *, of: str = "recipient", for_rule: IdRequirementRule | None = None
) -> QuerySet[IdRecord]:
    """Documents of the person that would serve a later order too, as a rule asks."""
    valid = (
        Q(long_term=True)
        | Q(valid_until__isnull=True)
        | Q(valid_until__gte=today + LEAD)
    )
    records = IdRecord.objects.filter(
        valid,
        recipient=OuterRef(of),
        state=RecordState.ACCEPTED,
        name_equal=True,
        consent_reuse=True,
    )
    if for_rule is not None and for_rule.document_types:
        records = records.filter(document_type__in=for_rule.document_types)
    if for_rule is not None and FurtherNumber.INN in for_rule.also_asked:
        records = records.filter(has_inn=True)
    return records


def _people(orders: QuerySet[Order], column: str) -> int:
    people: QuerySet[Order, UUID] = orders.order_by().values_list(column, flat=True)
    return people.distinct().count()
