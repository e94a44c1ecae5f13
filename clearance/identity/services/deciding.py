"""Deciding orders, by the rules or by people, and what a new answer does to links."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import User
from clearance.audit.rules import Line
from clearance.channels.enums import Level, Subject
from clearance.identity.queries import Standing, standings
from clearance.identity.services.asking import end_needless
from clearance.lib.among import among
from clearance.lib.verdicts import Refusal
from clearance.lib.workdays import today
from clearance.orders.enums import DecisionCause
from clearance.orders.models import Decision, Order, Override, Ruling
from clearance.orders.queries import reasons, unseal
from clearance.orders.services import (
    DecidedAs,
    Rulings,
    answer_override,
    check_answer,
    decision_on,
    demand_open,
    keep_decisions,
    keep_settled,
    seal_reasons,
    settle,
)
from clearance.orders.services.deciding import find_orderers, orderer_of

ORDERER = Subject.ORDERER


@dataclass(frozen=True, slots=True)
class Answer:
    """An order, what the rules say of it, what is decided, and by whom and why."""

    row: Order
    ruling: Ruling
    level: str
    subject: str
    cause: str
    by: User | None = None
    seconded_by: User | None = None
    reason: str = ""

    @classmethod
    def of_rules(
        cls, row: Order, ruling: Ruling, *, cause: str, by: User | None
    ) -> Self:
        """What the rules say, as it is."""
        return cls(row, ruling, ruling.level, ruling.subject, cause, by)


@transaction.atomic
def decide_again(
    order: Order,
    *,
    by: User | None,
    now: datetime,
    cause: str = DecisionCause.AGAIN,
) -> Decision:
    """Ask the rules of today about an order; what people decided before gives way.

    Raises Refusal for a closed order.
    """
    [row] = _locked([order])
    demand_open(row)
    ruling = Rulings(now=now).for_order(row, platform=row.merchant.platform)
    return _decide([Answer.of_rules(row, ruling, cause=cause, by=by)], now=now)[0]


@transaction.atomic
def settle_after_edit(
    orders: Iterable[Order],
    rulings: Rulings,
    *,
    now: datetime,
    by: User | None = None,
    cause: str = DecisionCause.EDITED,
) -> list[Decision]:
    """Bring stored orders whose values or rules changed up to date; the new decisions.

    The caller has saved the new values in this transaction. Where the rules say what
    they said before, no decision is added: an answer that people gave stays, and only
    holder, number and links follow the values. Locks all orders first, logs last.
    """
    rows = _locked(orders)
    answers, same = [], []
    for row in rows:
        ruling = rulings.for_order(row, platform=row.merchant.platform)
        if row.ruling_id == ruling.pk and row.decision_id is not None:
            same.append(row)
        else:
            answers.append(Answer.of_rules(row, ruling, cause=cause, by=by))
    lines = _settle([(row, row.level, row.subject) for row in same], now=now)[1]
    keep_settled(same)
    return _decide(answers, now=now, audit_also=lines)


@transaction.atomic
def decide_by_person(
    order: Order, *, level: str, subject: str, reason: str, by: User, now: datetime
) -> Decision:
    """Decide an order that no rule covers.

    Raises Refusal where a rule decides: that takes an override and a second person.
    """
    check_answer(level, subject, reason)
    [row] = _locked([order])
    demand_open(row)
    ruling = Rulings(now=now).for_order(row, platform=row.merchant.platform)
    if row.level != Level.UNDECIDED:
        raise Refusal(
            _("This order is decided. To decide otherwise, propose an override."),
            code="use_override",
            remedy=_("An override needs a reason and a second person."),
        )
    if ruling.level != Level.UNDECIDED:
        raise Refusal(
            _("A rule covers this order by now. Let the rules decide it again."),
            code="rule_covers",
        )
    cause, reason = DecisionCause.PERSON, reason.strip()
    answer = Answer(row, ruling, level, subject, cause, by, reason=reason)
    return _decide([answer], now=now)[0]


@transaction.atomic
def answer_by_person(
    orders: Collection[UUID],
    *,
    level: str,
    subject: str,
    reason: str,
    by: User,
    now: datetime,
) -> list[Decision]:
    """Give orders alike one answer; but for those that a rule covers by now."""
    rulings = Rulings(now=now)
    answers: list[Answer] = []
    for row in _locked(Order.objects.filter(pk__in=orders)):
        ruling = rulings.for_order(row, platform=row.merchant.platform)
        waits = row.is_open and row.level == Level.UNDECIDED
        if waits and ruling.level == Level.UNDECIDED:
            cause = DecisionCause.PERSON
            answers.append(
                Answer(row, ruling, level, subject, cause, by, reason=reason)
            )
    return _decide(answers, now=now)


@transaction.atomic
def restore_answers(orders: Iterable[Order], rulings: Rulings, *, now: datetime) -> int:
    """Give orders whose stop was lifted the answer that people gave before it.

    How many had one; the others are left to the rules.
    """
    rows = {row.pk: row for row in _locked(orders)}
    given = _given_before(rows.values())
    said = reasons(given)
    answers = []
    for each in given:
        row = rows[each.order_id]
        ruling = rulings.for_order(row, platform=row.merchant.platform)
        answers.append(
            Answer(
                row,
                ruling,
                each.level,
                each.subject,
                each.cause,
                each.decided_by,
                each.seconded_by,
                said.get(each.pk, ""),
            )
        )
    return len(_decide(answers, now=now))


def _given_before(orders: Collection[Order]) -> list[Decision]:
    """What people had answered when a stop took their answer away: one query."""
    stopped = [row.pk for row in orders if row.level == Level.UNDECIDED]
    earlier = Decision.objects.filter(
        order__in=stopped, no=F("order__decision_count") - 1
    )
    people = [DecisionCause.PERSON, DecisionCause.OVERRIDE]
    found = earlier.filter(cause__in=people, ruling__stop=None)
    related = found.select_related("order", "decided_by", "seconded_by")
    return list(related.order_by("order_id"))


@transaction.atomic
def confirm_override(override: Override, *, by: User, now: datetime) -> Decision:
    """Decide an order as somebody else proposed. Raises Refusal for the proposer."""
    [row] = _locked([override.order])
    override = answer_override(override, confirm=True, by=by, now=now)
    override.order = row
    ruling = Rulings(now=now).for_order(row, platform=row.merchant.platform)
    answer = Answer(
        row,
        ruling,
        override.level,
        override.subject,
        DecisionCause.OVERRIDE,
        by=override.proposed_by,
        seconded_by=by,
        reason=reasons([override])[override.pk],
    )
    return _decide([answer], now=now)[0]


@transaction.atomic
def refuse_override(override: Override, *, by: User, now: datetime) -> Override:
    """Leave an order as it is; the proposer may take a proposal back like this too."""
    _locked([override.order])
    return answer_override(override, confirm=False, by=by, now=now)


def _locked(orders: Iterable[Order]) -> list[Order]:
    ids = {order.pk for order in orders}
    rows = Order.objects.select_for_update(of=("self",)).select_related("merchant")
    return list(rows.filter(among("pk", ids)).order_by("pk"))


def _decide(
    answers: Sequence[Answer], *, now: datetime, audit_also: Sequence[Line] = ()
) -> list[Decision]:
    for each in answers:
        each.row.ruling = each.ruling
    asked = [(each.row, each.level, each.subject) for each in answers]
    found, lines = _settle(asked, now=now)
    given = {_decision_of(each, now): each.reason for each in answers}
    seal_reasons(given)
    decided = [(decision, _decided_as(found[decision.order_id])) for decision in given]
    return keep_decisions(decided, audit_also=[*audit_also, *lines])


def _decision_of(answer: Answer, now: datetime) -> Decision:
    return decision_on(
        answer.row,
        answer.ruling,
        cause=answer.cause,
        by=answer.by,
        now=now,
        seconded_by=answer.seconded_by,
    )


def _settle(
    asked: Sequence[tuple[Order, str, str]], *, now: datetime
) -> tuple[dict[UUID, Standing], list[Line]]:
    """Let locked orders ask what was decided; where they stand, lines for the log."""
    rows = [row for row, _, _ in asked]
    values = defaultdict[UUID, dict[str, str]](dict)
    # Of the others nothing sealed is looked at.
    values |= unseal([row for row, level, subject in asked if subject == ORDERER])
    holders = _orderers(asked, values, now=now)
    for row, level, subject in asked:
        holder = holders.get(row.pk) or row.recipient_id
        settle(
            row,
            level=level,
            subject=subject,
            values=values[row.pk],
            now=now,
            holder_id=holder,
        )
    found = standings(rows, today(now))
    return found, end_needless(rows, found, now=now)


def _orderers(
    asked: Collection[tuple[Order, str, str]],
    values: dict[UUID, dict[str, str]],
    *,
    now: datetime,
) -> dict[UUID, UUID]:
    """The orderers whose documents are asked, found or added in one go."""
    named = [
        (row, person)
        for row, level, subject in asked
        if level == Level.IMAGES
        and subject == Subject.ORDERER
        and (person := orderer_of(values[row.pk])) is not None
    ]
    return find_orderers(named, now=now)


def _decided_as(found: Standing) -> DecidedAs:
    return DecidedAs(found.state, found.record.id if found.record else None)
