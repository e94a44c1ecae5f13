"""A decision is recorded once and frozen; the order keeps its short part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from clearance.accounts.models import User
from clearance.audit import services as audit
from clearance.audit.rules import Line
from clearance.keys.enums import KeyPurpose
from clearance.keys.errors import KeyGone
from clearance.keys.services import open_keys
from clearance.lib.bulk import insert
from clearance.orders.enums import UploadState
from clearance.orders.models import Decision, Order, Ruling
from clearance.orders.queries import unseal
from clearance.orders.services.deciding import settle
from clearance.orders.services.updating import update_orders

SETTLED = (
    "holder_id",
    "holder_since_at",
    "level",
    "subject",
    "number_state",
    "ruling_id",
    "decision_id",
    "decision_count",
    "ask_due_at",
)


@dataclass(frozen=True, slots=True)
class DecidedAs:
    """Where the upload stood at that moment, asked of the person by a higher room."""

    state: UploadState
    record_id: UUID | None = None


@transaction.atomic
def draft_decision(
    order: Order,
    ruling: Ruling,
    *,
    level: str,
    subject: str,
    cause: str,
    by: User | None,
    now: datetime,
    seconded_by: User | None = None,
    reason: str = "",
) -> Decision:
    """A decision about an order, and the order asking its new question; not saved yet.

    The caller, who can ask the person where the upload stands, hands both to
    `keep_decision` in the same transaction.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    values = unseal([order])[order.pk]
    settle(order, level=level, subject=subject, values=values, now=now)
    decision = decision_on(
        order, ruling, cause=cause, by=by, now=now, seconded_by=seconded_by
    )
    seal_reasons({decision: reason})
    return decision


def decision_on(
    order: Order,
    ruling: Ruling,
    *,
    cause: str,
    by: User | None,
    now: datetime,
    seconded_by: User | None = None,
) -> Decision:
    """The decision that an order, locked and settled, has now; not saved yet."""
    return Decision(
        order=order,
        no=order.decision_count + 1,
        ruling=ruling,
        level=order.level,
        subject=order.subject,
        cause=cause,
        decided_at=now,
        facts_at=order.updated_at,
        decided_by=by,
        seconded_by=seconded_by,
        state_then=UploadState.AWAITING,
        number_then=order.number_state,
    )


def seal_reasons(given: Mapping[Decision, str]) -> None:
    """Seal why people decided so, each under the key of the order's recipient.

    Raises KeyGone where there is none any more.
    """
    reasoned = {decision: reason for decision, reason in given.items() if reason}
    of = [decision.order.recipient_id for decision in reasoned]
    keys = open_keys(of, KeyPurpose.PERSON)
    for decision, reason in reasoned.items():
        if (key := keys.get(decision.order.recipient_id)) is None:
            raise KeyGone("There is no data key for this subject.")
        decision.sealed = key.seal(
            Decision.LABEL, decision.pk, "sealed", {"reason": reason}
        )


def keep_decision(decision: Decision, standing: DecidedAs) -> Decision:
    """Write the decision with where the upload stands, and the order that has it."""
    _attach(decision, standing)
    decision.save(force_insert=True)
    decision.order.save()
    audit.record_many([_line(decision)])
    return decision


def keep_decisions(
    decided: Sequence[tuple[Decision, DecidedAs]], *, audit_also: Sequence[Line] = ()
) -> list[Decision]:
    """Write the decisions of many orders, and what their orders ask now.

    `audit_also` are lines about what the caller changed beside: they come first.
    """
    decisions = [decision for decision, _ in decided]
    for decision, standing in decided:
        _attach(decision, standing)
    insert(Decision, decisions)
    keep_settled([decision.order for decision in decisions])
    audit.record_many([*audit_also, *map(_line, decisions)])
    return decisions


def keep_settled(orders: Sequence[Order]) -> None:
    """Write what `settle` and a decision set in these orders, and nothing else."""
    update_orders(orders, SETTLED)


def _attach(decision: Decision, standing: DecidedAs) -> None:
    order = decision.order
    decision.state_then = standing.state
    decision.record_then = standing.record_id
    order.ruling = decision.ruling
    order.decision_id = decision.pk
    order.decision_count = decision.no


def _line(decision: Decision) -> Line:
    return audit.line(
        "order.decided",
        about=decision.order,
        by=decision.decided_by,
        now=decision.decided_at,
        reason=decision.cause,
        rule_version=version_of(decision.ruling),
    )


def version_of(ruling: Ruling) -> str:
    """The rule and version by which it was ruled, as the log names them."""
    rule = ruling.rule
    return f"{rule.code}/{rule.version}" if rule else ""
