"""Deciding open orders again after the rules changed, batch by batch.

An order is due while what the rules say of it differs from its ruling: a round that
was killed goes on where it stopped, and the earlier decisions stay.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from clearance.channels.enums import Level
from clearance.channels.rules import Answer, decide
from clearance.identity.services.at_once import decide_at_once
from clearance.identity.services.deciding import (
    answer_by_person,
    restore_answers,
    settle_after_edit,
)
from clearance.lib.among import among
from clearance.lib.databases import let_others_write
from clearance.lib.workdays import today
from clearance.orders.enums import OPEN_STAGES, DecisionCause, JobState, RoundCause
from clearance.orders.models import DecidingRound, Order, Ruling
from clearance.orders.queries import (
    KEY,
    Alike,
    Key,
    asks_of,
    bounds_of,
    groups_alike,
    is_by_people,
    keyed,
)
from clearance.orders.services import Rulings, asks_nobody

ORDERS_AT_ONCE = 1_000
MANY_AT_ONCE = 2_000


def drive_rounds(*, now: datetime) -> int:
    """Go on with the rounds that are due; how many orders were decided again."""
    due = DecidingRound.objects.filter(~Q(state=JobState.DONE), due_on__lte=today(now))
    return sum(run_round(each, now=now) for each in due.order_by("due_on", "asked_at"))


def run_round(due: DecidingRound, *, now: datetime) -> int:
    """Decide what is due of one round, to its end; how many orders were."""
    _begin(due, now=now)
    decided = 0
    batches = _alike(due, now) if due.cause == RoundCause.ALIKE else _ruled(due, now)
    for some in batches:
        decided += some
        DecidingRound.objects.filter(pk=due.pk).update(decided=F("decided") + some)
        let_others_write()
    _end(due, now=now)
    return decided


@transaction.atomic
def _begin(due: DecidingRound, *, now: datetime) -> None:
    due.checked = _open().count()
    due.state, due.started_at = JobState.RUNNING, due.started_at or now
    due.save(update_fields=["state", "started_at", "checked"])


@transaction.atomic
def _end(due: DecidingRound, *, now: datetime) -> None:
    due.state, due.done_at = JobState.DONE, now
    due.save(update_fields=["state", "done_at"])


def _alike(due: DecidingRound, now: datetime) -> Iterator[int]:
    """One person's answer, for every order that stands undecided for the same facts."""
    undecided = _open().filter(ruling=due.ruling_id, level=Level.UNDECIDED)
    for ids in _batches(undecided, ORDERS_AT_ONCE):
        decisions = answer_by_person(
            ids,
            level=due.level,
            subject=due.subject,
            reason=due.reason,
            by=due.asked_by,
            now=now,
        )
        yield len(decisions)


def _ruled(due: DecidingRound, now: datetime) -> Iterator[int]:
    """What today's rules say, for every order of which they said something else.

    Where that asks nobody for anything, many orders are decided at once. But after a
    stop each is looked at: what people had answered before it comes back.
    """
    rulings = Rulings(now=now)
    bounds = bounds_of(rulings.rules)
    at_once: dict[Key, Ruling] = {}
    each: dict[Key, Ruling] = {}
    for group in _concerned(due, rulings, bounds):
        ruling = rulings.for_facts(group.facts)
        alike = asks_nobody(ruling) and due.cause != RoundCause.LIFTED
        (at_once if alike else each)[group.key] = ruling
    for ids in _met(at_once, MANY_AT_ONCE):
        yield decide_at_once(ids, at_once, bounds, about=due, now=now)
    for ids in _met(each, ORDERS_AT_ONCE):
        found = keyed(Order.objects.filter(among("pk", ids)), bounds)
        rows = Order.objects.filter(
            among("pk", [pk for pk, *key in found if tuple(key) in each])
        )
        if due.cause == RoundCause.LIFTED:
            yield restore_answers(rows, rulings, now=now)
        decisions = settle_after_edit(rows, rulings, now=now, cause=DecisionCause.RULES)
        yield len(decisions)


def _met(answers: Mapping[Key, Ruling], at_once: int) -> Iterator[list[UUID]]:
    """Open orders that are perhaps of these groups: level and ruling are as theirs.

    A level at a time, as the index of open orders has them.
    """
    place = KEY.index
    rulings = {key[place("ruling_id")] for key in answers}
    ruled = Q(ruling__in=rulings - {None})
    if None in rulings:
        ruled |= Q(ruling=None)
    for level in sorted({key[place("level")] for key in answers}):
        yield from _batches(_open().filter(ruled, level=level), at_once)


def _concerned(
    due: DecidingRound, rulings: Rulings, bounds: list[int]
) -> Iterator[Alike]:
    """Groups of open orders that the rules decide otherwise now.

    What people answered stays, except under a stop: that questions everything.
    """
    rulings_known = Ruling.objects.select_related("rule").defer("tried")
    if due.cause != RoundCause.CARRIER:
        rulings_known = rulings_known.defer("facts")
    known = rulings_known.in_bulk()
    groups = groups_alike(
        _open(), bounds=bounds, carriers=rulings.carriers, with_sources=True
    )
    for group in list(groups):
        ruling = known.get(group.ruling_id or 0)
        if due.cause != RoundCause.STOPPED and is_by_people(group, ruling):
            continue
        answer = decide(group.facts, rulings.rules, rulings.day)
        if answer.asks == asks_of(ruling):
            continue
        if _touches(due, answer, ruling, group.facts.carrier_kind):
            yield group


def _touches(
    due: DecidingRound, answer: Answer, ruling: Ruling | None, carrier_kind: str
) -> bool:
    """Whether what a round is about decides these orders, or did until now."""
    if due.cause == RoundCause.CARRIER:
        return carrier_kind != _carrier_kind_of(ruling)
    if due.stop_id is not None:
        stopped = ruling is not None and ruling.stop_id == due.stop_id
        stop = answer.rule if answer.rule and answer.rule.is_stop else None
        return stopped or (stop is not None and stop.id == due.stop_id)
    codes = {answer.rule.code} if answer.rule else set()
    if ruling is not None and ruling.rule is not None:
        codes.add(ruling.rule.code)
    return due.rule is not None and due.rule.code in codes


def _carrier_kind_of(ruling: Ruling | None) -> str:
    """The kind of carrier that a ruling looked at; "" for an unknown one."""
    facts = ruling.facts if ruling is not None else []
    kinds = (fact["value"] for fact in facts if fact["name"] == "carrier_kind")
    return next(kinds, "")


def _open() -> QuerySet[Order]:
    return Order.objects.filter(stage__in=OPEN_STAGES)


def _batches(orders: QuerySet[Order], at_once: int) -> Iterator[list[UUID]]:
    """Their ids, newest first, some at a time: each is met once, whatever becomes."""
    rest = orders
    while met := list(rest.order_by("-pk").values_list("pk", flat=True)[:at_once]):
        yield met
        rest = orders.filter(pk__lt=met[-1])
