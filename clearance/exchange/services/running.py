"""Carrying an import out: chunk by chunk, each committed with how far it got.

Killed anywhere, it goes on at the cursor. Two that run the same import at once share
it: a chunk is committed by whoever comes first, and the other goes on behind it.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from clearance.accounts.models import Merchant, User
from clearance.audit import services as audit
from clearance.exchange import sealing
from clearance.exchange.enums import BatchState
from clearance.exchange.models import ImportBatch, ImportProblem
from clearance.exchange.reading import OrderFile, ParsedOrder
from clearance.exchange.services import asking, writing
from clearance.exchange.services.changes import Chunk, Tally, changes_in
from clearance.exchange.services.surroundings import Surroundings
from clearance.keys.services import KeyGone
from clearance.lib.bulk import without_collecting
from clearance.lib.databases import let_others_write
from clearance.lib.vault import NotKept, VaultUnavailable

logger = logging.getLogger(__name__)

ORDERS_A_CHUNK: Final = 500
LEASE: Final = timedelta(seconds=30)
ATTEMPTS: Final = 5


class Overtaken(Exception):
    """The import was discarded, or finished by another worker."""


def run(
    batch: ImportBatch,
    *,
    by: User | None,
    now: datetime,
    around: Surroundings | None = None,
    file: OrderFile | None = None,
) -> ImportBatch:
    """Import what is left of a running batch, and destroy its file.

    `file` is that of the batch where it is open already.

    Raises KeyGone, NotKept, Tampered or VaultUnavailable when the file cannot be read;
    what was committed stays, and the cursor with it.
    """
    around = around or Surroundings(batch.merchant, now)
    try:
        if file is not None:
            _import(file, batch, around)
        else:
            with sealing.opened(batch.pk, size=batch.file_size) as source:
                _import(around.order_file(source, batch.channel), batch, around)
        finish(batch, by=by, now=now)
    except Overtaken:
        pass
    except (KeyGone, NotKept):
        # Another worker may have finished it, and put the file away.
        if not ImportBatch.objects.filter(pk=batch.pk, state=BatchState.DONE).exists():
            raise
    batch.refresh_from_db()
    if batch.state != BatchState.RUNNING:
        put_away(batch, now=now)
    return batch


def _import(file: OrderFile, batch: ImportBatch, around: Surroundings) -> None:
    begin = ImportBatch.objects.values_list("cursor", flat=True).get(pk=batch.pk)
    orders = islice(file.orders(), begin, None)
    while chunk := tuple(islice(orders, ORDERS_A_CHUNK)):
        _commit(chunk, begin, file, batch, around)
        begin += len(chunk)
        let_others_write()


def _commit(
    parsed: Sequence[ParsedOrder],
    begin: int,
    file: OrderFile,
    batch: ImportBatch,
    around: Surroundings,
) -> None:
    """Import a chunk in one transaction, again if it met another."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with without_collecting():
                _import_chunk(parsed, begin, file, batch, around)
        except OperationalError:
            # Two imports that add the same people may wait for each other in a circle;
            # the database ends one of them. Nothing of the chunk was kept.
            if attempt == ATTEMPTS:
                raise
            logger.info("A chunk of import %s is tried again.", batch.pk)
            around.renew_rulings()
        else:
            return


@transaction.atomic
def _import_chunk(
    parsed: Sequence[ParsedOrder],
    begin: int,
    file: OrderFile,
    batch: ImportBatch,
    around: Surroundings,
) -> None:
    """Import what is left of a chunk whose first order is the file's `begin`-th."""
    held = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if held.state != BatchState.RUNNING:
        raise Overtaken
    todo = parsed[held.cursor - begin :]
    if not todo:
        return
    lock_orders_of(around.merchant)

    chunk = changes_in(todo, around, batch=batch.pk)
    asked = asking.decide(chunk.changes, around)
    writing.write(chunk.changes, asked)
    if held.cursor == 0:
        chunk.warnings[:0] = file.warnings
    keep_problems(batch, chunk)
    held.created += chunk.created
    held.updated += chunk.updated
    held.unchanged += chunk.unchanged
    held.rejected += chunk.rejected
    held.cursor += len(todo)
    held.leased_until = timezone.now() + LEASE
    held.save()
    audit.record_many(asked.lines)


def lock_orders_of(merchant: Merchant) -> None:
    """Let one import after the other add orders of a shop, chunk by chunk."""
    no_key = connection.vendor == "postgresql"
    Merchant.objects.select_for_update(no_key=no_key).get(pk=merchant.pk)


def keep_problems(batch: ImportBatch, chunk: Chunk | Tally) -> None:
    """Keep what is wrong in a chunk by place and kind; values are in no problem."""
    found = [(False, each) for each in chunk.errors]
    found += [(True, each) for each in chunk.warnings]
    ImportProblem.objects.bulk_create(
        [
            ImportProblem(
                batch=batch,
                is_warning=is_warning,
                row=each.row,
                column=each.column or "",
                code=each.code,
                kind=each.kind,
            )
            for is_warning, each in found
        ]
    )


@transaction.atomic
def finish(batch: ImportBatch, *, by: User | None, now: datetime) -> None:
    """Say that an import is done. Raises Overtaken when another said so."""
    done = ImportBatch.objects.filter(pk=batch.pk, state=BatchState.RUNNING).update(
        state=BatchState.DONE, finished_at=now, leased_until=None
    )
    if not done:
        raise Overtaken
    audit.record("import.finished", about=batch, by=by, now=now)


def put_away(batch: ImportBatch, *, now: datetime) -> None:
    """Destroy the key of a file nobody needs any more, and the sealed object."""
    try:
        sealing.forget(batch.pk, by=None, now=now)
    except VaultUnavailable:
        # Without its key it is unreadable already; the sweep tries again.
        logger.exception("The file of import %s could not be removed.", batch.pk)
        return
    ImportBatch.objects.filter(pk=batch.pk).update(has_object=False)
    batch.has_object = False


def lease(batch_id: UUID, *, now: datetime) -> bool:
    """Take an import to work on, unless another worker is at it."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    waiting = ImportBatch.objects.filter(
        free, pk=batch_id, state__in=[BatchState.CHECKING, BatchState.RUNNING]
    )
    return waiting.update(leased_until=now + LEASE) == 1
