"""Automatic checks: planned with what they look at, done by a worker, re-driven.

Each check is a row. What the pixels show is known when a photo is kept and written in
the same transaction; what needs look-ups or reading is planned there and done soon. A
worker takes the checks of one photo, or of one document, on a lease: when it dies they
come back, and after three deaths they are told as such.
"""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q

from clearance.identity.autochecks import (
    DOCUMENT_CHECKS,
    PHOTO_CHECKS,
    VERSIONS,
    Finding,
    could_not,
    reads_of,
)
from clearance.identity.enums import CheckCode, CheckState, ImageState
from clearance.identity.models import AutoCheck, IdImage, IdRecord
from clearance.identity.photos import Photo
from clearance.identity.services.check_facts import photo_facts, seal_look
from clearance.identity.services.check_work import Work
from clearance.lib import vault
from clearance.lib.work import nudge

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
GIVE_UP_AFTER = 3


@transaction.atomic
def plan_photo_checks(image: IdImage, photo: Photo | None) -> None:
    """Write what the pixels of a kept photo show, and plan what needs look-ups.

    Without `photo`, its figures are taken again later. Without a type of document
    nobody knows its sides yet: that waits until it is sent.
    """
    now, rows = image.received_at, []
    for code in PHOTO_CHECKS:
        if code == CheckCode.SIDE and not image.record.document_type:
            continue
        row = _planned(image.record, image, code, now)
        if photo is not None:
            finding = PHOTO_CHECKS[code](photo_facts(image, photo.measures))
            for name, value in _outcome(finding, now).items():
                setattr(row, name, value)
        rows.append(row)
    again = _planned(image.record, image, CheckCode.SAME_PICTURE, now)
    if photo is not None:
        again.sealed = seal_look(again, photo.look)
    AutoCheck.objects.bulk_create([*rows, again])
    nudge("identity.checks")


@transaction.atomic
def plan_checks(record: IdRecord, *, now: datetime) -> None:
    """Plan every check that a document which was just sent does not have yet."""
    rows = [_planned(record, None, code, now) for code in DOCUMENT_CHECKS]
    images = IdImage.objects.filter(record=record, state=ImageState.ACTIVE)
    for image in images:
        reads = reads_of(record.document_type, image.side)
        codes = [*PHOTO_CHECKS, CheckCode.SAME_PICTURE, *reads]
        rows += [_planned(record, image, code, now) for code in codes]
    AutoCheck.objects.bulk_create(rows, ignore_conflicts=True)
    nudge("identity.checks")


def drive_checks(*, now: datetime, limit: int = 100) -> int:
    """Do the checks that are due, for so many photos and documents; how many checks."""
    done, begun = 0, monotonic()
    for _ in range(limit):
        at = now + timedelta(seconds=monotonic() - begun)
        rows = _lease_next(at)
        if not rows:
            break
        done += _work_off(rows, at)
    return done


@transaction.atomic
def forget_looks(images: Collection[UUID]) -> None:
    """Of photos that are dropped nothing is left to compare, and nothing to do."""
    checks = AutoCheck.objects.filter(image__in=images)
    checks.filter(state=CheckState.PLANNED).delete()
    checks.update(sealed=None)


@transaction.atomic
def _lease_next(now: datetime) -> list[AutoCheck]:
    """The checks of one photo or document that nobody works on, leased."""
    due = AutoCheck.objects.filter(
        Q(leased_until__isnull=True) | Q(leased_until__lt=now),
        state=CheckState.PLANNED,
    )
    locked = due.select_for_update(
        of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked
    )
    first = locked.order_by("planned_at", "id").first()
    if first is None:
        return []
    together = locked.filter(record=first.record_id, image=first.image_id)
    ids = list(together.values_list("pk", flat=True))
    rows = AutoCheck.objects.filter(pk__in=ids)
    rows.update(leased_until=now + LEASE, attempts=F("attempts") + 1)
    return list(rows.select_related("record__order", "image__record__order"))


def _work_off(rows: list[AutoCheck], now: datetime) -> int:
    """Do leased checks of one photo or document; how many have an outcome now."""
    work = Work(rows[0], now)
    found: list[tuple[AutoCheck, Finding]] = []
    for row in rows:
        try:
            found.append((row, _tried(row, work)))
        except vault.VaultUnavailable:
            # No photo is at fault: the lease runs out, and the try counts for nothing.
            AutoCheck.objects.filter(pk=row.pk).update(attempts=F("attempts") - 1)
        except Exception as fault:
            # Its kind only: what it complains of may quote what it looked at.
            logger.error("Check %s failed: %s", row.pk, type(fault).__name__)  # noqa: TRY400
    with transaction.atomic():
        return sum(_keep(row, finding, now) for row, finding in found)


def _tried(row: AutoCheck, work: Work) -> Finding:
    code = CheckCode(row.code)
    if row.attempts > GIVE_UP_AFTER:
        return could_not(code, "gave_up")
    return work.find(code)


def _keep(row: AutoCheck, finding: Finding, now: datetime) -> int:
    """Write an outcome, unless another worker did."""
    waiting = AutoCheck.objects.filter(pk=row.pk, state=CheckState.PLANNED)
    return waiting.update(**_outcome(finding, now))


def _outcome(finding: Finding, now: datetime) -> dict[str, Any]:
    return {
        "version": VERSIONS[finding.code],
        "state": CheckState.DONE,
        "outcome": finding.outcome,
        "detail": finding.detail,
        "value": finding.value,
        "threshold": finding.threshold,
        "done_at": now,
        "leased_until": None,
    }


def _planned(
    record: IdRecord, image: IdImage | None, code: CheckCode, now: datetime
) -> AutoCheck:
    return AutoCheck(
        record=record, image=image, code=code, version=VERSIONS[code], planned_at=now
    )
