"""A decision is recorded once and frozen; the order keeps its short part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from clearance.accounts.models import User
from clearance.audit import services as audit
from clearance.audit.rules import Line
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
from clearance.recipients.models import Recipient
from clearance.recipients.queries import match_digest
from clearance.recipients.queries import unseal as unseal_people
from clearance.recipients.services import Person, find_or_add

BATCH = 200
SETTLED = (
    "holder",
    "holder_since_at",
    "level",
    "subject",
    "number_state",
    "ruling",
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
    return decision_on(
        order,
        ruling,
        cause=cause,
        by=by,
        now=now,
        seconded_by=seconded_by,
        reason=reason,
    )


def decision_on(
    order: Order,
    ruling: Ruling,
    *,
    cause: str,
    by: User | None,
    now: datetime,
    seconded_by: User | None = None,
    reason: str = "",
) -> Decision:
    """The decision that an order, locked and settled, has now; not saved yet."""
    decision = Decision(
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
    if reason:
        key = open_key(order.recipient_id, KeyPurpose.PERSON)
        decision.sealed = key.seal(
            Decision.LABEL, decision.pk, "sealed", {"reason": reason}
        )
    return decision


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
    Decision.objects.bulk_create(decisions, batch_size=BATCH)
    keep_settled([decision.order for decision in decisions])
    audit.record_many([*audit_also, *map(_line, decisions)])
    return decisions


def keep_settled(orders: Sequence[Order]) -> None:
    """Write what `settle` and a decision set in these orders, and nothing else."""
    # They are there already: this is by far the fastest way to write many of them.
    Order.objects.bulk_create(
        orders,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=SETTLED,
        batch_size=BATCH,
    )


def _attach(decision: Decision, standing: DecidedAs) -> None:
    order = decision.order
    decision.state_then = standing.state
    decision.record_then = standing.record_id
    order.ruling = decision.ruling
    order.decision_id = decision.pk
    order.decision_count = decision.no


def _line(decision: Decision) -> Line:
    rule = decision.ruling.rule
    return audit.line(
        "order.decided",
        about=decision.order,
        by=decision.decided_by,
        now=decision.decided_at,
        reason=decision.cause,
        rule_version=f"{rule.code}/{rule.version}" if rule else "",
    )


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
    """Whether someone is to be asked for something, as far as the order knows."""
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
    return find_orderers([(order, orderer)], now=now)[order.pk]


def find_orderers(
    named: Sequence[tuple[Order, Person]], *, now: datetime
) -> dict[UUID, UUID]:
    """The rows of the orderers that these orders name; those not on record are added.

    Without a phone nobody is recognised. So an order that asks such a person already
    goes on asking them while it names them, or every look at it would make another
    person of them, who has sent nothing yet.
    """
    kept = _still_named(
        {
            order.pk: (order, name)
            for order, (name, phone) in named
            if order.subject == Subject.ORDERER and match_digest(name, phone) is None
        }
    )
    wanted = [(order.pk, person) for order, person in named if order.pk not in kept]
    found = find_or_add([person for _, person in wanted], now=now)
    return kept | dict(zip([pk for pk, _ in wanted], found, strict=True))


def _still_named(named: Mapping[UUID, tuple[Order, str]]) -> dict[UUID, UUID]:
    """The present holders of these orders that go by the name the order gives now."""
    present = {
        order.holder_id
        for order, _name in named.values()
        if order.holder_id not in {None, order.recipient_id}
    }
    if not present:
        return {}
    people = unseal_people(Recipient.objects.filter(pk__in=present))
    return {
        pk: order.holder_id
        for pk, (order, name) in named.items()
        if order.holder_id in people
        and same_name(people[order.holder_id].get("name") or "", name)
    }


def orderer_of(values: Mapping[str, str]) -> Person | None:
    """Name and phone of an orderer who is another person than the recipient."""
    name, phone = values.get("orderer_name", ""), values.get("orderer_phone", "")
    if not name:
        return None
    same = same_name(name, values.get("recipient_name", ""))
    if same and phone in {"", values.get("recipient_phone", "")}:
        return None
    return name, phone
