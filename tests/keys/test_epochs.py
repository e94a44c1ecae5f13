"""An erased key dies with its week, in every backup."""

from datetime import timedelta
from uuid import uuid4

import pytest

from clearance.keys.held import current_ring
from clearance.keys.models import DataKey
from clearance.keys.ring import Purpose, Status
from clearance.keys.services import (
    add_kek,
    backups_unreadable_at,
    create_keys,
    drive_epochs,
    epochs_on,
    open_key,
    ring_problems,
)

pytestmark = pytest.mark.django_db
NOTHING = {"started": 0, "rewrapped": 0, "destroyed": 0}


def days(count):
    return timedelta(days=count)


def statuses():
    return [key.status for key in current_ring().keys.values() if key.purpose == "kek"]


def test_within_the_week_there_is_nothing_to_do(ring_path, now):
    before = ring_path.read_bytes()

    done = drive_epochs(now=now + days(6))

    assert done == NOTHING
    assert ring_path.read_bytes() == before


def test_after_a_week_a_new_key_wraps_everything(ring_path, now):
    create_keys([uuid4(), uuid4()], "PERSON", now=now)

    done = drive_epochs(now=now + days(7))

    assert done == {"started": 1, "rewrapped": 2, "destroyed": 0}
    assert statuses() == [Status.DECRYPT, Status.ACTIVE]
    assert drive_epochs(now=now + days(7)) == NOTHING


def test_a_week_begun_by_a_killed_process_is_finished_by_the_next(ring_path, now):
    create_keys([uuid4(), uuid4()], "PERSON", now=now)
    add_kek(now=now + days(7), destroy_after=now + days(42))

    done = drive_epochs(now=now + days(7))

    assert done == {"started": 0, "rewrapped": 2, "destroyed": 0}


def test_a_key_is_destroyed_when_its_last_backup_is_gone(ring_path, now):
    subject = uuid4()
    create_keys([subject], "PERSON", now=now)
    drive_epochs(now=now + days(7))
    old = current_ring().usable(Purpose.KEK)[1]

    early = drive_epochs(now=now + days(7 + 34))
    due = drive_epochs(now=now + days(7 + 35))

    assert early == {"started": 1, "rewrapped": 1, "destroyed": 0}
    assert due == {"started": 0, "rewrapped": 0, "destroyed": 1}
    assert current_ring().keys[old.id].status == Status.DESTROYED
    assert ring_path.read_bytes().find(old.as_json()["material"].encode()) == -1
    assert open_key(subject, "PERSON").subject == subject
    assert ring_problems() == []


def test_a_key_still_needed_is_not_destroyed(ring_path, now):
    create_keys([uuid4()], "PERSON", now=now)
    old_id = current_ring().primary[Purpose.KEK]
    drive_epochs(now=now + days(7))
    # Damaged, so that it cannot be rewrapped: an operator has to look first.
    DataKey.objects.update(kek_id=old_id, wrapped=b"\x01" + bytes(60))

    done = drive_epochs(now=now + days(60))

    assert done == {"started": 1, "rewrapped": 0, "destroyed": 0}
    assert current_ring().keys[old_id].status == Status.DECRYPT


def test_the_day_is_promised_and_kept(ring_path, now):
    erased_at = now + days(3)

    promised = backups_unreadable_at(now=erased_at)

    assert promised == now + days(42)
    old_id = current_ring().primary[Purpose.KEK]
    drive_epochs(now=now + days(7))
    drive_epochs(now=promised)
    assert current_ring().keys[old_id].status == Status.DESTROYED


def test_a_ring_in_the_environment_has_no_epochs(ring, now):
    assert epochs_on() is False
    assert drive_epochs(now=now + days(70)) == NOTHING
    assert backups_unreadable_at(now=now) is None
