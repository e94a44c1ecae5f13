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
from clearance.orders.enums import OPEN_STAGES, NumberState
from clearance.orders.models import Order, Ruling


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
        Q(long_term=True)
        | Q(valid_until__isnull=True)
        | Q(valid_until__gte=today + LEAD),
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
