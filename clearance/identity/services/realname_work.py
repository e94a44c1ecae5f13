"""One real-name check: taken, looked at, and what came of it written down."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q

from clearance.audit import services as audit
from clearance.identity.enums import (
    RealNameOutcome,
    RealNameReason,
    RealNameState,
    RecordState,
)
from clearance.identity.models import RealNameBudget, RealNameCheck
from clearance.identity.models.realname import SAID
from clearance.identity.queries.realname import (
    Subject,
    answered,
    digest_of,
    is_asked,
    question_of,
)
from clearance.identity.realname import Provider
from clearance.identity.rules import Question
from clearance.keys.errors import Tampered, UnknownKey
from clearance.lib.uuid7 import uuid7
from clearance.lib.workdays import SHANGHAI, today
from clearance.orders.models import Order

LEASE = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=1)
GIVE_UP_AFTER = 30
"""Attempts: a little more than a day, so that a provider may be down for one."""

FOR_GOOD = frozenset(
    {
        RealNameReason.NO_PROVIDER,
        RealNameReason.NOT_SUPPORTED,
        RealNameReason.TOO_LATE,
        RealNameReason.ERASED,
    }
)
"""Why a check could not run and another try would not either."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A leased check and what to ask of whom; `key` is that of the question."""

    pk: UUID
    key: UUID
    question: Question
    provider: Provider


@transaction.atomic
def take_next(
    provider: Provider | None, *, now: datetime
) -> Asking | RealNameState | None:
    """Take the next check that is due: something to ask, or where it stands already.

    None when nothing is due. What is decided, known or over budget is not asked.
    """
    row = _next(now)
    if row is None:
        return None
    about = _about(row)
    try:
        question = question_of(about)
    except (UnknownKey, Tampered):  # of this row alone: the others go on
        return _could_not(row, RealNameReason.FAULT, now)
    if isinstance(about, Order):
        row.facts_at = about.updated_at
    if question is None or not is_asked(about):
        return _not_asked(row, question, now)
    _set_question(row, digest_of(question))
    if known := answered(digest_of(question), now=now):
        return _take_over(row, known, now)
    if provider is None:
        return _could_not(row, RealNameReason.NO_PROVIDER, now)
    if question.document_type not in provider.documents:
        return _could_not(row, RealNameReason.NOT_SUPPORTED, now)
    if row.attempts >= GIVE_UP_AFTER:  # nobody lived to tell why
        return _could_not(row, RealNameReason.FAULT, now)
    if row.asked_at is None and not _spend(now):
        return _could_not(row, RealNameReason.OVER_BUDGET, now)
    row.asked_at = row.asked_at or now
    row.leased_until = now + LEASE
    row.attempts += 1
    row.save()
    return Asking(row.pk, row.key, question, provider)


@transaction.atomic
def keep(
    asking: Asking, answer: RealNameOutcome | RealNameReason, *, now: datetime
) -> RealNameState | None:
    """Write what came of asking; None where another was faster or asks anew."""
    rows = RealNameCheck.objects.select_for_update(of=("self",)).filter(
        pk=asking.pk, key=asking.key, state=RealNameState.WAITING
    )
    row = rows.first()
    if row is None:
        return None
    if isinstance(answer, RealNameReason):
        return _could_not(row, answer, now, provider=asking.provider.name)
    return _write(
        row, RealNameState.DONE, answer, now, provider=asking.provider.name, at=now
    )


def _next(now: datetime) -> RealNameCheck | None:
    """The next check nobody works on, locked; documents first: a reviewer waits."""
    due = RealNameCheck.objects.filter(
        Q(leased_until__isnull=True) | Q(leased_until__lt=now),
        state=RealNameState.WAITING,
        due_at__lte=now,
    ).select_for_update(
        of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked
    )
    for lane in (due.filter(record__isnull=False), due):
        if row := lane.order_by("due_at", "id").first():
            return row
    return None


def _about(row: RealNameCheck) -> Subject:
    about = row.record or row.order
    if about is None:
        raise ValueError("A check is of a document or of an order.")
    return about


