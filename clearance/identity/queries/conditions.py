"""Where orders stand, as conditions for lists: plain predicates the indexes can serve.

The set-based twin of `identity.rules`; a test proves that both say the same.
"""

from collections import defaultdict
from datetime import date

from django.db.models import (
    Case,
    CharField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.lookups import Exact, In, IsNull

from clearance.channels.enums import FurtherNumber, Level
from clearance.identity.enums import RecordState
from clearance.identity.models import IdRecord
from clearance.identity.rules import BESIDE, LEAD
from clearance.lib.request_context import remembered
from clearance.lib.row_by_row import row_by_row
from clearance.orders.enums import OPEN_STAGES, NumberState, UploadState
from clearance.orders.models import Order, Ruling

type _Asking = tuple[tuple[str, ...], tuple[str, ...]]
"""The kinds of document that are accepted, and the numbers wanted beside them."""


def covered(today: date) -> Q:
    """Orders whose person has a usable document, as a condition on orders.

    The set-based twin of `rules.coverage`: the same answer, proven by test. Sides need
    no look: a document is approved only with every side it has.
    """
    return _enough(_agreed_to().filter(_usable(today)))


def in_review() -> Q:
    """Orders whose person has sent a document for them that waits for a reviewer."""
    return _enough(_agreed_to().filter(_waiting()))


def _usable(today: date) -> Q:
    """Documents that are approved and good on the day customs look at them."""
    good = Q(valid_until__isnull=True) | Q(valid_until__gte=today + LEAD)
    good |= Q(long_term=True)
    return good & Q(state=RecordState.ACCEPTED, name_equal=True)


def _waiting() -> Q:
    """Documents that wait for a reviewer."""
    return Q(state=RecordState.PENDING, submitted_at__isnull=False)


def _agreed_to() -> QuerySet[IdRecord]:
    """Documents of an order's person that they agreed to use for that order."""
    return IdRecord.objects.filter(
        Q(consent_reuse=True) | Q(consent_at__gte=OuterRef("holder_since_at")),
        recipient=OuterRef("holder"),
        consent_at__isnull=False,
    )


def _enough(records: QuerySet[IdRecord]) -> Q:
    """Orders for which one of these documents is what their ruling asks.

    Of a kind it accepts, with the numbers it wants beside. Any kind where people
    asked for photos without a rule, with the numbers usual for the country. One look
    at the person's documents decides: a look for each kind would be planned apart.
    """
    by_asking = remembered("rulings_by_asking", _rulings_by_asking)
    every = [pk for some in by_asking.values() for pk in some]
    ruling, destination = OuterRef("ruling"), OuterRef("destination")
    without_rule = Q(IsNull(ruling, rhs=True)) | ~Q(In(ruling, every))
    fitting = without_rule & ~Q(In(destination, list(BESIDE)))
    for country, usual in BESIDE.items():
        fitting |= without_rule & Q(Exact(destination, country)) & _fit(beside=usual)
    for (kinds, beside), some in by_asking.items():
        fitting |= Q(In(ruling, some)) & _fit(kinds, beside)
    return row_by_row(Exists(records.filter(fitting)))


def _fit(kinds: tuple[str, ...] = (), beside: tuple[str, ...] = ()) -> Q:
    """Documents of a kind that is accepted, any where none is named, and complete."""
    fitting = Q(document_type__in=kinds) if kinds else Q()
    return fitting & Q(has_inn=True) if FurtherNumber.INN in beside else fitting


def _rulings_by_asking() -> dict[_Asking, list[int]]:
    """The rulings that ask for photos, by the kinds they accept and what beside."""
    by_asking: dict[_Asking, list[int]] = defaultdict(list)
    rulings = Ruling.objects.filter(level=Level.IMAGES)
    for pk, kinds, beside in rulings.values_list("pk", "document_types", "also_asked"):
        by_asking[tuple(kinds), tuple(beside)].append(pk)
    return by_asking


def sent_back() -> Q:
    """Orders whose person's last document was sent back."""
    rejected = IdRecord.objects.filter(
        Q(consent_reuse=True) | Q(consent_at__gte=OuterRef("holder_since_at")),
        recipient=OuterRef("holder"),
        state=RecordState.REJECTED,
    )
    return row_by_row(Exists(rejected))


def asking_images(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Open orders that ask for photos."""
    return orders.filter(stage__in=OPEN_STAGES, level=Level.IMAGES)


def awaiting(orders: QuerySet[Order], today: date) -> QuerySet[Order]:
    """Open orders that ask for photos nobody has sent yet."""
    sent = _agreed_to().filter(_usable(today) | _waiting())
    return asking_images(orders).exclude(_enough(sent))


def upload_state(today: date) -> Case:
    """Where the upload of an open order stands, as a value; "" where none is asked.

    Of what `standings` tells apart this does not: withdrawn and expired documents are
    awaited like any other.
    """
    return Case(
        When(~Q(level=Level.IMAGES), then=Value("")),
        When(covered(today), then=Value(UploadState.ON_FILE)),
        When(in_review(), then=Value(UploadState.IN_REVIEW)),
        When(sent_back(), then=Value(UploadState.RETAKE)),
        default=Value(UploadState.AWAITING),
        output_field=CharField(),
    )


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
