"""The vault in a folder: owner-only, and a file is there whole or not at all."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files.storage import FileSystemStorage

from clearance.lib.vault.kept import (
    READ_BYTES,
    KeptAlready,
    NotKept,
    VaultUnavailable,
    name_at,
    place_of,
)

OWNER_ONLY = 0o700
_UNFINISHED = "unfinished"


class LocalVault(FileSystemStorage):
    """Objects as files under one folder, for one machine or a shared disk."""

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write beside, flush to the disk, then give the file its name at once."""
        target = self._file(name)
        with _faults():
            self._make_folder(target.parent)
            draft = self._draft()
        try:
            with draft:
                for chunk in chunks:
                    with _faults():
                        draft.write(chunk)
                with _faults():
                    draft.flush()
                    os.fsync(draft.fileno())
            with _faults():
                _name(Path(draft.name), target)
        finally:
            Path(draft.name).unlink(missing_ok=True)

    def get(self, name: str) -> Iterator[bytes]:
        with _faults(), _open(self._file(name)) as file:
            while chunk := file.read(READ_BYTES):
                yield chunk

    def remove(self, name: str) -> None:
        target = self._file(name)
        with _faults():
            target.unlink(missing_ok=True)
            with suppress(FileNotFoundError):
                _flush_folder(target.parent)

    def holds(self, name: str) -> bool:
        with _faults(), suppress(FileNotFoundError):
            self._file(name).stat()
            return True
        return False

    def names(self, *, before: datetime | None = None) -> Iterator[str]:
        root = Path(self.location)
        with _faults():
            for path in root.glob("??/??/*"):
                name = name_at(path.relative_to(root).as_posix())
                if name and (before is None or _kept_before(path, before)):
                    yield name

    def abandon_unfinished(self, *, before: datetime) -> int:
        with _faults():
            left = [
                path
                for path in (Path(self.location) / _UNFINISHED).glob("*")
                if _kept_before(path, before)
            ]
            for path in left:
                path.unlink(missing_ok=True)
        return len(left)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name as it is: an object is never kept under another."""
        return name

    def _save(self, name: str, content: Any) -> str:
        self.put(name, content.chunks())
        return name

    def _file(self, name: str) -> Path:
        return Path(self.location) / place_of(name)

    def _draft(self) -> BinaryIO:
        folder = Path(self.location) / _UNFINISHED
        self._make_folder(folder)
        # Made owner-only; removed by us, whether it got its name or not.
        return tempfile.NamedTemporaryFile(dir=folder, delete=False)  # type: ignore[return-value]

    def _make_folder(self, folder: Path) -> None:
        """Make a folder and those above it, owner-only at every level."""
        if folder.is_dir():
            return
        if folder != Path(self.location):
            self._make_folder(folder.parent)
        folder.mkdir(OWNER_ONLY, parents=True, exist_ok=True)
        _flush_folder(folder.parent)


def _name(draft: Path, target: Path) -> None:
    """Give a finished file its name, which must be free."""
    try:
        # A link, unlike a renaming, refuses to write over a file.
        target.hardlink_to(draft)
    except FileExistsError:
        raise KeptAlready("An object of this name is kept already.") from None
    _flush_folder(target.parent)


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise NotKept("There is no such object in the vault.") from None


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _kept_before(path: Path, instant: datetime) -> bool:
    try:
        return path.stat().st_mtime < instant.timestamp()
    except FileNotFoundError:
        return False


@contextmanager
def _faults() -> Iterator[None]:
    """Faults of the disk in the vault's words, without the path."""
    try:
        yield
    except OSError as fault:
        message = f"The vault failed: {fault.strerror or type(fault).__name__}."
        raise VaultUnavailable(message) from fault
