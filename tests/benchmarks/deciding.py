"""Rehearsing and re-deciding all stored orders, beside the bare SELECT that decides."""

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

from django.db.models import Case, CharField, Count, Q, Value, When
from django.db.models.functions import Lower

from clearance.accounts.models import User
from clearance.channels.models import IdRequirementRule
from clearance.channels.queries import carrier_kinds, rules_in_force
from clearance.channels.rules import CONDITIONS, Rule, trial_order
from clearance.channels.services import save_draft
from clearance.channels.services.drafts import copy_of
from clearance.identity.queries import standings
from clearance.identity.services import run_round
from clearance.lib.workdays import today
from clearance.orders.enums import OPEN_STAGES, RoundCause
from clearance.orders.models import DecidingRound, Order, Rehearsal
from clearance.orders.services import ask_rehearsal, find_flips, finish_rehearsal
from tests.benchmarks import house
from tests.benchmarks.frame import (
    Benchmark,
    Line,
    Measured,
    against,
    at_most,
    figure,
    in_turn,
    timed,
)

MEGABYTE = 1024 * 1024
COLUMNS = {"platform": "merchant__platform"}
"""Where an order keeps a fact under another name."""

OTHER = "CN-BONDED-1210"
"""The rule that changes: nearly every third order is decided by it."""
CHANGES = (
    ("nothing asked any more", "NONE", ""),
    ("a number asked, unsealed", "NUMBER_ONLY", "ORDERER"),
    ("photos asked", "IMAGES", "RECIPIENT"),
)


def run(size: int, pairs: int) -> Iterator[Line]:
    """Rehearse drafts that flip nothing and much, then decide all open orders again."""
    now = datetime.now(UTC)
    house.fill(size, now=now)
    bare = timed(lambda: compute(now))
    staff = house.staff()
    same, other = _drafts(staff, now)
    for what, draft, goal in (
        ("rehearsal, nothing flips", same, 1.2),
        ("rehearsal, one rule flips", other, 2.5),
    ):
        rehearse = _rehearsal(draft, staff, now)
        told = in_turn(rehearse, bare, pairs=pairs)
        yield against(what, "bare SELECT", told, at_most(goal), "s")
        flips = Rehearsal.objects.filter(rule=draft)[0].counts["flips"]
        yield figure(f"orders of {what}", flips, None, "")
    peak = _peak(_rehearsal(other, staff, now))
    yield figure("memory of a rehearsal, Python's", peak, None, "MB")
    told = in_turn(timed(lambda: _round(staff, now)), bare, pairs=pairs)
    yield against("deciding, nothing changed", "bare SELECT", told, at_most(1.2), "s")
    yield _one_person(now, pairs)
    yield from _changed(staff, now, bare)


def compute(now: datetime) -> list[dict[str, object]]:
    """What the rules say of every order, counted: the SELECT that a decision needs."""
    kinds = carrier_kinds()
    by_kind = [
        When(
            Q(spelt__in=[name for name in kinds if kinds[name] == kind]),
            then=Value(kind),
        )
        for kind in sorted(set(kinds.values()))
    ]
    rules = sorted(rules_in_force(today(now)), key=trial_order)
    said = [When(_matches(rule), then=Value(rule.level)) for rule in rules]
    orders = Order.objects.order_by().alias(spelt=Lower("carrier"))
    orders = orders.alias(kind=Case(*by_kind, default=Value("")))
    answer = Case(*said, default=Value("UNDECIDED"), output_field=CharField())
    return list(orders.values(says=answer).annotate(n=Count("pk")))


def _matches(rule: Rule) -> Q:
    columns = COLUMNS | {"carrier_kind": "kind"}
    stated = {
        columns.get(name, name): getattr(rule, name)
        for name in CONDITIONS
        if getattr(rule, name)
    }
    return Q(**stated) if stated else Q(pk__isnull=False)


def _drafts(staff: User, now: datetime) -> tuple[IdRequirementRule, IdRequirementRule]:
    """The next version of a rule as it is, and of another that asks nothing more."""
    same = copy_of(IdRequirementRule.objects.get(code="CN-DIRECT-POSTAL"), now=now)
    other = copy_of(IdRequirementRule.objects.get(code=OTHER), now=now)
    other.level, other.subject = "NONE", ""
    other.starts_on = today(now)
    for draft in (same, other):
        save_draft(draft, by=staff, now=now)
    return same, other


def _rehearsal(draft: IdRequirementRule, staff: User, now: datetime) -> Measured:
    """The seconds of a rehearsal of its own each time, once staff have asked for it."""

    def measure() -> float:
        asked = ask_rehearsal(draft, by=staff, now=now)
        seconds = timed(lambda: find_flips(asked, now=now))()
        finish_rehearsal(asked, {}, now=now)
        return seconds

    return measure


def _round(staff: User, now: datetime, rule: IdRequirementRule | None = None) -> int:
    due = DecidingRound(
        rule=rule,
        cause=RoundCause.RULE_BEGAN,
        due_on=today(now),
        asked_at=now,
        asked_by=staff,
    )
    due.save()
    return run_round(due, now=now)


def _changed(staff: User, now: datetime, bare: Measured) -> Iterator[Line]:
    """Versions in force one after another, each deciding every order it concerns.

    Behind the services' back all those orders are open, as they never are at once.
    """
    rule = IdRequirementRule.objects.get(code=OTHER, state="PUBLISHED")
    concerned = Order.objects.filter(
        channel=rule.channel, clearance_mode=rule.clearance_mode
    )
    concerned.exclude(stage__in=OPEN_STAGES).update(stage="PAID")
    house.fill(0, now=now)  # none more, but the tables tidied
    for what, level, subject in CHANGES:
        rule = _next(rule, level, subject, now)
        decided: list[int] = []
        decide = partial(_decided, decided, staff, now, rule)
        told = in_turn(timed(decide), bare, pairs=1)
        yield against(f"deciding, {what}", "bare SELECT", told, None, "s")
        yield figure(f"orders decided, {what}", decided[0], None, "")
        yield figure(f"a second, {what}", decided[0] / told.ours[0], None, "/s")


def _decided(
    told: list[int], staff: User, now: datetime, rule: IdRequirementRule
) -> None:
    told.append(_round(staff, now, rule))


def _next(
    before: IdRequirementRule, level: str, subject: str, now: datetime
) -> IdRequirementRule:
    """The next version of a rule, in force from today without another's word."""
    after = copy_of(before, now=now)
    after.level, after.subject, after.starts_on = level, subject, today(now)
    after.sides, after.document_types, after.also_asked = [], [], []
    after.state, after.published_at = "PUBLISHED", now
    after.save(force_insert=True)
    return after


def _one_person(now: datetime, pairs: int) -> Line:
    """All open orders of the person who has most of them, as an approval asks."""
    asking = Order.objects.filter(stage__in=OPEN_STAGES, level="IMAGES")
    most = asking.values("holder").annotate(n=Count("pk")).order_by("-n").first()
    orders = asking.filter(holder=most["holder"] if most else None)
    look = timed(lambda: standings(orders, today(now)))
    spent = sorted(look() for _ in range(max(pairs, 3)))
    return figure(
        "one person's open orders", spent[len(spent) // 2] * 1000, at_most(5), "ms"
    )


def _peak(work: Callable[[], object]) -> float:
    gc.collect()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / MEGABYTE
    finally:
        tracemalloc.stop()


BENCHMARK = Benchmark(
    says="rehearsing and re-deciding, beside the bare SELECT (B)",
    size=1_000_000,
    smoke=300,
    run=run,
)
