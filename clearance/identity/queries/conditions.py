"""Where orders stand, as conditions for lists: plain predicates the indexes can serve.

The set-based twin of `identity.rules`; a test proves that both say the same.
"""

from collections import defaultdict
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from clearance.channels.enums import Level
from clearance.identity.enums import RecordState
from clearance.identity.models import IdRecord
from clearance.identity.rules import LEAD
from clearance.lib.request_context import remembered
from clearance.orders.enums import OPEN_STAGES, NumberState
from clearance.orders.models import Order, Ruling


def covered(today: date) -> Q:
    """Orders whose person has a usable document, as a condition on orders.

    The set-based twin of `rules.coverage`: the same answer, proven by test. Sides need
    no look: a document is approved only with every side it has.
    """
    usable = _agreed_to().filter(
        Q(long_term=True)
        | Q(valid_until__isnull=True)
        | Q(valid_until__gte=today + LEAD),
        state=RecordState.ACCEPTED,
        name_equal=True,
    )
    return _accepted_kind(usable)


def in_review() -> Q:
    """Orders whose person has sent a document for them that waits for a reviewer."""
    waiting = _agreed_to().filter(state=RecordState.PENDING, submitted_at__isnull=False)
    return _accepted_kind(waiting)


def _agreed_to() -> QuerySet[IdRecord]:
    """Documents of an order's person that they agreed to use for that order."""
    return IdRecord.objects.filter(
        Q(consent_reuse=True) | Q(consent_at__gte=OuterRef("holder_since_at")),
        recipient=OuterRef("holder"),
        consent_at__isnull=False,
    )


def _accepted_kind(records: QuerySet[IdRecord]) -> Q:
    """Orders for which one of these documents is of a kind that their ruling accepts.

    Any kind where people asked for photos without a rule.
    """
    by_types = remembered("rulings_by_kinds", _rulings_by_kinds)
    every = [pk for some in by_types.values() for pk in some]
    without_rule = Q(ruling__isnull=True) | ~Q(ruling__in=every)
    answer = without_rule & Q(Exists(records))
    for kinds, some in by_types.items():
        fitting = records.filter(document_type__in=kinds) if kinds else records
        answer |= Q(ruling__in=some) & Q(Exists(fitting))
    return answer


def _rulings_by_kinds() -> dict[tuple[str, ...], list[int]]:
    """The rulings that ask for photos, by the kinds of document they accept."""
    by_types: dict[tuple[str, ...], list[int]] = defaultdict(list)
    rulings = Ruling.objects.filter(level=Level.IMAGES)
    for pk, kinds in rulings.values_list("pk", "document_types"):
        by_types[tuple(kinds)].append(pk)
    return by_types


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
