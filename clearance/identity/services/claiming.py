"""The review queue: one case at a time, oldest first, held for ten minutes."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from clearance.accounts.access import may
from clearance.accounts.models import User
from clearance.audit import services as audit
from clearance.identity.access import REVIEW, SUPERVISE, may_review, may_take
from clearance.identity.enums import RecordState
from clearance.identity.models import IdRecord
from clearance.identity.queries.contents import unseal_records
from clearance.identity.services.records import seal_texts

LEASE = timedelta(minutes=10)


def waiting_for(user: User, *, now: datetime) -> QuerySet[IdRecord]:
    """The cases this reviewer could take now, oldest first.

    Not what they recorded themselves, what they handed on, what a colleague holds,
    and what waits for a supervisor unless they are one.
    """
    declined = IdRecord.declined_by.through.objects.filter(
        idrecord_id=OuterRef("pk"), user_id=user.pk
    )
    rows = IdRecord.objects.filter(
        Q(claimed_until__isnull=True) | Q(claimed_until__lte=now) | Q(claimed_by=user),
        ~Exists(declined),
        state=RecordState.PENDING,
        submitted_at__isnull=False,
    ).exclude(entered_by=user)
    if not may(user, SUPERVISE):
        rows = rows.filter(needs_supervisor=False)
    return rows.order_by("submitted_at", "id")


@transaction.atomic
def claim_next(
    *, by: User, now: datetime, after: IdRecord | None = None
) -> IdRecord | None:
    """Take the oldest case; the one held already first. None when none waits.

    `after` is a case just skipped: the next one behind it, from the start again when
    it was the last. Raises Refusal for somebody who is no reviewer.
    """
    may(by, REVIEW).demand()
    rows = waiting_for(by, now=now).select_for_update(
        of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked
    )
    held = rows.filter(claimed_by=by, claimed_until__gt=now)
    record = held.first() if after is None else None
    if record is None and after is not None and after.submitted_at is not None:
        behind = Q(submitted_at__gt=after.submitted_at) | Q(
            submitted_at=after.submitted_at, id__gt=after.pk
        )
        record = rows.filter(behind).first()
    record = record or rows.first()
    if record is None:
        return None
    return _hold(record, by=by, now=now)


@transaction.atomic
def claim(record: IdRecord, *, by: User, now: datetime) -> IdRecord:
    """Take one certain case; whatever this reviewer held goes back to the queue.

    Raises Refusal (decided own_entry handed_on supervisor taken).
    """
    record = _locked(record)
    may_take(by, record, now=now).demand()
    held = IdRecord.objects.filter(claimed_by=by, state=RecordState.PENDING)
    held.exclude(pk=record.pk).update(claimed_by=None, claimed_until=None)
    return _hold(record, by=by, now=now)


@transaction.atomic
def renew(record: IdRecord, *, by: User, now: datetime) -> IdRecord:
    """Hold the case for ten more minutes. Raises Refusal when it is not theirs."""
    record = _locked(record)
    may_review(by, record, now=now).demand()
    record.claimed_until = now + LEASE
    record.save(update_fields=["claimed_until"])
    return record


@transaction.atomic
def release(record: IdRecord, *, by: User, now: datetime) -> IdRecord:
    """Give a case back to the queue undecided (skip)."""
    record = _locked(record)
    may_review(by, record, now=now).demand()
    let_go(record)
    record.save(update_fields=["claimed_by", "claimed_until"])
    audit.record("id.skipped", about=record, by=by, now=now)
    return record


@transaction.atomic
def not_mine(record: IdRecord, *, by: User, now: datetime) -> IdRecord:
    """Hand a case on for good: the reviewer knows the person."""
    record = _locked(record)
    may_review(by, record, now=now).demand()
    let_go(record)
    record.save(update_fields=["claimed_by", "claimed_until"])
    record.declined_by.add(by)
    audit.record("id.handed_on", about=record, by=by, now=now)
    return record


@transaction.atomic
def escalate(record: IdRecord, *, by: User, now: datetime, note: str = "") -> IdRecord:
    """Leave a case to a supervisor."""
    record = _locked(record)
    may_review(by, record, now=now).demand()
    for_supervisor(record, note=note)
    audit.record("id.escalated", about=record, by=by, now=now)
    return record


def for_supervisor(record: IdRecord, *, note: str = "") -> None:
    """Mark a locked record as a supervisor's, and keep the note sealed with it."""
    record.needs_supervisor = True
    record.version += 1
    let_go(record)
    if note.strip():
        keep_note(record, note)
    record.save()


def keep_note(record: IdRecord, note: str) -> None:
    """Keep a reviewer's note sealed in a locked record; saving is the caller's."""
    texts = unseal_records([record])[record.pk]
    seal_texts(record, texts | {"reviewer_note": note.strip()[:2000]})


def let_go(record: IdRecord) -> None:
    """Nobody holds the case any more; saving is the caller's."""
    record.claimed_by = None
    record.claimed_until = None


def _hold(record: IdRecord, *, by: User, now: datetime) -> IdRecord:
    is_new = record.claimed_by_id != by.pk
    record.claimed_by = by
    record.claimed_until = now + LEASE
    record.save(update_fields=["claimed_by", "claimed_until"])
    if is_new:
        audit.record("id.claimed", about=record, by=by, now=now)
    return record


def _locked(record: IdRecord) -> IdRecord:
    rows = IdRecord.objects.select_for_update(of=("self",))
    return rows.select_related("order__merchant").get(pk=record.pk)
