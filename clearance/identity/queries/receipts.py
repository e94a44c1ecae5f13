"""The reason receipt: why an order needs an ID or not, what would change it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from clearance.channels.enums import Level
from clearance.channels.models import IdRequirementRule
from clearance.identity.enums import LinkEnd, LinkPurpose
from clearance.identity.models import IdRecord
from clearance.identity.queries import fact_words as words
from clearance.identity.queries import wording
from clearance.identity.queries.standings import Standing, standing
from clearance.identity.rules import state_since
from clearance.orders.enums import Hold, NumberState, UploadState
from clearance.orders.models import Decision, Order
from clearance.orders.queries import reasons
from clearance.orders.rules import hold


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact as it was looked at: codes for programs, words for the screen."""

    name: str
    value: str
    source: str
    at: datetime
    label: str
    words: str
    source_words: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One rule that was tried, and why it did or did not match."""

    code: str
    version: int
    matched: bool
    because: str
    rule_id: int | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A decision with everything that led to it. Holds no personal value.

    `standing` parts (state, number_state, hold) are of now for the current decision,
    and of then for an earlier one.
    """

    decision: Decision
    order: Order
    state: UploadState
    number_state: NumberState
    hold: Hold
    record_id: UUID | None
    verdict: str
    because: str
    now_because: str
    facts: tuple[Fact, ...]
    tried: tuple[Attempt, ...]
    would_change: str
    reason: str
    is_current: bool

    @property
    def sides(self) -> list[str]:
        """The sides asked; both where a person asked for photos without a rule."""
        if self.decision.level != Level.IMAGES:
            return []
        return wording.sides(self.decision)

    @property
    def rule(self) -> IdRequirementRule | None:
        """The rule that decided; none where people did, or no rule matched."""
        return None if wording.by_people(self.decision) else self.decision.ruling.rule

    def as_json(self) -> dict[str, Any]:
        """The object of `explain_order --json`; English when English is active."""
        rule = self.rule
        return {
            "order": self.order.number,
            "merchant": self.order.merchant.code,
            "channel": self.order.channel,
            "clearance_mode": self.order.clearance_mode,
            "logistics": self.order.logistics or None,
            "level": self.decision.level,
            "subject": self.decision.subject or None,
            "sides": self.sides,
            "state": self.state.value,
            "number_state": self.number_state.value,
            "hold": self.hold.value,
            "rule": {"code": rule.code, "version": rule.version} if rule else None,
            "because": self.because,
            "facts": [
                {
                    "name": fact.name,
                    "value": fact.value,
                    "source": fact.source,
                    "at": fact.at.isoformat(),
                }
                for fact in self.facts
            ],
            "tried": [
                {
                    "code": attempt.code,
                    "version": attempt.version,
                    "matched": attempt.matched,
                    "because": attempt.because,
                }
                for attempt in self.tried
            ],
            "would_change": self.would_change,
        }


def receipt(order: Order, *, today: date, no: int | None = None) -> Receipt:
    """The receipt of an order's current decision, or of decision `no`.

    Raises Decision.DoesNotExist for a number the order has not.
    """
    decision = _decisions(order).get(no=no or order.decision_count)
    return _receipt_of(decision, order, today, None)


def receipt_and_decisions(
    order: Order, *, today: date, records: Iterable[IdRecord] | None = None
) -> tuple[Receipt, list[Decision]]:
    """The current receipt, with every decision of the order, newest first: one query.

    `records` are those of `sent_by`, where a page has them already.
    """
    decisions = list(_decisions(order).order_by("-no"))
    if not decisions:
        raise Decision.DoesNotExist
    return _receipt_of(decisions[0], order, today, records), decisions


def _decisions(order: Order) -> QuerySet[Decision]:
    people = ("decided_by", "seconded_by")
    return Decision.objects.filter(order=order).select_related(
        "ruling__rule", "ruling__stop", *people
    )


def _receipt_of(
    decision: Decision, order: Order, today: date, records: Iterable[IdRecord] | None
) -> Receipt:
    decision.order = order
    is_current = decision.pk == order.decision_id
    if is_current and decision.ruling_id == order.ruling_id:
        order.ruling = decision.ruling
    now = standing(order, today, records) if is_current else _as_it_was(decision)
    reason = reasons([decision]).get(decision.pk, "")
    return Receipt(
        decision=decision,
        order=order,
        state=now.state,
        number_state=now.number_state,
        hold=now.hold,
        record_id=now.record.id if now.record else None,
        verdict=wording.verdict(decision, now),
        because=wording.because(decision, now),
        now_because=wording.cause(decision),
        facts=_facts(decision, now, as_of=order.updated_at if is_current else None),
        tried=tuple(_attempt(each) for each in decision.ruling.tried),
        would_change=wording.would_change(decision, now),
        reason=reason,
        is_current=is_current,
    )


def _as_it_was(decision: Decision) -> Standing:
    state, number = UploadState(decision.state_then), NumberState(decision.number_then)
    held = hold(level=decision.level, number=number, upload=state)
    return Standing(state, number, held, None, "")


def _facts(
    decision: Decision, now: Standing, *, as_of: datetime | None
) -> tuple[Fact, ...]:
    """What was looked at; `as_of` is when the order of a current decision changed."""
    facts = [
        _fact(each["name"], each["value"], each["source"], decision.facts_at)
        for each in decision.ruling.facts
    ]
    if now.number_state != NumberState.NOT_NEEDED:
        source, at = _number_source(decision, as_of or decision.facts_at)
        facts.append(_fact("orderer_number", now.number_state, source, at))
    if decision.level == Level.IMAGES:
        source, at = "ID_RECORDS", decision.decided_at
        if now.record is not None:
            source, at = now.record.reference, state_since(now.state, now.record)
        facts.append(_id_on_file(now, source, at))
    if wording.by_people(decision):
        facts.append(_fact("decided_by", decision.level, "PERSON", decision.decided_at))
    return tuple(facts)


def _id_on_file(now: Standing, source: str, at: datetime) -> Fact:
    """Where the document stands; of one that is not enough, that it is not."""
    fact = _fact("id_on_file", now.state, source, at)
    if now.state == UploadState.AWAITING and now.record is not None:
        fact = replace(fact, words=str(wording.NOT_ENOUGH))
    return fact


def _number_source(decision: Decision, as_of: datetime) -> tuple[str, datetime]:
    """Where the orderer's number, or its lack, is known from: the link, or the file."""
    used = [
        link.ended_at
        for link in decision.order.links.all()
        if link.purpose == LinkPurpose.NUMBER
        and link.ended_because == LinkEnd.SUBMITTED
        and link.ended_at is not None
        and link.ended_at <= as_of
    ]
    at = max(used, default=None)
    return ("ORDERER_LINK", at) if at else ("ORDER_FILE", as_of)


def _fact(name: str, value: str, source: str, at: datetime) -> Fact:
    return Fact(
        name=name,
        value=str(value),
        source=source,
        at=at,
        label=words.fact_label(name),
        words=words.fact_words(name, str(value)),
        source_words=words.source_words(source),
    )


def _attempt(each: dict[str, Any]) -> Attempt:
    return Attempt(
        code=each["code"],
        version=each["version"],
        matched=each["matched"],
        because=wording.attempt(each),
        rule_id=each["rule_id"],
    )
