"""What the orders of a chunk ask, of whom: decided in bulk, as one by one elsewhere.

A new order is decided. A stored one is decided anew when the file changed a fact that
leads to another ruling, or the person whose document is asked for; else its decision
stays, a person's as well as a rule's.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from clearance.audit.rules import Line
from clearance.channels.enums import Level, Subject
from clearance.channels.rules import Facts
from clearance.exchange.services.changes import Change, question_of
from clearance.exchange.services.rows import DecisionRow
from clearance.exchange.services.surroundings import Surroundings
from clearance.identity.queries import Standing, standings
from clearance.identity.services.asking import end_needless
from clearance.keys.services import OpenedKey
from clearance.lib.uuid7 import uuid7
from clearance.orders.enums import DecisionCause, Hold, UploadState
from clearance.orders.models import Decision, Order, Ruling
from clearance.orders.queries import facts_of
from clearance.orders.services import settle
from clearance.orders.services.deciding import orderer_of
from clearance.recipients.services import find_or_add

BY_PEOPLE = (DecisionCause.PERSON, DecisionCause.OVERRIDE)
SETTLED = (UploadState.ON_FILE, UploadState.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was decided, and the lines for the log about links that ended.

    `new_keys` are the data keys of people who came with these orders.
    """

    decisions: list[DecisionRow]
    lines: list[Line]
    new_keys: dict[UUID, OpenedKey]


def decide(changes: Sequence[Change], around: Surroundings) -> Asked:
    """Set recipient, holder, question and decision of each order; not saved yet.

    Links that a changed order needs no more are ended.
    """
    rulings = _rulings(changes, around)
    new_keys: dict[UUID, OpenedKey] = {}
    holders = _people(changes, rulings, around, new_keys)
    to_decide: list[Change] = []
    ruled: set[UUID] = set()
    for change, ruling, holder in zip(changes, rulings, holders, strict=True):
        order, holder_before = change.order, change.order.holder_id
        if ruling is not None:
            order.ruling_id = ruling.pk
            order.level, order.subject = ruling.level, ruling.subject
            ruled.add(order.id)
        _settle(change, holder, around)
        if ruling is not None or order.holder_id != holder_before:
            to_decide.append(change)
    decisions, lines = _decided(changes, to_decide, ruled, around)
    return Asked(decisions, lines, new_keys)


def _settle(change: Change, holder: UUID | None, around: Surroundings) -> None:
    order, due = change.order, change.order.ask_due_at
    if change.is_restricted:
        _ask_nothing(order)
        return
    settle(
        order,
        level=order.level,
        subject=order.subject,
        values=change.values,
        now=around.now,
        holder_id=holder,
    )
    if question_of(order) == change.asked_before:
        # It was asked, or is about to be; nobody is asked twice for one thing.
        order.ask_due_at = due


def _rulings(changes: Sequence[Change], around: Surroundings) -> list[Ruling | None]:
    """The ruling each order gets; what people decided gives way to other facts alone.

    A file that only says what was assumed changes where a fact is known from, and no
    fact.
    """
    rulings = [_ruling(change, around) for change in changes]
    confirmed = [
        change.order
        for change, ruling in zip(changes, rulings, strict=True)
        if ruling is not None
        and change.facts_before is not None
        and _bare(change.facts_before) == _bare(_facts(change, around))
    ]
    kept = _decided_by_people(confirmed)
    return [
        None if change.order.decision_id in kept else ruling
        for change, ruling in zip(changes, rulings, strict=True)
    ]


def _facts(change: Change, around: Surroundings) -> Facts:
    return facts_of(change.order, around.merchant.platform, around.rulings.carriers)


def _bare(facts: Facts) -> Facts:
    """The facts without what is said of where they are known from."""
    return replace(
        facts,
        channel_assumed=False,
        mode_assumed=False,
        logistics_assumed=False,
        destination_assumed=False,
    )


def _ruling(change: Change, around: Surroundings) -> Ruling | None:
    """The ruling a new or changed order gets, or None where the old one stays."""
    facts = _facts(change, around)
    if facts == change.facts_before and change.order.ruling_id is not None:
        return None
    ruling = around.rulings.for_facts(facts)
    return None if ruling.pk == change.order.ruling_id else ruling


