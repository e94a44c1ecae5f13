"""What time does: documents expire, and uploads that nobody sent are forgotten."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from itertools import batched
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from clearance.audit import services as audit
from clearance.channels.enums import Level
from clearance.identity.enums import RecordState
from clearance.identity.models import IdImage, IdRecord, UploadLink
from clearance.identity.queries import standings
from clearance.identity.rules import LEAD
from clearance.identity.services.images import delete_objects_later
from clearance.identity.services.people import lock_people
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import destroy_keys
from clearance.lib.workdays import SHANGHAI, today
from clearance.orders.enums import OPEN_STAGES, UploadState
from clearance.orders.models import Order

FORGET_DRAFTS = timedelta(hours=24)
BATCH = 500


def drive_expiry(*, now: datetime, limit: int = 500) -> int:
    """Let documents expire the day after their last; how many did.

    Their people's open orders are asked again, already from the day on which the
    document would end before the parcel is at customs.
    """
    day = today(now)
    usable = IdRecord.objects.filter(state=RecordState.ACCEPTED, long_term=False)
    past = usable.filter(valid_until__lt=day).values_list("pk", "recipient_id")
    expired = sum(_expire(*each, now=now) for each in list(past[:limit]))
    ending = usable.filter(valid_until__gte=day, valid_until__lt=day + LEAD)
    for people in batched(ending.values_list("recipient_id", flat=True), BATCH):
        for person in _with_silent_orders(people):
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
    if _with_silent_orders([person]):
        _ask_for_a_new_one(person, now=now)
    audit.record("id.expired", about=record, by=None, now=now)
    return 1


def _with_silent_orders(people: Collection[UUID]) -> list[UUID]:
    """Those with open orders that ask for photos while nobody is being asked."""
    live = UploadLink.objects.filter(order=OuterRef("pk"), ended_at__isnull=True)
    silent = Order.objects.filter(
        ~Exists(live),
        holder__in=people,
        level=Level.IMAGES,
        stage__in=OPEN_STAGES,
        ask_due_at__isnull=True,
    )
    return sorted(
        {person for person in silent.values_list("holder_id", flat=True) if person}
    )


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
