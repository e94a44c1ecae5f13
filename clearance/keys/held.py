"""The ring this process holds: from its file, else from the environment.

`CLEARANCE_KEYRING_FILE` wins over `CLEARANCE_KEYRING`. The file is read again when it
changes, so that a new primary key reaches every process without a restart.
"""

import fcntl
import os
import stat
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from clearance.keys.errors import RingRefused, UnknownKey
from clearance.keys.ring import Ring, RingKey

_LOCK = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC

type _Source = tuple[str | int, ...]

_last: tuple[_Source, Ring] | None = None


def current_ring(*, reread: bool = False) -> Ring:
    """The ring in force.

    Raises RingRefused when none is configured, it is malformed, or its file may be
    read by anyone but its owner.
    """
    global _last
    source = _source()
    if _last is not None and _last[0] == source and not reread:
        return _last[1]
    ring = Ring.from_json(_text())
    _last = source, ring
    return ring


def ring_key(key_id: str) -> RingKey:
    """One key by its id; a process that meets an unknown id reads the ring once more.

    Raises UnknownKey when it is still unknown, or destroyed.
    """
    try:
        return current_ring().key(key_id)
    except UnknownKey:
        return current_ring(reread=True).key(key_id)


def change_ring(change: Callable[[Ring], Ring]) -> None:
    """Put a changed ring in place of the file; two at once take turns.

    Raises RingRefused when the ring is not in a file this process may replace.
    """
    path = ring_file()
    if path is None:
        raise RingRefused("The key ring is in the environment: it cannot be changed.")
    try:
        taking_turns = os.open(path.with_name(f".{path.name}.lock"), _LOCK, 0o600)
    except OSError:
        raise RingRefused("The folder of the key ring cannot be written.") from None
    try:
        fcntl.flock(taking_turns, fcntl.LOCK_EX)
        change(current_ring(reread=True)).write(path)
    finally:
        os.close(taking_turns)


def ring_file() -> Path | None:
    """The file the ring is kept in, or None when the environment carries it."""
    path = settings.CLEARANCE_KEYRING_FILE
    return Path(path) if path else None


def _source() -> _Source:
    path = ring_file()
    if path is None:
        return ("environment", settings.CLEARANCE_KEYRING)
    try:
        seen = path.stat()
    except OSError:
        raise RingRefused("The key ring file cannot be read.") from None
    return (str(path), seen.st_ino, seen.st_mtime_ns, seen.st_size, seen.st_mode)


def _text() -> str:
    path = ring_file()
    if path is not None:
        return _owner_only(path)
    if not settings.CLEARANCE_KEYRING:
        message = "No key ring: set CLEARANCE_KEYRING_FILE or CLEARANCE_KEYRING."
        raise RingRefused(message)
    return str(settings.CLEARANCE_KEYRING)


def _owner_only(path: Path) -> str:
    try:
        with path.open() as file:
            # Asked of the open file, so that it cannot be exchanged in between.
            mode = os.fstat(file.fileno()).st_mode
            if mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise RingRefused("The key ring file may be read by others: chmod 600.")
            return file.read()
    except (OSError, UnicodeDecodeError):
        raise RingRefused("The key ring file cannot be read.") from None