def _people(
    changes: Sequence[Change],
    rulings: Sequence[Ruling | None],
    around: Surroundings,
    new_keys: dict[UUID, OpenedKey],
) -> list[UUID | None]:
    """Set the recipients, and find whose document each order asks for."""
    wanted: list[tuple[str, str]] = []
    recipients: dict[int, int] = {}
    orderers: dict[int, int] = {}
    for at, (change, ruling) in enumerate(zip(changes, rulings, strict=True)):
        if change.is_restricted:
            continue
        if change.is_new or change.person_changed:
            recipients[at] = len(wanted)
            wanted.append(change.person)
        orderer = _orderer_to_find(change, ruling)
        if orderer is not None:
            orderers[at] = len(wanted)
            wanted.append(orderer)
    found = find_or_add(wanted, now=around.now, new_keys=new_keys) if wanted else []

    holders: list[UUID | None] = []
    for at, change in enumerate(changes):
        order = change.order
        is_own = order.holder_id == order.recipient_id
        if at in recipients:
            order.recipient_id = found[recipients[at]]
        if at in orderers:
            holders.append(found[orderers[at]])
        elif _asks_orderer(change, rulings[at]) and not is_own and order.holder_id:
            holders.append(order.holder_id)
        else:
            holders.append(order.recipient_id)
    return holders


def _orderer_to_find(change: Change, ruling: Ruling | None) -> tuple[str, str] | None:
    """The orderer whose photos are asked; None when known, or the recipient."""
    if not _asks_orderer(change, ruling):
        return None
    orderer = orderer_of(change.values)
    known = ruling is None and orderer == orderer_of(change.values_before)
    return None if known else orderer


def _asks_orderer(change: Change, ruling: Ruling | None) -> bool:
    asking = ruling or change.order
    if asking.level != Level.IMAGES or asking.subject != Subject.ORDERER:
        return False
    return orderer_of(change.values) is not None


def _ask_nothing(order: Order) -> None:
    """Of a person whose data were erased nothing is asked any more."""
    order.ask_due_at = None
    if order.level != Level.IMAGES:
        order.holder_id = None
    elif order.holder_id is None:
        order.holder_id = order.recipient_id


def _decided(
    changes: Sequence[Change],
    to_decide: Sequence[Change],
    ruled: Collection[UUID],
    around: Surroundings,
) -> tuple[list[DecisionRow], list[Line]]:
    asking_else = [
        change
        for change in changes
        if not change.is_new and question_of(change.order) != change.asked_before
    ]
    rows = {change.order.id: change.order for change in [*to_decide, *asking_else]}
    found = standings(rows.values(), around.day)
    lines = _end_links(asking_else, found, around)
    kept = _decided_by_people(
        [change.order for change in to_decide if change.order.id not in ruled]
    )
    decisions = []
    for change in to_decide:
        order, standing = change.order, found[change.order.id]
        if standing.state in SETTLED and standing.hold != Hold.NUMBER:
            order.ask_due_at = None
        if order.decision_id not in kept:
            decisions.append(_decision(change, standing, around))
    return decisions, lines


def _decision(change: Change, standing: Standing, around: Surroundings) -> DecisionRow:
    order = change.order
    order.decision_id = uuid7()
    order.decision_count += 1
    return DecisionRow(
        id=order.decision_id,
        order_id=order.id,
        no=order.decision_count,
        ruling_id=order.ruling_id or 0,
        level=order.level,
        subject=order.subject,
        cause=DecisionCause.IMPORTED if change.is_new else DecisionCause.EDITED,
        decided_at=around.now,
        facts_at=order.updated_at,
        state_then=standing.state,
        number_then=order.number_state,
        record_then=standing.record.id if standing.record else None,
    )


def _end_links(
    asking_else: Sequence[Change],
    found: Mapping[UUID, Standing],
    around: Surroundings,
) -> list[Line]:
    """A link dies with its question; what is asked of somebody else is asked anew."""
    if not asking_else:
        return []
    orders = [change.order for change in asking_else]
    return end_needless(orders, found, now=around.now)


def _decided_by_people(orders: Sequence[Order]) -> set[UUID]:
    """Decisions of people, which an edit that changes no fact does not undo."""
    if not orders:
        return set()
    current = Decision.objects.filter(pk__in=[order.decision_id for order in orders])
    return set(current.filter(cause__in=BY_PEOPLE).values_list("pk", flat=True))
