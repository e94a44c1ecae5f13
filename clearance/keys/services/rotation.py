"""Rotation: data keys are wrapped anew, values and objects stay as they are."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from clearance.keys.errors import RingRefused, Tampered
from clearance.keys.held import change_ring, current_ring
from clearance.keys.models import DataKey
from clearance.keys.ring import Purpose, Ring, RingKey
from clearance.keys.services.statements import Rewrapped, keep_rewrapped
from clearance.keys.wrapping import unwrapper, wrapper

logger = logging.getLogger(__name__)

BATCH = 500


def add_kek(*, now: datetime, destroy_after: datetime | None = None) -> str:
    """Add a key-encryption key to the ring file and make it primary; returns its id.

    The one before only opens from now on, and may be destroyed after the instant
    given. Raises RingRefused when the ring is not in a file this process may write.
    """
    fresh = RingKey.fresh(Purpose.KEK, now)

    def with_fresh(ring: Ring) -> Ring:
        before = ring.primary_key(Purpose.KEK)
        return ring.with_keys(before.retired(destroy_after=destroy_after)).with_primary(
            fresh
        )

    change_ring(with_fresh)
    return fresh.id


def rewrap(*, batch: int = BATCH) -> dict[str, int]:
    """Wrap every data key by the primary key, and say how many are left on old ones.

    Each batch is committed and the state is in the rows: killed at any moment, the
    next run goes on. Keys the ring cannot open stay as they are, counted and logged.
    """
    rewrapped = sum(rewrap_batches(batch=batch))
    primary = current_ring().primary_key(Purpose.KEK).id
    left = DataKey.objects.not_wrapped_by(primary).count()
    return {"rewrapped": rewrapped, "on_old_keys": left}


def rewrap_batches(*, batch: int = BATCH) -> Iterator[int]:
    """Rewrap batch by batch, giving the number of keys in each once it is committed."""
    primary = current_ring().primary_key(Purpose.KEK)
    rewrapped = _rewrapper(primary)
    last: UUID | None = None
    while True:
        with transaction.atomic():
            rows = _next_rows(primary.id, last, batch)
            keys = [key for key in map(rewrapped, rows) if key]
            done = keep_rewrapped(keys, kek_id=primary.id, now=timezone.now())
        if not rows:
            return
        yield done
        last = rows[-1].pk


def _next_rows(primary: str, after: UUID | None, batch: int) -> list[DataKey]:
    rows = DataKey.objects.not_wrapped_by(primary).order_by("pk")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    # Rows that an erasure holds are left to it; waiting for it could deadlock.
    skip = connection.features.has_select_for_update_skip_locked
    return list(rows.select_for_update(skip_locked=skip)[:batch])


def _rewrapper(primary: RingKey) -> Callable[[DataKey], Rewrapped | None]:
    wrap, unwrap = wrapper(primary), unwrapper()

    def rewrapped(row: DataKey) -> Rewrapped | None:
        try:
            wrapped, of = bytes(row.wrapped), (row.purpose, row.subject)
            material = unwrap(row.kek_id, wrapped, *of)
        except (Tampered, RingRefused) as refused:
            # Without a traceback: whoever reads it needs the id and the reason.
            logger.error("Data key %s cannot be rewrapped: %s", row.pk, refused)  # noqa: TRY400
            return None
        return Rewrapped(row.pk, wrap(material, *of), row.kek_id)

    return rewrapped
