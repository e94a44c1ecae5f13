"""Undecided orders in groups: those that the rules cannot tell apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from clearance.channels.enums import Level
from clearance.channels.queries import carrier_kinds, rules_in_force, stops_standing
from clearance.channels.rules import decide
from clearance.desk.deciding import answer_code
from clearance.identity.queries.fact_words import fact_label, fact_words, source_words
from clearance.lib.verdicts import Verdict
from clearance.lib.workdays import today
from clearance.orders.enums import OPEN_STAGES, JobState, RoundCause
from clearance.orders.models import DecidingRound, Order, Ruling
from clearance.orders.queries import facts_of

LOOKED_AT = 5_000
"""So many orders, the newest, are grouped: the page stays fast however many wait."""

SHOWN = 100

ASSUMED = frozenset({"CHANNEL_DEFAULT", "CHANNEL_CHOSEN", "DESTINATION_DEFAULT"})
NAMING = frozenset({"channel", "clearance_mode"})
SOUGHT = frozenset({"logistics", "carrier_kind", "paid"})


@dataclass(frozen=True, slots=True)
class FactOfAll:
    """One fact that all orders of a group share, in words."""

    name: str
    label: str
    words: str
    source: str
    is_assumed: bool

    @property
    def speaks_for_itself(self) -> bool:
        """Whether its words need no label: an amount does, and what is not known."""
        return bool(self.source) and self.name != "paid"


@dataclass(frozen=True, slots=True)
class Group:
    """Open orders that wait for the same decision, and how far an answer to it is."""

    ruling: Ruling
    facts: list[FactOfAll]
    orders: int
    shown: str
    oldest_at: datetime | None
    newest: UUID | None
    round: DecidingRound | None

    @property
    def naming_facts(self) -> list[FactOfAll]:
        """Channel and clearance mode: what tells groups apart at a glance."""
        return [fact for fact in self.facts if fact.name in NAMING]

    @property
    def further_facts(self) -> list[FactOfAll]:
        """What the rules looked at besides."""
        return [fact for fact in self.facts if fact.name not in NAMING]

    @property
    def rule_answer(self) -> str:
        """The answer on its way, as the form of rules takes it; empty without one."""
        given = self.round
        return answer_code(given.level, given.subject) if given else ""

    @property
    def to_decide(self) -> int:
        """How many orders the answer on its way is for, the decided ones among them."""
        return self.orders + (self.round.decided if self.round else 0)


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups with most orders; whether older orders or further groups wait."""

    rows: list[Group]
    are_more: bool
    are_older: bool

    @property
    def looked_at(self) -> str:
        """How many orders are grouped where more wait."""
        return f"{LOOKED_AT:,}"

    @property
    def at_work(self) -> bool:
        """Whether an answer to one of them is on its way."""
        return any(group.round for group in self.rows)


def undecided_orders() -> QuerySet[Order]:
    """Open orders that wait for a person's decision."""
    return Order.objects.filter(stage__in=OPEN_STAGES, level=Level.UNDECIDED)


def groups_undecided() -> Groups:
    """The newest undecided orders by what the rules know of them: four queries."""
    orders, are_older = _newest()
    found = list(
        orders.filter(ruling__isnull=False)
        .order_by()
        .values("ruling")
        .annotate(
            orders=Count("pk"),
            oldest_at=Min("received_at"),
            # PostgreSQL before 18 knows no greatest of identifiers.
            newest=Max(Cast("pk", TextField())),
        )
        .order_by("-orders", "oldest_at", "ruling")[: SHOWN + 1]
    )
    rulings = Ruling.objects.select_related("stop", "rule").in_bulk(
        [row["ruling"] for row in found[:SHOWN]]
    )
    rounds = rounds_at_work(rulings)
    rows = [
        Group(
            ruling=rulings[row["ruling"]],
            facts=facts_in_words(rulings[row["ruling"]]),
            orders=row["orders"],
            shown=_shown(row["orders"], are_older=are_older),
            oldest_at=row["oldest_at"],
            newest=UUID(row["newest"]),
            round=rounds.get(row["ruling"]),
        )
        for row in found[:SHOWN]
    ]
    return Groups(rows, are_more=len(found) > SHOWN, are_older=are_older)


def group_of(ruling: Ruling) -> Group:
    """The open orders that wait on this ruling; counted as in the list of groups."""
    orders, are_older = _newest()
    newest = undecided_orders().filter(ruling=ruling).order_by("-pk").first()
    count = orders.filter(ruling=ruling).count()
    if newest is not None:
        count = max(count, 1)
    return Group(
        ruling=ruling,
        facts=facts_in_words(ruling),
        orders=count,
        shown=_shown(count, are_older=are_older),
        oldest_at=None,
        newest=newest.pk if newest else None,
        round=rounds_at_work([ruling.pk]).get(ruling.pk),
    )


def _newest() -> tuple[QuerySet[Order], bool]:
    """The newest undecided orders that are looked at, and whether older ones wait."""
    orders = undecided_orders()
    newest_first = orders.order_by("-pk").values_list("pk", flat=True)
    beyond = list(newest_first[LOOKED_AT : LOOKED_AT + 1])
    return (orders.filter(pk__gt=beyond[0]), True) if beyond else (orders, False)


def _shown(count: int, *, are_older: bool) -> str:
    return f"{count:,}+" if are_older else f"{count:,}"


def rounds_at_work(rulings: Iterable[int]) -> dict[int, DecidingRound]:
    """Answers that are being given to all orders of these groups, by ruling."""
    rows = DecidingRound.objects.filter(
        ~Q(state=JobState.DONE), cause=RoundCause.ALIKE, ruling__in=list(rulings)
    )
    return {row.ruling_id: row for row in rows.order_by("asked_at") if row.ruling_id}


def facts_in_words(ruling: Ruling) -> list[FactOfAll]:
    """The facts of a ruling; what a rule looked for and did not find is not known."""
    known = [
        FactOfAll(
            name=each["name"],
            label=fact_label(each["name"]),
            words=fact_words(each["name"], each["value"]),
            source=source_words(each["source"]),
            is_assumed=each["source"] in ASSUMED,
        )
        for each in ruling.facts
    ]
    missing = {
        each["field"]
        for each in ruling.tried
        if each["field"] in SOUGHT and not each["found"]
    }
    return known + [
        FactOfAll(name, fact_label(name), str(_("not known")), "", is_assumed=False)
        for name in sorted(missing)
    ]


def may_answer(group: Group, *, now: datetime) -> Verdict:
    """Whether one answer may be given to all orders of this group now."""
    if group.ruling.level != Level.UNDECIDED:
        return Verdict.no(_("A rule decides these orders."), "rule_covers")
    if group.newest is None:
        return Verdict.no(_("No open order of this group waits any more."), "empty")
    if group.round is not None:
        return Verdict.no(
            _("An answer for these orders is on its way already."), "on_its_way"
        )
    if _is_covered(group.newest, now):
        return Verdict.no(
            _("A rule covers these orders by now. Let the rules decide them again."),
            "rule_covers",
        )
    return Verdict.yes()


def _is_covered(pk: UUID, now: datetime) -> bool:
    """Whether the rules of today decide an order that was left undecided before."""
    order = Order.objects.select_related("merchant").get(pk=pk)
    facts = facts_of(order, order.merchant.platform, carrier_kinds())
    rules = (*stops_standing(), *rules_in_force(today(now)))
    return decide(facts, rules, today(now)).level != Level.UNDECIDED
