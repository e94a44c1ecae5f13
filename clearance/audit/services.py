"""Writing the log: lines in the transaction they speak of, denials that outlive it.

The end of the chain is one row, locked from the first line of a transaction until
its commit, so `record` is the LAST statement of a service: locks on orders and
people come before it, never after. Two services that did it the other way round
could wait for each other for ever.
"""

from collections.abc import Iterable
from contextvars import ContextVar
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Model

from clearance.audit import queries, rules
from clearance.audit.enums import Outcome
from clearance.audit.models import AuditEntry, ChainHead
from clearance.audit.queries import Verification
from clearance.audit.rules import Anchor, Line
from clearance.keys import seals
from clearance.lib import append_only, request_context
from clearance.lib.bulk import insert

type Person = AbstractBaseUser | AnonymousUser | None

_denials: ContextVar[tuple[Line, ...]] = ContextVar("denials", default=())


class ChainBroken(Exception):
    """The end of the log is gone while lines exist: nothing may be appended."""


def line(
    action: str,
    *,
    about: Model | None = None,
    by: Person,
    now: datetime,
    outcome: str = Outcome.DONE,
    reason: str = "",
    rule_version: str = "",
    merchant_id: int | None = None,
    role: str = "",
) -> Line:
    """One line, not yet written; `record_many` takes several at once.

    The merchant is that of the row, and the role, session and request are those of
    the request being answered, unless given. Raises ValueError for a row that has no
    id, and for a sentence where a code belongs.
    """
    if about is not None and about.pk is None:
        raise ValueError("A row without an id cannot be found again.")
    request = request_context.current()
    return Line(
        action=action,
        at=now,
        outcome=str(outcome),
        actor_id=by.pk if by is not None else None,
        role=role or request.role,
        session_digest=request.session_digest,
        object_type=about._meta.object_name or "" if about is not None else "",
        object_id=str(about.pk) if about is not None else "",
        merchant_id=(
            getattr(about, "merchant_id", None) if merchant_id is None else merchant_id
        ),
        reason_code=reason,
        rule_version=rule_version,
        request_id=request.request_id,
    )


def record(
    action: str,
    *,
    about: Model | None = None,
    by: Person,
    now: datetime,
    outcome: str = Outcome.DONE,
    reason: str = "",
    rule_version: str = "",
    merchant_id: int | None = None,
    role: str = "",
) -> AuditEntry:
    """Append one line in the running transaction, as its last statement.

    Raises TransactionManagementError outside a transaction: a line must not say what
    was then rolled back.
    """
    [entry] = record_many(
        [
            line(
                action,
                about=about,
                by=by,
                now=now,
                outcome=outcome,
                reason=reason,
                rule_version=rule_version,
                merchant_id=merchant_id,
                role=role,
            )
        ]
    )
    return entry


