"""A decision is recorded once and frozen; the order keeps its short part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from clearance.accounts.models import User
from clearance.audit import services as audit
from clearance.channels.enums import Level, Subject
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import open_key
from clearance.lib import documents
from clearance.lib.names import same_name
from clearance.lib.workdays import today
from clearance.orders import rules
from clearance.orders.enums import NumberState, UploadState
from clearance.orders.models import Decision, Order, Ruling
from clearance.orders.queries import unseal
from clearance.recipients.services import find_or_add


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

    decision = Decision(
        order=order,
        no=order.decision_count + 1,
        ruling=ruling,
        level=level,
        subject=subject,
        cause=cause,
        decided_at=now,
        facts_at=order.updated_at,
        decided_by=by,
        seconded_by=seconded_by,
        state_then=UploadState.AWAITING,
        number_then=order.number_state,
    )
    if reason:
        key = open_key(order.recipient_id, KeyPurpose.PERSON)
        decision.sealed = key.seal(
            Decision.LABEL, decision.pk, "sealed", {"reason": reason}
        )
    return decision


def keep_decision(decision: Decision, standing: DecidedAs) -> Decision:
    """Write the decision with where the upload stands, and the order that has it."""
    order = decision.order
    decision.state_then = standing.state
    decision.record_then = standing.record_id
    decision.save(force_insert=True)
    order.ruling = decision.ruling
    order.decision_id = decision.pk
    order.decision_count = decision.no
    order.save()
    rule = decision.ruling.rule
    audit.record(
        "order.decided",
        about=order,
        by=decision.decided_by,
        now=decision.decided_at,
        reason=decision.cause,
        rule_version=f"{rule.code}/{rule.version}" if rule else "",
    )
    return decision


def settle(
    order: Order,
    *,
    level: str,
    subject: str,
    values: Mapping[str, str],
    now: datetime,
    holder_id: UUID | None = None,
) -> None:
    """Set what the order asks, of whom, and whether its number is there; not saved.

    `values` are the order's unsealed personal values. `holder_id` spares the look-up
    where the importer has made it for many orders at once.
    """
    holder = None
    if level == Level.IMAGES:
        holder = holder_id or holder_of(order, subject, values, now=now)
    if order.holder_id != holder:
        order.holder_id = holder
        order.holder_since_at = now
    order.level = level
    order.subject = subject
    order.number_state = number_state_of(level, subject, values, now=now)
    order.ask_due_at = now if asks(order) else None


def asks(order: Order) -> bool:
    """Whether someone is to be asked for something, as far as the order itself knows."""
    wrong = order.number_state in {NumberState.MISSING, NumberState.INVALID}
    return order.is_open and (order.level == Level.IMAGES or wrong)


def number_state_of(
    level: str, subject: str, values: Mapping[str, str], *, now: datetime
) -> NumberState:
    """Whether these values hold the orderer's number, and whether it can be right."""
    number = values.get("orderer_id_number", "")
    kind = values.get("orderer_id_type") or "RESIDENT_ID"
    right = bool(number) and documents.check(kind, number, today=today(now)).ok
    return rules.number_state(
        level=level, subject=subject, number=number, number_is_right=right
    )


def holder_of(
    order: Order, subject: str, values: Mapping[str, str], *, now: datetime
) -> UUID:
    """The person whose document is asked for.

    An order that names no orderer is taken to be the recipient's own.
    """
    if subject == Subject.RECIPIENT or (orderer := orderer_of(values)) is None:
        return order.recipient_id
    return find_or_add([orderer], now=now)[0]


def orderer_of(values: Mapping[str, str]) -> tuple[str, str] | None:
    """Name and phone of an orderer who is another person than the recipient."""
    name, phone = values.get("orderer_name", ""), values.get("orderer_phone", "")
    if not name:
        return None
    same = same_name(name, values.get("recipient_name", ""))
    if same and phone in {"", values.get("recipient_phone", "")}:
        return None
    return name, phone