def _set_question(row: RealNameCheck, digest: bytes) -> None:
    """Another question has another key, is paid anew, and has no answer yet."""
    if row.digest is not None and bytes(row.digest) == digest:
        return
    row.digest, row.key, row.asked_at = digest, uuid7(), None
    row.outcome = row.reason = row.provider = ""
    row.is_reused, row.checked_at = False, None


def _not_asked(
    row: RealNameCheck, question: Question | None, now: datetime
) -> RealNameState:
    """Decided or declared meanwhile, or not to be used any more."""
    if row.outcome in SAID:
        return _write(row, RealNameState.DONE, row.outcome, now, at=row.checked_at)
    about = _about(row)
    gone = question is None or (
        about.is_restricted
        if isinstance(about, Order)
        else about.state in {RecordState.WITHDRAWN, RecordState.ERASED}
    )
    reason = RealNameReason.ERASED if gone else RealNameReason.TOO_LATE
    return _could_not(row, reason, now)


def _take_over(
    row: RealNameCheck, known: RealNameCheck, now: datetime
) -> RealNameState:
    """Take an answer given before, with its time: reuse never makes it younger."""
    row.is_reused = known.is_reused if known.pk == row.pk else True
    return _write(
        row,
        RealNameState.DONE,
        known.outcome,
        now,
        provider=known.provider,
        at=known.checked_at,
    )


def _could_not(
    row: RealNameCheck, reason: RealNameReason, now: datetime, *, provider: str = ""
) -> RealNameState:
    """Say why it could not run; tried again later unless that is no use."""
    over = reason in FOR_GOOD or row.attempts >= GIVE_UP_AFTER
    row.due_at = _again_at(row, reason, now)
    return _write(
        row,
        RealNameState.DONE if over else RealNameState.WAITING,
        RealNameOutcome.COULD_NOT_RUN,
        now,
        reason=reason,
        provider=provider,
        at=now,
    )


def _again_at(row: RealNameCheck, reason: RealNameReason, now: datetime) -> datetime:
    """The next day for the budget, else a doubling wait of at most an hour."""
    if reason == RealNameReason.OVER_BUDGET:
        tomorrow = today(now) + timedelta(days=1)
        return datetime.combine(tomorrow, time.min, tzinfo=SHANGHAI)
    wait = timedelta(seconds=30 << min(row.attempts, 10))
    return now + min(wait, LONGEST_WAIT)


def _write(
    row: RealNameCheck,
    state: str,
    outcome: str,
    now: datetime,
    *,
    at: datetime | None,
    reason: str = "",
    provider: str | None = None,
) -> RealNameState:
    """Write a locked row, and a line of the log unless it says what was said before."""
    before = (row.outcome, row.reason, row.checked_at if not reason else None)
    row.state, row.outcome, row.reason = state, outcome, reason
    row.provider = row.provider if provider is None else provider
    row.checked_at, row.leased_until = at, None
    row.save()
    if before != (outcome, reason, at if not reason else None):
        _log(row, now)
    return RealNameState(state)


def _log(row: RealNameCheck, now: datetime) -> None:
    """The outcome of a check: ids and codes, as everything in the log."""
    about = _about(row)
    order = about if isinstance(about, Order) else about.order
    audit.record(
        "order.real_name" if about is order else "id.real_name",
        about=about,
        by=None,
        now=now,
        reason=f"{row.reason or row.outcome}{',REUSED' if row.is_reused else ''}",
        merchant_id=order.merchant_id,
    )


def _spend(now: datetime) -> bool:
    """Whether one more may be asked today; it is counted. Two at once never exceed.

    A day that lies behind the counted one, by a clock that was wrong, counts with it.
    """
    day = today(now)
    RealNameBudget.objects.bulk_create([RealNameBudget()], ignore_conflicts=True)
    rows = RealNameBudget.objects.filter(per_day__gt=0)
    new = Q(counted_on__isnull=True) | Q(counted_on__lt=day)
    if rows.filter(new).update(counted_on=day, asked=1):
        return True
    left = rows.filter(counted_on__gte=day, asked__lt=F("per_day"))
    return bool(left.update(asked=F("asked") + 1))