def record_many(lines: Iterable[Line]) -> list[AuditEntry]:
    """Append lines in their order, moving the end of the log once."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "A line of the log belongs into the transaction it speaks of."
        )
    said = list(lines)
    if not said:
        return []

    key_id = seals.chain_key_id()
    mac = seals.chain_mac(key_id)
    head = _locked_head()
    seq, prev = head.seq, bytes(head.mac)
    entries = []
    for each in said:
        seq += 1
        fields = rules.written(each, key_id)
        digest = rules.link(mac, prev, seq, fields)
        entries.append(AuditEntry(seq=seq, prev=prev, mac=digest, **fields))
        prev = digest
    # A COPY is not translated by the cursor, and callers know Django's errors.
    with transaction.get_connection().wrap_database_errors:
        insert(AuditEntry, entries)
    ChainHead.objects.filter(pk=head.pk).update(seq=seq, mac=prev)
    return entries


def record_denial(
    action: str,
    *,
    about: Model | None = None,
    by: Person,
    now: datetime,
    reason: str,
    merchant_id: int | None = None,
    role: str = "",
) -> None:
    """Append that somebody was refused, whatever becomes of the running transaction.

    Outside a transaction the line is written at once. Inside one it waits: a commit
    writes it right after, and after a rollback `flush_denials` does, which the
    middleware, the worker and the commands call at their end.
    """
    denial = line(
        action,
        about=about,
        by=by,
        now=now,
        outcome=Outcome.DENIED,
        reason=reason,
        merchant_id=merchant_id,
        role=role,
    )
    _denials.set((*_denials.get(), denial))
    if _in_transaction():
        transaction.on_commit(flush_denials, robust=True)
    else:
        flush_denials()


def flush_denials() -> int:
    """Write the denials that wait, and say how many there were.

    Call it outside every transaction (RuntimeError inside one): a rollback would lose
    the lines again. What could not be written keeps waiting.
    """
    waiting = _denials.get()
    if waiting:
        with transaction.atomic(durable=True):
            record_many(waiting)
        _denials.set(())
    return len(waiting)


def anchor_if_due(now: datetime) -> bool:
    """Put down outside the database, signed, where the log ends; whether it was due.

    Every 5 minutes or 1,000 entries. Call it outside every transaction: an anchor
    must not promise what is then rolled back. Raises OSError when the place cannot
    be written, RingRefused without a key.
    """
    with transaction.atomic(durable=True):
        head = _locked_head()
        age = now - head.anchored_at if head.anchored_at else None
        unanchored = head.seq - head.anchored_seq
        if not rules.anchor_is_due(unanchored=unanchored, age=age):
            return False

        _anchor(head, now)
    return True


def anchor_restored(*, by: Person, now: datetime) -> None:
    """Put down that the log ends earlier since a backup was put back, and say so in it.

    Without it, anchors made after the backup would show a trimmed log for ever. The
    restoring command calls it once, outside every transaction.
    """
    with transaction.atomic(durable=True):
        _anchor(_locked_head(), now, restored=True)
        record("audit.restored", by=by, now=now)


@transaction.atomic
def record_verification(found: Verification, *, now: datetime) -> bool:
    """Append what a verification found; whether it could be.

    Nothing is appended where the end of the log is in doubt: that would write over
    the evidence.
    """
    if found.ok is None or found.kind in queries.END_IN_DOUBT:
        return False
    record(
        "audit.verified",
        by=None,
        now=now,
        outcome=Outcome.DONE if found.ok else Outcome.FAILED,
        reason=found.kind or "",
    )
    return True


def _locked_head() -> ChainHead:
    """The end of the log, ours until the transaction ends.

    SQLite has no row locks: there `BEGIN IMMEDIATE` has already queued the writers.
    """
    heads = ChainHead.objects.select_for_update().filter(pk=1)
    head = heads.first()
    if head is None:
        # Two first writers may both come here: the later one waits for the other.
        begun = ChainHead(pk=1, mac=rules.GENESIS)
        ChainHead.objects.bulk_create([begun], ignore_conflicts=True)
        head = heads.get()
    if head.seq == 0 and AuditEntry.objects.exists():
        raise ChainBroken
    return head


def _anchor(head: ChainHead, now: datetime, *, restored: bool = False) -> None:
    """Write the signed anchor of this end; the lock on `head` keeps others away."""
    place = queries.anchor_file()
    before = rules.anchor_digest(append_only.last_line(place))
    anchor = Anchor(head.seq, bytes(head.mac), now, before, restored)
    signature = seals.sign_anchor(anchor.statement())
    append_only.append(place, rules.anchor_line(anchor, signature))
    ChainHead.objects.filter(pk=head.pk).update(anchored_seq=head.seq, anchored_at=now)


def _in_transaction() -> bool:
    """Whether a rollback could still take back what is written now.

    The transaction that a test wraps around itself does not count, as in Django's
    own check of durable blocks.
    """
    blocks = transaction.get_connection().atomic_blocks
    return any(not getattr(block, "_from_testcase", False) for block in blocks)
