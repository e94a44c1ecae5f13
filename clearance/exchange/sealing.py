"""Files on their way in: sealed objects in the vault under keys of their own.

An object and its key have one name, that of the import it is for. Destroying the key
is enough to make the file unreadable; the object follows.
"""

import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from clearance.keys.enums import KeyPurpose
from clearance.keys.services import OpenedKey, create_key, destroy_keys, open_key
from clearance.lib import vault

MEMORY_BYTES = 8 * 1024 * 1024
"""Up to this size a file is held in memory while it is read."""

_BUFFER = 256 * 1024


@dataclass(frozen=True, slots=True)
class Measured:
    """How long a file is, and its fingerprint (SHA-256, hexadecimal)."""

    size: int
    digest: str


class Meter:
    """Measures bytes as they pass."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks
        self._hash = hashlib.sha256()
        self._size = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._hash.update(chunk)
            self._size += len(chunk)
            yield chunk

    @property
    def measured(self) -> Measured:
        return Measured(self._size, self._hash.hexdigest())


def new_file_key(name: UUID, *, now: datetime) -> OpenedKey:
    """The key of a file that is about to come."""
    return create_key(name, KeyPurpose.BATCH, now=now)


def keep(name: UUID, key: OpenedKey, chunks: Iterable[bytes]) -> Measured:
    """Seal a file into the vault as it passes; the database is not touched.

    Raises VaultUnavailable; then nothing is kept.
    """
    meter = Meter(chunks)
    vault.put(name, key.seal_stream(meter, name=str(name)))
    return meter.measured


def opened(name: UUID, *, size: int) -> BinaryIO:
    """A kept file for reading and seeking, opened through its key.

    Raises KeyGone when it is gone; reading raises NotKept, Tampered, VaultUnavailable.
    """
    key = open_key(name, KeyPurpose.BATCH)
    if size <= MEMORY_BYTES:
        return io.BytesIO(b"".join(_plain(name, key)))
    return io.BufferedReader(_Unsealed(name, key, size), _BUFFER)


def forget(name: UUID, *, by: Any, now: datetime) -> None:
    """Destroy the key, then the object; what is gone already is gone."""
    destroy_keys([name], KeyPurpose.BATCH, by=by, now=now)
    vault.delete(name)


def _plain(name: UUID, key: OpenedKey) -> Iterator[bytes]:
    return key.unseal_stream(vault.get(name), name=str(name))


class _Unsealed(io.RawIOBase):
    """A sealed stream as a seekable file: to go back, it is opened from its start."""

    def __init__(self, name: UUID, key: OpenedKey, size: int) -> None:
        self._name = name
        self._key = key
        self._size = size
        self._at = 0
        self._block = b""
        self._block_at = 0
        self._blocks = _plain(name, key)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}
        self._at = max(0, start[whence] + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        if self._at < self._block_at:
            self._restart()
        while self._at >= self._block_at + len(self._block):
            self._block_at += len(self._block)
            self._block = next(self._blocks, b"")
            if not self._block:
                return 0
        begin = self._at - self._block_at
        some = self._block[begin : begin + len(buffer)]
        buffer[: len(some)] = some
        self._at += len(some)
        return len(some)

    def _restart(self) -> None:
        self._blocks = _plain(self._name, self._key)
        self._block = b""
        self._block_at = 0
