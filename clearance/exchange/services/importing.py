"""A file imported at once, from the command line: the same way as by the worker."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import Merchant, User
from clearance.audit import services as audit
from clearance.exchange import sealing
from clearance.exchange.enums import BatchState
from clearance.exchange.models import ImportBatch
from clearance.exchange.queries import Told, problems_of
from clearance.exchange.reading import OrderFile, Problem
from clearance.exchange.services import running
from clearance.exchange.services.changes import Tally, changes_in
from clearance.exchange.services.surroundings import Surroundings
from clearance.lib.uuid7 import uuid7
from clearance.lib.verdicts import Refusal

UNKNOWN_MERCHANT = _("There is no shop with this code.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, or would do; `refused` says why nothing was done at all."""

    file_sha256: str
    rows: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    errors: Iterable[Told]
    warnings: Iterable[Told]
    refused: Problem | None = None

    @property
    def is_clean(self) -> bool:
        return not self.rejected and self.refused is None


def import_file(
    path: Path,
    *,
    merchant: str,
    channel: str | None = None,
    all_or_nothing: bool = False,
    dry_run: bool = False,
    by: User | None,
    now: datetime,
) -> Outcome:
    """Import a file for the shop with this code, and say what became of it.

    What another process has begun to import of the same file is joined: killed and
    run again, or run twice at once, it is one import. A dry run writes nothing.

    Raises Refusal for an unknown shop or channel, OSError for an unreadable path.
    """
    shop = Merchant.objects.filter(code=merchant).first()
    if shop is None:
        raise Refusal(UNKNOWN_MERCHANT, code="merchant_unknown")
    around = Surroundings(shop, now)
    code = around.channel_for_all(channel)
    if dry_run:
        return _rehearse(path, around, code, all_or_nothing=all_or_nothing)
    with _begun(path, around, code, all_or_nothing=all_or_nothing, by=by) as begun:
        batch, file = begun
        if batch.state == BatchState.RUNNING:
            running.run(batch, by=by, now=now, around=around, file=file)
    return _outcome_of(batch)


def _rehearse(
    path: Path, around: Surroundings, channel: str | None, *, all_or_nothing: bool
) -> Outcome:
    with path.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    with around.order_file(path, channel) as file:
        found = _foreseen(file, around)
    if all_or_nothing and found.rejected:
        found.created = found.updated = found.unchanged = 0
    return Outcome(
        file_sha256=digest,
        rows=file.records,
        created=found.created,
        updated=found.updated,
        unchanged=found.unchanged,
        rejected=found.rejected,
        errors=_told(found.errors),
        warnings=_told(found.warnings),
        refused=next(iter(file.problems), None),
    )


def _foreseen(file: OrderFile, around: Surroundings) -> Tally:
    """What an import of this file would do now."""
    found = Tally(errors=list(file.problems), warnings=list(file.warnings))
    for parsed in batched(file.orders(), running.ORDERS_A_CHUNK):
        chunk = changes_in(parsed, around, batch=None)
        found.add(chunk)
        found.errors += chunk.errors
        found.warnings += chunk.warnings
    return found


@contextmanager
def _begun(
    path: Path,
    around: Surroundings,
    channel: str | None,
    *,
    all_or_nothing: bool,
    by: User | None,
) -> Iterator[tuple[ImportBatch, OrderFile | None]]:
    """Seal the file and begin its import, with it open; or join one that has begun."""
    name = uuid7()
    key = sealing.new_file_key(name, now=around.now)
    with path.open("rb") as source:
        measured = sealing.keep(name, key, iter(lambda: source.read(1 << 20), b""))
    with sealing.opened(name, size=measured.size) as kept:
        file = around.order_file(kept, channel)
        found = Tally(errors=list(file.problems), warnings=list(file.warnings))
        if all_or_nothing:
            found = _foreseen(file, around)
        is_refused = bool(file.problems or (all_or_nothing and found.rejected))
        batch = ImportBatch(
            pk=name,
            merchant=around.merchant,
            channel=channel or "",
            all_or_nothing=all_or_nothing,
            state=BatchState.REFUSED if is_refused else BatchState.RUNNING,
            file_digest=measured.digest,
            file_size=measured.size,
            has_object=True,
            layout=file.layout,
            rows=file.records,
            rejected=found.rejected if is_refused else 0,
            uploaded_at=around.now,
            uploaded_by=by,
        )
        begun = _add_or_join(batch, found, around, by=by)
        if begun.pk != name:
            sealing.forget(name, by=by, now=around.now)
        elif begun.state == BatchState.REFUSED:
            running.put_away(begun, now=around.now)
        yield begun, file if begun.pk == name else None


@transaction.atomic
def _add_or_join(
    batch: ImportBatch, found: Tally, around: Surroundings, *, by: User | None
) -> ImportBatch:
    running.lock_orders_of(around.merchant)
    begun = ImportBatch.objects.select_related("merchant").filter(
        merchant=batch.merchant,
        file_digest=batch.file_digest,
        channel=batch.channel,
        all_or_nothing=batch.all_or_nothing,
        state=BatchState.RUNNING,
    )
    if batch.state == BatchState.RUNNING and (twin := begun.first()) is not None:
        return twin
    if batch.state == BatchState.REFUSED:
        batch.finished_at = around.now
        batch.save(force_insert=True)
        running.keep_problems(batch, found)
    else:
        batch.leased_until = timezone.now() + running.LEASE
        batch.save(force_insert=True)
    audit.record("import.begun", about=batch, by=by, now=around.now)
    return batch


def _outcome_of(batch: ImportBatch) -> Outcome:
    refused = None
    if batch.state == BatchState.REFUSED and not batch.rejected:
        first = next(iter(problems_of(batch, is_warning=False)), None)
        if first is not None:
            refused = Problem(first.row, first.column, first.code, first.message)
    return Outcome(
        file_sha256=batch.file_digest,
        rows=batch.rows,
        created=batch.created,
        updated=batch.updated,
        unchanged=batch.unchanged,
        rejected=batch.rejected,
        errors=problems_of(batch, is_warning=False),
        warnings=problems_of(batch, is_warning=True),
        refused=refused,
    )


def _told(found: Iterable[Problem]) -> list[Told]:
    told = [Told(each.row, each.column, each.code, each.message) for each in found]
    return sorted(told, key=lambda each: each.row or 0)
