"""What time does to documents: they expire, drafts are forgotten, the vault is swept."""

import logging
from collections.abc import Callable, Collection
from datetime import datetime, time, timedelta
from itertools import batched
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from clearance.audit import services as audit
from clearance.channels.enums import Level
from clearance.identity.enums import ImageState, RecordState
from clearance.identity.models import IdImage, IdRecord, UploadLink
from clearance.identity.queries import standings
from clearance.identity.rules import LEAD
from clearance.identity.services.images import activate, delete_objects_later
from clearance.identity.services.people import lock_people
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import destroy_keys
from clearance.lib import vault
from clearance.lib.workdays import SHANGHAI, today
from clearance.orders.enums import OPEN_STAGES, UploadState
from clearance.orders.models import Order

logger = logging.getLogger(__name__)

FORGET_DRAFTS = timedelta(hours=24)
GIVE_UP_INTENTS = timedelta(hours=1)
KEEP_STRAY_OBJECTS = timedelta(hours=24)
BATCH = 500

type Keeper = Callable[[Collection[UUID]], Collection[UUID]]
"""Says which of these names another room keeps in the vault."""


def drive_expiry(*, now: datetime, limit: int = 500) -> int:
    """Let documents expire the day after their last; how many did.

    Their people's open orders are asked again, already from the day on which the
    document would end before the parcel is at customs.
    """
    day = today(now)
    usable = IdRecord.objects.filter(state=RecordState.ACCEPTED, long_term=False)
    past = usable.filter(valid_until__lt=day).values_list("pk", "recipient_id")
    expired = sum(_expire(*each, now=now) for each in list(past[:limit]))
    ending = IdRecord.objects.filter(
        state__in=[RecordState.ACCEPTED, RecordState.EXPIRED],
        long_term=False,
        valid_until__lt=day + LEAD,
        valid_until__gte=day - LEAD,
    )
    for person in sorted(set(ending.values_list("recipient_id", flat=True)[:limit])):
        _ask_for_a_new_one(person, now=now)
    return expired


def drive_drafts(*, now: datetime, limit: int = 500) -> int:
    """Forget uploads that were never sent, a day after their link ended; how many."""
    living = UploadLink.objects.filter(
        record=OuterRef("pk"), ended_at__isnull=True, expires_at__gt=now
    )
    drafts = IdRecord.objects.filter(
        ~Exists(living),
        state=RecordState.PENDING,
        submitted_at__isnull=True,
        started_at__lt=now - FORGET_DRAFTS,
    )
    ids = list(drafts.values_list("pk", flat=True)[:limit])
    return sum(_forget(pk, now=now) for pk in ids)


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


@transaction.atomic
def _expire(record_id: UUID, person: UUID, *, now: datetime) -> int:
    lock_people([person])
    record = IdRecord.objects.select_for_update().get(pk=record_id)
    ends = record.valid_until
    if record.state != RecordState.ACCEPTED or ends is None or ends >= today(now):
        return 0
    record.state = RecordState.EXPIRED
    record.ended_at = now
    record.version += 1
    record.save(update_fields=["state", "ended_at", "version"])
    audit.record("id.expired", about=record, by=None, now=now)
    return 1


@transaction.atomic
def _ask_for_a_new_one(person: UUID, *, now: datetime) -> None:
    lock_people([person])
    orders = list(
        Order.objects.select_for_update()
        .filter(
            holder=person,
            level=Level.IMAGES,
            stage__in=OPEN_STAGES,
            ask_due_at__isnull=True,
        )
        .order_by("pk")
    )
    found = standings(orders, today(now))
    for order in orders:
        state, record = found[order.pk].state, found[order.pk].record
        if state != UploadState.EXPIRED or record is None or not record.valid_until:
            continue
        # Once for each document that ends: a link made since then is the asking.
        last_good = record.valid_until - LEAD
        since = datetime.combine(last_good, time.max, SHANGHAI)
        if not UploadLink.objects.filter(order=order, created_at__gt=since).exists():
            Order.objects.filter(pk=order.pk).update(ask_due_at=now)


@transaction.atomic
def _forget(record_id: UUID, *, now: datetime) -> int:
    """Delete a draft with its key and photos; their objects once it is committed."""
    drafts = IdRecord.objects.select_for_update().filter(
        pk=record_id, state=RecordState.PENDING, submitted_at__isnull=True
    )
    if (record := drafts.first()) is None:
        return 0
    images = IdImage.objects.filter(record=record)
    delete_objects_later(list(images.values_list("pk", flat=True)))
    images.delete()
    destroy_keys([record.pk], KeyPurpose.RECORD, by=None, now=now)
    line = audit.line("id.draft_forgotten", about=record, by=None, now=now)
    record.delete()
    audit.record_many([line])
    return 1


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
    for some in batched(
        vault.names(before=now - KEEP_STRAY_OBJECTS), BATCH, strict=False
    ):
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
