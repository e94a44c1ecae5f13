"""Imports as rows: uploaded, checked, confirmed, discarded, driven by the worker."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import batched
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import Merchant, User
from clearance.audit import services as audit
from clearance.exchange import sealing
from clearance.exchange.enums import BatchState
from clearance.exchange.models import ImportBatch, ImportProblem
from clearance.exchange.reading import OrderFile
from clearance.exchange.sealing import Measured
from clearance.exchange.services import running
from clearance.exchange.services.changes import Tally, changes_in
from clearance.exchange.services.surroundings import Surroundings
from clearance.exchange.spool import SealedUpload
from clearance.keys.enums import KeyPurpose
from clearance.keys.errors import KeyGone, Tampered
from clearance.keys.models import DataKey
from clearance.keys.services import destroy_keys
from clearance.lib.uuid7 import uuid7
from clearance.lib.vault import NotKept, VaultUnavailable
from clearance.lib.verdicts import Refusal
from clearance.lib.work import nudge

logger = logging.getLogger(__name__)

KEPT_FOR = timedelta(hours=24)
"""How long a file waits, sealed, to be confirmed or finished."""
LOST = "file_lost"

OPEN = (BatchState.CHECKING, BatchState.CHECKED, BatchState.RUNNING)
ENDED = (
    BatchState.REFUSED,
    BatchState.DONE,
    BatchState.DISCARDED,
    BatchState.TAKEN_BACK,
)


def upload(
    file: SealedUpload | Iterable[bytes],
    *,
    merchant: Merchant,
    channel: str | None = None,
    all_or_nothing: bool = False,
    by: User | None,
    now: datetime,
) -> ImportBatch:
    """Take an order file in, sealed; the worker checks it, or the caller at once.

    `channel` is the code or another name of the channel for rows that name none.
    Raises Refusal for an unknown channel, VaultUnavailable when it cannot be kept.
    """
    code = Surroundings(merchant, now).channel_for_all(channel)
    name, measured = _sealed(file, now=now)
    return _add(
        name,
        measured,
        merchant=merchant,
        channel=code,
        all_or_nothing=all_or_nothing,
        state=BatchState.CHECKING,
        by=by,
        now=now,
    )


def _sealed(
    file: SealedUpload | Iterable[bytes], *, now: datetime
) -> tuple[UUID, Measured]:
    if isinstance(file, SealedUpload):
        return file.take_over(), Measured(file.size or 0, file.digest)
    name = uuid7()
    return name, sealing.keep(name, sealing.new_file_key(name, now=now), file)


@transaction.atomic
def _add(
    name: UUID,
    measured: Measured,
    *,
    merchant: Merchant,
    channel: str | None,
    all_or_nothing: bool,
    state: BatchState,
    by: User | None,
    now: datetime,
) -> ImportBatch:
    batch = ImportBatch(
        pk=name,
        merchant=merchant,
        channel=channel or "",
        all_or_nothing=all_or_nothing,
        state=state,
        file_digest=measured.digest,
        file_size=measured.size,
        has_object=True,
        uploaded_at=now,
        uploaded_by=by,
    )
    batch.save(force_insert=True)
    nudge("exchange.imports")
    audit.record("import.uploaded", about=batch, by=by, now=now)
    return batch


def check(batch: ImportBatch, *, now: datetime) -> ImportBatch:
    """Look the whole file through: counts and problems; nothing is imported.

    Counts say what an import would do now. Raises what reading a kept file raises.
    """
    around = Surroundings(batch.merchant, now)
    with sealing.opened(batch.pk, size=batch.file_size) as source:
        file = around.order_file(source, batch.channel)
        return look_through(file, batch, around)


def look_through(
    file: OrderFile, batch: ImportBatch, around: Surroundings
) -> ImportBatch:
    """Check an opened file of a batch that is being checked; keeps what it found."""
    ImportProblem.objects.filter(batch=batch).delete()
    totals = Tally(errors=file.problems, warnings=file.warnings)
    running.keep_problems(batch, totals)
    for parsed in batched(file.orders(), running.ORDERS_A_CHUNK):
        chunk = changes_in(parsed, around, batch=None)
        running.keep_problems(batch, chunk)
        totals.add(chunk)
    ImportBatch.objects.filter(pk=batch.pk, state=BatchState.CHECKING).update(
        state=BatchState.REFUSED if file.problems else BatchState.CHECKED,
        leased_until=None,
        layout=file.layout,
        rows=file.records,
        created=totals.created,
        updated=totals.updated,
        unchanged=totals.unchanged,
        rejected=totals.rejected,
    )
    batch.refresh_from_db()
    if batch.state == BatchState.REFUSED:
        running.put_away(batch, now=around.now)
    return batch


@transaction.atomic
def confirm(batch: ImportBatch, *, by: User | None, now: datetime) -> ImportBatch:
    """Let a checked file be imported; the worker does it, chunk by chunk.

    Raises Refusal when it is not waiting for that, or holds rejected orders although
    all or nothing was asked for.
    """
    batch = _locked(batch)
    if batch.state != BatchState.CHECKED:
        raise Refusal(_("This file is not waiting to be confirmed."), code="state")
    if batch.all_or_nothing and batch.rejected:
        raise Refusal(
            _("Orders in this file cannot be imported, and you asked for all or none."),
            code="all_or_nothing",
            remedy=_("Mend the file and upload it again."),
        )
    start(batch)
    nudge("exchange.imports")
    audit.record("import.confirmed", about=batch, by=by, now=now)
    return batch


def start(batch: ImportBatch) -> None:
    """Let a batch run from its beginning, its counts and problems found anew."""
    ImportProblem.objects.filter(batch=batch).delete()
    batch.state = BatchState.RUNNING
    batch.created = batch.updated = batch.unchanged = batch.rejected = 0
    batch.cursor = 0
    batch.leased_until = None
    batch.save()


def discard(batch: ImportBatch, *, by: User | None, now: datetime) -> ImportBatch:
    """Throw a file away before it is imported. Raises Refusal when it is too late."""
    with transaction.atomic():
        batch = _locked(batch)
        if batch.state not in {BatchState.CHECKING, BatchState.CHECKED}:
            raise Refusal(
                _("Only a file that is not imported yet can be discarded."),
                code="state",
            )
        _end(batch, BatchState.DISCARDED, now=now)
        audit.record("import.discarded", about=batch, by=by, now=now)
    running.put_away(batch, now=now)
    return batch


def drive_imports(*, now: datetime) -> int:
    """Check what was uploaded, go on with what was confirmed; how many got further.

    Each import is leased, so that another worker looks for another one; what a killed
    worker left is taken up when its lease has run out.
    """
    at_work = [BatchState.CHECKING, BatchState.RUNNING]
    waiting = ImportBatch.objects.filter(state__in=at_work).order_by("pk")
    driven = 0
    for batch in waiting.select_related("merchant", "uploaded_by"):
        if not running.lease(batch.pk, now=timezone.now()):
            continue
        try:
            if batch.state == BatchState.CHECKING:
                check(batch, now=now)
            else:
                running.run(batch, by=batch.uploaded_by, now=now)
            driven += 1
        except (KeyGone, NotKept, Tampered):
            logger.exception("The file of import %s is lost.", batch.pk)
            _lose(batch, now=now)
        except VaultUnavailable:
            logger.exception("The file of import %s cannot be read now.", batch.pk)
    sweep_files(now=now)
    return driven


def sweep_files(*, now: datetime) -> int:
    """Destroy files that were not finished within a day, and what kills left behind."""
    swept = 0
    expired = ImportBatch.objects.filter(uploaded_at__lt=now - KEPT_FOR)
    for batch in expired.filter(state__in=OPEN, has_object=True):
        with transaction.atomic():
            held = _locked(batch)
            if held.state in OPEN:
                _end(held, BatchState.DISCARDED, now=now)
                audit.record("import.expired", about=held, by=None, now=now)
    for batch in ImportBatch.objects.filter(state__in=ENDED, has_object=True):
        running.put_away(batch, now=now)
        swept += 1
    # Keys of uploads that no import took over; their objects have no row and go too.
    stray = DataKey.objects.filter(
        purpose=KeyPurpose.BATCH, created_at__lt=now - KEPT_FOR
    ).exclude(subject__in=ImportBatch.objects.filter(state__in=OPEN).values("pk"))
    for subject in list(stray.values_list("subject", flat=True)):
        sealing.forget(subject, by=None, now=now)
        swept += 1
    return swept


def _locked(batch: ImportBatch) -> ImportBatch:
    batches = ImportBatch.objects.select_related("merchant")
    return batches.select_for_update(of=("self",)).get(pk=batch.pk)


def _end(batch: ImportBatch, state: BatchState, *, now: datetime) -> None:
    batch.state, batch.finished_at, batch.leased_until = state, now, None
    batch.save()


@transaction.atomic
def _lose(batch: ImportBatch, *, now: datetime) -> None:
    held = _locked(batch)
    if held.state not in OPEN:
        return
    ImportProblem.objects.create(batch=held, code=LOST)
    held.has_object = False
    _end(held, BatchState.REFUSED, now=now)
    destroy_keys([held.pk], KeyPurpose.BATCH, by=None, now=now)
    audit.record("import.lost", about=held, by=None, now=now, outcome="FAILED")
