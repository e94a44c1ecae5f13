"""Epochs of the key-encryption key: what makes an erasure reach into the backups.

A deleted data key stays readable in old pages, logs and backups, but wrapped. Each week
has its own wrapping key; once the last backup of its week is past its retention, the
wrapping key is destroyed, and with it every data key erased in that week.
"""

import os
from datetime import datetime, timedelta

from clearance.keys.held import change_ring, current_ring, ring_file
from clearance.keys.models import DataKey
from clearance.keys.ring import Purpose, Ring, RingKey, Status
from clearance.keys.services.rotation import add_kek, rewrap

EPOCH = timedelta(days=7)
BACKUP_RETENTION = timedelta(days=35)


def epochs_on() -> bool:
    """Whether this process can turn epochs: the ring is in a file it may replace."""
    path = ring_file()
    return path is not None and os.access(path.parent, os.W_OK)


def drive_epochs(*, now: datetime) -> dict[str, int]:
    """Do what is due: begin an epoch, rewrap what is left, destroy keys past it.

    Counts under "started", "rewrapped" and "destroyed"; all zero when epochs are off.
    Safe to run at any time and again after a kill.
    """
    if not epochs_on():
        return {"started": 0, "rewrapped": 0, "destroyed": 0}
    primary = current_ring().primary_key(Purpose.KEK)
    began = primary.not_before
    due = began is None or now >= began + EPOCH
    if due:
        add_kek(now=now, destroy_after=now + BACKUP_RETENTION)
    return {
        "started": int(due),
        "rewrapped": rewrap()["rewrapped"] if _several_keks() else 0,
        "destroyed": _destroy_past(now),
    }


def backups_unreadable_at(*, now: datetime) -> datetime | None:
    """When the last backup of a data key erased now becomes unreadable.

    At most 42 days ahead; None while epochs are off: then no day can be promised.
    """
    if not epochs_on():
        return None
    began = current_ring().primary_key(Purpose.KEK).not_before
    return max(now, (began or now) + EPOCH) + BACKUP_RETENTION


def _several_keks() -> bool:
    return len(current_ring().usable(Purpose.KEK)) > 1


def _destroy_past(now: datetime) -> int:
    past = [key.id for key in current_ring().usable(Purpose.KEK) if _is_past(key, now)]
    used = set(DataKey.objects.wrapping_ids()) if past else set()
    destroyed = [key_id for key_id in past if key_id not in used]
    if destroyed:
        change_ring(lambda ring: _without(ring, destroyed))
    return len(destroyed)


def _is_past(key: RingKey, now: datetime) -> bool:
    ends = key.destroy_after
    return key.status is Status.DECRYPT and ends is not None and ends <= now


def _without(ring: Ring, key_ids: list[str]) -> Ring:
    return ring.with_keys(*(ring.keys[key_id].destroyed() for key_id in key_ids))
