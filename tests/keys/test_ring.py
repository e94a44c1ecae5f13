"""The key ring is read from its owner's file alone, and says what is wrong with it."""

import json
import stat
from dataclasses import replace

import pytest

from clearance.keys.errors import RingRefused, UnknownKey
from clearance.keys.held import change_ring, current_ring, ring_key
from clearance.keys.ring import Purpose, Ring, RingKey, Status, generate
from clearance.keys.services import ring_problems, write_new_ring


def test_a_new_ring_has_one_independent_key_for_each_purpose(now):
    ring = generate(now)

    assert set(ring.primary) == {"kek", "bidx", "audit", "token", "anchor"}
    assert len({key.material for key in ring.keys.values()}) == 5
    assert {len(key.material) for key in ring.keys.values()} == {32}
    assert ring.problems() == []


def test_a_ring_is_read_as_it_was_written(now, tmp_path):
    ring = generate(now)

    ring.write(tmp_path / "keyring.json")

    assert Ring.from_json((tmp_path / "keyring.json").read_bytes()) == ring
    assert [path.name for path in tmp_path.iterdir()] == ["keyring.json"]


def test_a_ring_file_is_for_its_owner_alone(now, tmp_path):
    path = tmp_path / "keyring.json"

    write_new_ring(path, now=now)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_first_ring_never_replaces_another(now, tmp_path):
    path = tmp_path / "keyring.json"
    write_new_ring(path, now=now)
    before = path.read_bytes()

    with pytest.raises(FileExistsError):
        write_new_ring(path, now=now)

    assert path.read_bytes() == before


def test_a_key_never_shows_its_material(now):
    key = RingKey.fresh(Purpose.KEK, now)

    assert repr(key.material) not in repr(key)
    assert repr(key).startswith("RingKey(id='kek-20260302-")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666, 0o610])
def test_a_ring_file_others_may_touch_is_refused(ring_path, mode):
    ring_path.chmod(mode)

    with pytest.raises(RingRefused) as refused:
        current_ring()

    assert str(refused.value) == "The key ring file may be read by others: chmod 600."
    assert ring_problems(with_rows=False) == [str(refused.value)]


def test_permissions_that_widen_later_are_noticed(ring_path):
    current_ring()

    ring_path.chmod(0o644)

    with pytest.raises(RingRefused):
        current_ring()


def test_a_missing_ring_file_is_refused(ring_path):
    ring_path.unlink()

    assert ring_problems(with_rows=False) == ["The key ring file cannot be read."]


def test_no_ring_at_all_is_refused(settings):
    settings.CLEARANCE_KEYRING_FILE = ""
    settings.CLEARANCE_KEYRING = ""

    assert ring_problems(with_rows=False) == [
        "No key ring: set CLEARANCE_KEYRING_FILE or CLEARANCE_KEYRING."
    ]


def test_the_file_wins_over_the_environment(ring_path, settings, now):
    settings.CLEARANCE_KEYRING = json.dumps(generate(now).as_json())

    assert current_ring() == Ring.from_json(ring_path.read_bytes())


def spoil(ring, **changes):
    said = ring.as_json()
    said["keys"][ring.primary[Purpose.KEK]].update(changes)
    return json.dumps(said)


@pytest.mark.parametrize(
    "changes",
    [
        {"material": "c2hvcnQ="},
        {"material": "not base64!"},
        {"material": None},
        {"material": 5},
        {"purpose": "dice"},
        {"purpose": None},
        {"status": "asleep"},
        {"not_before": "yesterday"},
        {"not_before": "2026-03-02T09:00:00"},
    ],
)
def test_a_malformed_key_is_refused_by_its_id(settings, ring, changes):
    settings.CLEARANCE_KEYRING = spoil(ring, **changes)

    with pytest.raises(RingRefused) as refused:
        current_ring()

    kek_id = ring.primary[Purpose.KEK]
    assert str(refused.value) == f"The key ring is malformed at {kek_id!r}."
    assert refused.value.__suppress_context__


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", "{", '{"keys": [], "primary": {}}', "\x00"]
)
def test_what_is_no_ring_is_refused(text):
    with pytest.raises(RingRefused):
        Ring.from_json(text)


def test_a_missing_primary_key_is_named(settings, ring):
    said = ring.as_json()
    del said["primary"]["bidx"]
    settings.CLEARANCE_KEYRING = json.dumps(said)

    assert ring_problems(with_rows=False) == [
        "The key ring has no primary key for 'bidx'."
    ]


def test_a_primary_of_another_purpose_is_no_primary(settings, ring):
    said = ring.as_json()
    said["primary"]["kek"] = said["primary"]["audit"]
    settings.CLEARANCE_KEYRING = json.dumps(said)

    assert ring_problems(with_rows=False) == [
        "The key ring has no primary key for 'kek'."
    ]


def test_material_used_twice_is_named(settings, ring):
    twin = replace(ring.primary_key(Purpose.KEK), id="twin", purpose=Purpose.AUDIT)
    settings.CLEARANCE_KEYRING = json.dumps(ring.with_keys(twin).as_json())

    assert ring_problems(with_rows=False) == [
        f"The material of key {ring.primary['kek']!r} is used more than once.",
        "The material of key 'twin' is used more than once.",
    ]


def test_a_destroyed_key_keeps_its_id_and_nothing_else(ring):
    kek = ring.primary_key(Purpose.KEK)

    after = ring.with_keys(kek.destroyed())

    assert after.as_json()["keys"][kek.id]["material"] == ""
    assert Ring.from_json(json.dumps(after.as_json())).keys[kek.id].status == (
        Status.DESTROYED
    )
    with pytest.raises(UnknownKey):
        after.key(kek.id)


def test_a_key_added_by_another_process_is_found(ring_path, now):
    current_ring()
    added = RingKey.fresh(Purpose.KEK, now)

    Ring.from_json(ring_path.read_bytes()).with_primary(added).write(ring_path)

    assert ring_key(added.id) == added
    assert current_ring().primary_key(Purpose.KEK) == added


def test_an_unknown_key_is_named(ring):
    with pytest.raises(UnknownKey) as refused:
        ring_key("kek-lost")

    assert refused.value.key_id == "kek-lost"


def test_a_ring_in_the_environment_cannot_be_changed(ring):
    with pytest.raises(RingRefused):
        change_ring(lambda same: same)
