"""Rotation leaves every value readable, and may be killed at any moment."""

import json
import os
import signal
import time
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from clearance.keys.held import current_ring
from clearance.keys.models import DataKey
from clearance.keys.ring import Purpose, RingKey
from clearance.keys.services import (
    add_kek,
    create_keys,
    destroy_keys,
    open_keys,
    rewrap,
    rewrap_batches,
)
from clearance.keys.services.statements import Rewrapped, keep_rewrapped

PLACE = ("clearance.recipient", uuid4(), "sealed")


def people(count, now):
    """Subjects with a key and what it sealed."""
    keys = create_keys([uuid4() for _ in range(count)], "PERSON", now=now)
    return {of: key.seal(*PLACE, {"name": str(of)}) for of, key in keys.items()}


def all_open(sealed):
    keys = open_keys(sealed, "PERSON")
    return {
        of: keys[of].unseal(*PLACE, blob)["name"] for of, blob in sealed.items()
    } == {of: str(of) for of in sealed}


@pytest.mark.django_db
def test_keys_are_rewrapped_and_open_what_they_sealed(ring_path, now):
    sealed = people(25, now)
    before = dict(DataKey.objects.values_list("pk", "wrapped"))
    new_id = add_kek(now=now)

    result = rewrap(batch=10)

    assert result == {"rewrapped": 25, "on_old_keys": 0}
    assert set(DataKey.objects.values_list("kek_id", flat=True)) == {new_id}
    after = dict(DataKey.objects.values_list("pk", "wrapped"))
    assert all(bytes(after[pk]) != bytes(before[pk]) for pk in before)
    assert all_open(sealed)


@pytest.mark.django_db
def test_once_rewrapped_the_old_key_is_not_needed(ring_path, now):
    sealed = people(5, now)
    old = current_ring().primary_key(Purpose.KEK)
    add_kek(now=now)
    rewrap()

    current_ring().with_keys(old.destroyed()).write(ring_path)

    assert all_open(sealed)


@pytest.mark.django_db
def test_rotation_stopped_between_batches_goes_on(ring_path, now):
    sealed = people(25, now)
    add_kek(now=now)
    batches = rewrap_batches(batch=10)
    assert next(batches) == 10
    batches.close()
    assert all_open(sealed)

    result = rewrap(batch=10)

    assert result == {"rewrapped": 15, "on_old_keys": 0}
    assert all_open(sealed)


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
@pytest.mark.django_db(transaction=True)
def test_rotation_killed_half_way_goes_on(ring_path, now):
    sealed = people(2_000, now)
    new_id = add_kek(now=now)
    connections.close_all()

    child = os.fork()
    if child == 0:
        try:
            rewrap(batch=5)
        finally:
            os._exit(0)
    while not DataKey.objects.filter(kek_id=new_id).exists():
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)

    done = DataKey.objects.filter(kek_id=new_id).count()
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert 0 < done < 2_000
    assert done % 5 == 0
    assert all_open(sealed)
    assert rewrap() == {"rewrapped": 2_000 - done, "on_old_keys": 0}
    assert all_open(sealed)


@pytest.mark.django_db
def test_a_second_rotation_has_nothing_to_do(ring_path, now):
    people(3, now)
    add_kek(now=now)
    rewrap()
    before = list(DataKey.objects.order_by("pk").values())

    result = rewrap()

    assert result == {"rewrapped": 0, "on_old_keys": 0}
    assert list(DataKey.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_a_key_that_cannot_be_opened_is_left_and_counted(ring_path, now, caplog):
    sealed = people(12, now)
    lost, altered = DataKey.objects.order_by("pk")[2:4]
    DataKey.objects.filter(pk=lost.pk).update(kek_id="kek-lost")
    DataKey.objects.filter(pk=altered.pk).update(wrapped=b"\x01" + bytes(60))
    add_kek(now=now)

    result = rewrap(batch=4)

    assert result == {"rewrapped": 10, "on_old_keys": 2}
    assert [record.getMessage().split()[2] for record in caplog.records] == [
        str(lost.pk),
        str(altered.pk),
    ]
    good = sealed.keys() - {lost.subject, altered.subject}
    assert all_open({of: sealed[of] for of in good})


@pytest.mark.django_db
def test_a_key_erased_meanwhile_does_not_come_back(ring_path, now):
    sealed = people(20, now)
    add_kek(now=now)
    batches = rewrap_batches(batch=5)
    next(batches)

    destroy_keys(sealed, "PERSON", by=None, now=now)

    assert list(batches) == []
    assert DataKey.objects.count() == 0


@pytest.mark.django_db
def test_a_key_that_changed_since_it_was_read_is_left_alone(ring_path, now):
    people(3, now)
    erased, again, same = DataKey.objects.order_by("pk")
    read = [Rewrapped(row.pk, b"new", row.kek_id) for row in (erased, again, same)]
    erased.delete()
    DataKey.objects.filter(pk=again.pk).update(kek_id="kek-newest", wrapped=b"newest")

    done = keep_rewrapped(read, kek_id="kek-new", now=now)

    assert done == 1
    kept = DataKey.objects.order_by("pk").values_list("pk", "kek_id", "wrapped")
    assert [(pk, kek_id, bytes(wrapped)) for pk, kek_id, wrapped in kept] == [
        (again.pk, "kek-newest", b"newest"),
        (same.pk, "kek-new", b"new"),
    ]


@pytest.mark.django_db
def test_new_keys_come_under_the_new_key_at_once(ring_path, now):
    people(1, now)

    new_id = add_kek(now=now)
    people(1, now)

    assert DataKey.objects.order_by("pk").last().kek_id == new_id


@pytest.mark.django_db
def test_the_command_says_what_it_did(ring_path, now, capsys):
    people(3, now)
    added = RingKey.fresh(Purpose.KEK, now)
    current_ring().with_primary(added).write(ring_path)

    call_command("rotate_keys")

    assert json.loads(capsys.readouterr().out) == {"rewrapped": 3, "on_old_keys": 0}


@pytest.mark.django_db
def test_the_command_takes_json_as_every_other(ring, capsys):
    call_command("rotate_keys", "--json")
    with pytest.raises(CommandError):
        call_command("rotate_keys", "--json", "--new-key")

    said, refused = map(json.loads, capsys.readouterr().out.splitlines())
    assert said == {"rewrapped": 0, "on_old_keys": 0}
    assert refused["error"]["code"] == "keyring"


@pytest.mark.django_db
def test_the_command_can_add_the_key(ring_path, now, capsys):
    people(3, now)
    before = current_ring().primary[Purpose.KEK]

    call_command("rotate_keys", "--new-key")

    assert json.loads(capsys.readouterr().out) == {"rewrapped": 3, "on_old_keys": 0}
    assert current_ring().primary[Purpose.KEK] != before


@pytest.mark.django_db
def test_the_command_refuses_where_the_ring_cannot_be_changed(ring):
    with pytest.raises(CommandError) as refused:
        call_command("rotate_keys", "--new-key")

    assert str(refused.value) == (
        "The key ring is in the environment: it cannot be changed."
    )
