"""Orders alike: what the rules look at, grouped in one query however many orders."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from clearance.accounts.models import Merchant
from clearance.channels.rules import Facts, Rule
from clearance.orders.enums import OPEN_STAGES
from clearance.orders.models import Order, Ruling

FACTS = (
    "merchant_id",
    "destination",
    "channel",
    "clearance_mode",
    "logistics",
    "carrier",
)
ASSUMED = (
    "destination_assumed",
    "channel_assumed",
    "mode_assumed",
    "logistics_assumed",
)
PLAIN = ("destination", "channel", "clearance_mode", "logistics", *ASSUMED)
"""What rules look at as it stands in the order."""
STANDS = ("ruling_id", "level", "subject", "stage")

type Key = tuple[Any, ...]
"""What tells a group from the others: all columns, with sources, and the band."""
KEY = (*FACTS, *ASSUMED, *STANDS)

UNKNOWN = -1
"""The band of an order whose amount the rules do not know."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Orders that the rules cannot tell apart, and what they say of them now.

    `columns` are the values that all of them share; `band` is where their band of
    amounts begins, in fen; `facts` is what the rules take.
    """

    columns: Mapping[str, Any]
    band: int
    orders: int
    facts: Facts

    @property
    def key(self) -> Key:
        """As `keyed` says it of each order; of groups that were told apart so."""
        return (*(self.columns[name] for name in KEY), self.band)

    @property
    def ruling_id(self) -> int | None:
        """The ruling that all of them have now."""
        pk: int | None = self.columns["ruling_id"]
        return pk

    @property
    def is_open(self) -> bool:
        """Whether they are still in the transaction."""
        return self.columns["stage"] in OPEN_STAGES


def bounds_of(rules: Iterable[Rule]) -> list[int]:
    """The amounts, in fen, at which some rule begins or ceases to match."""
    both = ((rule.paid_from_minor, rule.paid_below_minor) for rule in rules)
    return sorted({bound for some in both for bound in some if bound is not None})


def band_of(bounds: Sequence[int]) -> Combinable:
    """Where an order's band of amounts begins, as SQL; one for all without bounds."""
    if not bounds:
        return Value(0, output_field=IntegerField())
    reached = [When(paid_minor__gte=bound, then=bound) for bound in reversed(bounds)]
    unknown = When(~Q(currency="CNY") | Q(paid_minor__isnull=True), then=UNKNOWN)
    return Case(unknown, *reached, default=0)


def groups_alike(
    orders: QuerySet[Order],
    *,
    bounds: Sequence[int],
    carriers: Mapping[str, str],
    with_sources: bool = False,
) -> Iterator[Alike]:
    """Group these orders by all that rules look at: one query.

    `with_sources` tells apart, too, which facts were assumed: a ruling says so.
    """
    platforms = dict(Merchant.objects.values_list("pk", "platform"))
    columns = KEY if with_sources else (*FACTS, *STANDS)
    rows = (
        orders.order_by()
        .values_list(*columns, band_of(bounds))
        .annotate(orders=Count("pk"))
    )
    # Many groups differ in nothing that the rules look at.
    known: dict[tuple[Any, ...], Facts] = {}
    for *values, band, count in rows:
        shared = dict(zip(columns, values, strict=True))
        platform = platforms[shared["merchant_id"]]
        kind = carriers.get(shared["carrier"].casefold(), "")
        paid = None if band == UNKNOWN or not bounds else band
        looked_at = (platform, kind, paid, *map(shared.get, PLAIN))
        if (facts := known.get(looked_at)) is None:
            plain = {name: shared[name] for name in PLAIN if name in shared}
            facts = Facts(
                platform=platform, carrier_kind=kind, paid_minor=paid, **plain
            )
            known[looked_at] = facts
        yield Alike(shared, band, count, facts)


def those_alike(
    orders: QuerySet[Order], group: Alike, bounds: Sequence[int]
) -> QuerySet[Order]:
    """The orders of one group, as they are now."""
    rows = orders.filter(**group.columns)
    if bounds:
        rows = rows.alias(band=band_of(bounds)).filter(band=group.band)
    return rows


def keyed(
    orders: QuerySet[Order], bounds: Sequence[int], *also: str
) -> QuerySet[Order, tuple[Any, ...]]:
    """Each order as a bare row: its id, what `also` names, the key of its group."""
    return orders.values_list("pk", *also, *KEY, band_of(bounds))


def by_people() -> Q:
    """Orders whose answer people gave: it differs from what the rules said."""
    return ~Q(level=F("ruling__level")) | ~Q(subject=F("ruling__subject"))


def asks_of(ruling: Ruling | None) -> tuple[object, ...]:
    """What a ruling asks and by which rule, as `Answer.asks` says it of an answer."""
    if ruling is None:
        return ()
    rule = None
    if ruling.stop_id is not None:
        rule = (True, ruling.stop_id)
    elif ruling.rule_id is not None:
        rule = (False, ruling.rule_id)
    return (
        ruling.level,
        ruling.subject,
        tuple(ruling.sides),
        tuple(ruling.document_types),
        tuple(ruling.also_asked),
        rule,
    )


def is_by_people(group: Alike, ruling: Ruling | None) -> bool:
    """Whether people gave the answer of these orders."""
    if ruling is None:
        return False
    stands = (group.columns["level"], group.columns["subject"])
    return stands != (ruling.level, ruling.subject)
