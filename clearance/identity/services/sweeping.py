"""The sweep: vault and rows agree again, whatever process died in between."""

import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from itertools import batched
from uuid import UUID

from django.db import transaction

from clearance.identity.enums import ImageState, RecordState
from clearance.identity.models import IdImage, IdRecord
from clearance.identity.services.images import activate, delete_objects_later
from clearance.lib import vault

logger = logging.getLogger(__name__)

GIVE_UP_INTENTS = timedelta(hours=1)
KEEP_STRAY_OBJECTS = timedelta(hours=24)
BATCH = 500

type Keeper = Callable[[Collection[UUID]], Collection[UUID]]
"""Says which of these names another room keeps in the vault."""


def sweep_storage(*, now: datetime, keepers: Collection[Keeper]) -> dict[str, int]:
    """Make vault and rows agree again: {"adopted", "deleted", "alarms"}.

    A photo that was stored but never counted counts, where it is still wanted.
    Objects nobody keeps are deleted a day after they came; an ACTIVE photo without
    its object is an alarm, never a deletion. `keepers` speak for every other room
    that keeps objects: without them theirs would be deleted.
    """
    adopted, abandoned = _settle_intents(now)
    deleted = _delete_strays(now, keepers)
    vault.abandon_unfinished(before=now - KEEP_STRAY_OBJECTS)
    return {
        "adopted": adopted,
        "deleted": deleted + abandoned,
        "alarms": _alarms(),
    }


def _settle_intents(now: datetime) -> tuple[int, int]:
    """Photos whose storing was cut off: those that arrived and those given up."""
    old = IdImage.objects.filter(
        state=ImageState.INTENT, received_at__lt=now - GIVE_UP_INTENTS
    )
    outcomes = [_settle_intent(pk) for pk in list(old.values_list("pk", flat=True))]
    return outcomes.count("adopted"), outcomes.count("deleted")


@transaction.atomic
def _settle_intent(image_id: UUID) -> str:
    image = IdImage.objects.select_related("record").get(pk=image_id)
    record = IdRecord.objects.select_for_update().get(pk=image.record_id)
    if image.state != ImageState.INTENT:
        return ""
    is_draft = record.state == RecordState.PENDING and record.submitted_at is None
    newer = IdImage.objects.filter(
        record=record, side=image.side, state=ImageState.ACTIVE
    )
    if is_draft and not newer.exists() and vault.exists(image.pk):
        activate(image)
        return "adopted"
    there = vault.exists(image.pk)
    image.delete()
    delete_objects_later([image_id])
    return "deleted" if there else ""


def _delete_strays(now: datetime, keepers: Collection[Keeper]) -> int:
    deleted = 0
    for some in batched(vault.names(before=now - KEEP_STRAY_OBJECTS), BATCH):
        names = [UUID(name) for name in some]
        kept = set(
            IdImage.objects.filter(pk__in=names)
            .exclude(state=ImageState.DELETED)
            .values_list("pk", flat=True)
        )
        for keeper in keepers:
            kept |= set(keeper(names))
        for name in set(names) - kept:
            vault.delete(name)
            deleted += 1
    return deleted


def _alarms() -> int:
    """Photos that count and whose object is gone, each named in the log."""
    there = {UUID(name) for name in vault.names()}
    active = IdImage.objects.filter(state=ImageState.ACTIVE)
    lost = [
        pk
        for pk in active.values_list("pk", flat=True).iterator()
        # Asked once more: it may have come after the names were listed.
        if pk not in there and not vault.exists(pk) and active.filter(pk=pk).exists()
    ]
    for pk in lost:
        logger.error("image %s is active and has no object in the vault", pk)
    return len(lost)
