"""Files that only grow, a line at a time: on disk before the call returns.

For what must survive the database: they lie elsewhere, readable by their owner only.
One writer at a time; the caller holds the lock that makes it so.
"""

import errno
import os
from collections import deque
from collections.abc import Iterator
from pathlib import Path


def append(file: Path, line: bytes) -> None:
    """Add one line and wait until the disk has it.

    All of it or nothing: what a kill or a full disk left of an earlier line goes
    first. Raises OSError, after which the file is as before.
    """
    made = not file.exists()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        whole = _length_of_whole_lines(handle)
        os.ftruncate(handle, whole)
        try:
            _write(handle, line + b"\n")
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, whole)
            raise
    finally:
        os.close(handle)
    if made:
        _sync_folder(file.parent)


def lines(file: Path) -> Iterator[bytes]:
    """The whole lines of the file; none when there is no file. Raises OSError."""
    try:
        with file.open("rb") as opened:
            for line in opened:
                if line.endswith(b"\n"):
                    yield line[:-1]
    except FileNotFoundError:
        return


def last_line(file: Path) -> bytes | None:
    last = deque(lines(file), maxlen=1)
    return last[0] if last else None


def _write(handle: int, text: bytes) -> None:
    if os.write(handle, text) != len(text):
        raise OSError(errno.ENOSPC, "a line was written in part")


def _length_of_whole_lines(handle: int) -> int:
    """How far the file reaches up to its last line break."""
    end = os.lseek(handle, 0, os.SEEK_END)
    while end:
        start = max(0, end - 4096)
        if (at := os.pread(handle, end - start, start).rfind(b"\n")) >= 0:
            return start + at + 1
        end = start
    return 0


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
