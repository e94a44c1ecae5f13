"""The vault in a folder: whole objects, owner-only, never written over."""

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from clearance.lib import vault
from clearance.lib.uuid7 import uuid7
from clearance.lib.vault import KeptAlready, NotKept, VaultUnavailable

NAME = "01890000-0000-7000-8000-00000000abcd"
SOON = timedelta(minutes=1)


@pytest.fixture
def root(settings, tmp_path) -> Path:
    """The folder of a vault of the test's own."""
    location = tmp_path / "deep" / "vault"
    settings.STORAGES = {
        **settings.STORAGES,
        "vault": {
            "BACKEND": "clearance.lib.vault.LocalVault",
            "OPTIONS": {"location": str(location)},
        },
    }
    return location


def files(root):
    return [path for path in root.rglob("*") if path.is_file()]


def broken_off(*chunks):
    yield from chunks
    raise RuntimeError("the sender went away")


def test_an_object_is_given_back_as_it_was_put(root):
    vault.put(NAME, [b"sealed ", b"", b"bytes"])

    assert b"".join(vault.get(NAME)) == b"sealed bytes"
    assert vault.exists(NAME) is True
    assert list(vault.names()) == [NAME]


def test_a_large_object_comes_in_pieces(root):
    data = os.urandom(1_000_000)

    vault.put(UUID(NAME), [data])

    pieces = list(vault.get(UUID(NAME)))
    assert b"".join(pieces) == data
    assert max(len(piece) for piece in pieces) == 256 * 1024


def test_an_empty_object_is_kept_too(root):
    vault.put(NAME, [])

    assert b"".join(vault.get(NAME)) == b""
    assert vault.exists(NAME) is True


def test_objects_are_spread_over_folders_by_their_random_letters(root):
    vault.put(NAME, [b"x"])

    assert [path.relative_to(root).as_posix() for path in files(root)] == [
        f"cd/ab/{NAME}"
    ]


def test_files_and_folders_are_for_their_owner_alone(root):
    before = os.umask(0)
    try:
        vault.put(NAME, [b"x"])
    finally:
        os.umask(before)

    modes = {stat.S_IMODE(path.stat().st_mode) for path in files(root)}
    folders = [root, *(path for path in root.rglob("*") if path.is_dir())]
    assert modes == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}


def test_nothing_is_written_over(root):
    vault.put(NAME, [b"first"])

    with pytest.raises(KeptAlready):
        vault.put(NAME, [b"second"])

    assert b"".join(vault.get(NAME)) == b"first"
    assert len(files(root)) == 1


def test_an_object_broken_off_is_not_there(root):
    with pytest.raises(RuntimeError):
        vault.put(NAME, broken_off(b"half"))

    assert vault.exists(NAME) is False
    assert files(root) == []


def test_an_object_is_not_there_before_it_is_whole(root):
    seen = []

    def chunks():
        yield b"half"
        seen.append(vault.exists(NAME))
        yield b"whole"

    vault.put(NAME, chunks())

    assert seen == [False]
    assert vault.exists(NAME) is True


def test_a_deleted_object_is_gone_and_may_be_deleted_again(root):
    vault.put(NAME, [b"x"])

    vault.delete(NAME)
    vault.delete(NAME)

    assert vault.exists(NAME) is False
    assert list(vault.names()) == []


def test_a_lost_object_is_named_as_such(root):
    assert vault.exists(NAME) is False
    with pytest.raises(NotKept):
        next(vault.get(NAME))


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "x", "a/b", "\0"])
def test_only_uuids_are_names(root, name):
    for ask in (
        lambda: vault.put(name, [b"x"]),
        lambda: next(vault.get(name)),
        lambda: vault.delete(name),
        lambda: vault.exists(name),
    ):
        with pytest.raises(ValueError):
            ask()
    assert not root.exists()


def test_only_older_objects_are_listed_when_asked(root):
    old, new = str(uuid7()), str(uuid7())
    vault.put(old, [b"x"])
    vault.put(new, [b"x"])
    yesterday = datetime.now(UTC) - timedelta(days=1)
    path = next(path for path in files(root) if path.name == old)
    os.utime(path, (yesterday.timestamp(), yesterday.timestamp()))

    listed = list(vault.names(before=datetime.now(UTC) - timedelta(hours=1)))

    assert listed == [old]
    assert set(vault.names()) == {old, new}


def test_what_is_not_ours_is_not_listed(root):
    vault.put(NAME, [b"x"])
    (root / "cd" / "ab" / "notes.txt").write_text("x")
    (root / "00" / "00").mkdir(parents=True)
    (root / "00" / "00" / NAME).write_text("in the wrong place")

    assert list(vault.names()) == [NAME]


def test_an_empty_vault_lists_nothing(root):
    assert list(vault.names()) == []
    assert vault.abandon_unfinished(before=datetime.now(UTC)) == 0


def test_what_a_killed_process_left_is_cleared_once_old_enough(root):
    vault.put(NAME, [b"x"])
    left = root / "unfinished" / "tmpkilled"
    left.write_bytes(b"half")
    now = datetime.now(UTC)

    assert list(vault.names()) == [NAME]
    assert vault.abandon_unfinished(before=now - SOON) == 0
    assert vault.abandon_unfinished(before=now + SOON) == 1
    assert not left.exists()
    assert vault.exists(NAME) is True


def test_a_folder_that_cannot_be_used_is_unavailable(root):
    root.parent.mkdir(parents=True)
    root.write_text("a file where the folder should be")

    with pytest.raises(VaultUnavailable):
        vault.put(NAME, [b"x"])
    with pytest.raises(VaultUnavailable):
        vault.exists(NAME)
    with pytest.raises(VaultUnavailable):
        next(vault.get(NAME))


def test_a_fault_names_neither_the_path_nor_the_bytes(root):
    folder = root / "cd" / "ab"
    folder.mkdir(parents=True)
    (folder / NAME).mkdir()

    with pytest.raises(VaultUnavailable) as fault:
        next(vault.get(NAME))

    assert str(fault.value) == "The vault failed: Is a directory."


def test_the_storage_interface_keeps_the_same_rules(root):
    storage = storages["vault"]

    kept_as = storage.save(NAME, ContentFile(b"x"))

    assert kept_as == NAME
    with pytest.raises(KeptAlready):
        storage.save(NAME, ContentFile(b"y"))
    assert b"".join(vault.get(NAME)) == b"x"
