"""Decisions of many orders alike, where the answer asks nobody for anything.

Then a ruling says all there is to an order: nothing sealed is read, no person's
documents are looked at, and no row is made into an object. What is written is the same
as one by one, but for the access log: as for an import, it gets a line for each ruling
of a batch, not for each order. The line is about the round, has the rule's version, and
its reason names the ruling, how many decisions there are, and a digest of their ids in
order. So each decision leads to its line (by its ruling, at that moment), and a line
shows whether a decision was added or taken away since.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from clearance.audit import services as audit
from clearance.audit.rules import Line
from clearance.channels.enums import Level, Subject
from clearance.lib.bulk import insert_rows
from clearance.lib.uuid7 import uuid7
from clearance.orders.enums import DecisionCause, NumberState, UploadState
from clearance.orders.models import DecidingRound, Decision, Order, Ruling
from clearance.orders.services.keeping import version_of

STATE_THEN = {Level.UNDECIDED: UploadState.UNDECIDED}


class Due(NamedTuple):
    """An open order, locked, and what the rules say of it now."""

    order_id: UUID
    decisions: int
    facts_at: datetime
    ruling: Ruling


class DecisionRow(NamedTuple):
    """A decision by the rules, by the columns of the table; the others are null."""

    id: UUID
    order_id: UUID
    no: int
    ruling_id: int
    level: str
    subject: str
    cause: str
    decided_at: datetime
    facts_at: datetime
    state_then: str
    number_then: str


def asks_nobody(ruling: Ruling) -> bool:
    """Whether neither documents nor a number matter to orders ruled so."""
    number = ruling.level == Level.NUMBER_ONLY and ruling.subject == Subject.ORDERER
    return ruling.level != Level.IMAGES and not number


def keep_at_once(
    orders: Sequence[Due],
    *,
    about: DecidingRound,
    now: datetime,
    audit_also: Sequence[Line] = (),
) -> int:
    """Write the decisions of a round that ask nobody, and let their orders have them.

    `audit_also` are lines about what the caller changed beside: they come first.
    """
    decisions = [_decision(due, now) for due in orders]
    if decisions:
        insert_rows(Decision, DecisionRow._fields, decisions)
        _hand_over(decisions[0].id, decisions[-1].id, now)
    audit.record_many([*audit_also, *_lines(orders, decisions, about, now)])
    return len(decisions)


def _decision(due: Due, now: datetime) -> DecisionRow:
    ruling = due.ruling
    return DecisionRow(
        uuid7(),
        due.order_id,
        due.decisions + 1,
        ruling.pk,
        ruling.level,
        ruling.subject,
        DecisionCause.RULES.value,
        now,
        due.facts_at,
        STATE_THEN.get(Level(ruling.level), UploadState.NOT_NEEDED).value,
        NumberState.NOT_NEEDED.value,
    )


def _hand_over(first: UUID, last: UUID, now: datetime) -> None:
    """Give orders the short part of the decisions, between these, that are their next.

    An UPDATE from another table, which the ORM has not. A decision between these that
    somebody else just made is its order's latest, not its next.
    """
    orders, decisions = Order._meta.db_table, Decision._meta.db_table
    sql = (
        f"UPDATE {orders} SET level = d.level, subject = d.subject,"  # noqa: S608
        " number_state = d.number_then, ruling_id = d.ruling_id,"
        " decision_id = d.id, decision_count = d.no, ask_due_at = NULL,"
        f" holder_since_at = CASE WHEN {orders}.holder_id IS NULL"
        f" THEN {orders}.holder_since_at ELSE %s END, holder_id = NULL"
        f" FROM {decisions} AS d WHERE d.id BETWEEN %s AND %s"
        f" AND d.order_id = {orders}.id AND d.no = {orders}.decision_count + 1"
    )
    since = Order._meta.get_field("holder_since_at").get_db_prep_save(now, connection)
    pk = Decision._meta.pk
    among = [pk.get_db_prep_value(each, connection) for each in (first, last)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [since, *among])


def _lines(
    orders: Sequence[Due],
    decisions: Sequence[DecisionRow],
    about: DecidingRound,
    now: datetime,
) -> list[Line]:
    made: dict[Ruling, list[UUID]] = defaultdict(list)
    for due, decision in zip(orders, decisions, strict=True):
        made[due.ruling].append(decision.id)
    return [
        audit.line(
            "round.decided",
            about=about,
            by=None,
            now=now,
            reason=f"{ruling.pk}:{len(ids)}:{digest_of(ids)}",
            rule_version=version_of(ruling),
        )
        for ruling, ids in made.items()
    ]


def digest_of(decisions: Sequence[UUID]) -> str:
    """The digest that a line of the log keeps of decisions, by their ids in order."""
    return hashlib.sha256(b"".join(each.bytes for each in decisions)).hexdigest()
