"""Row identities that sort by the time they were made, and their short references.

Layout: RFC 9562, version 7. 48 bits of milliseconds, then a 34-bit counter that
starts at random in each millisecond, then 40 random bits, of which the reference
that people read out is made.
"""

import os
import time
from threading import Lock
from uuid import UUID

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base 32 without I, L, O and U, which are misread or misheard."""

_VERSION_AND_VARIANT = (7 << 76) | (2 << 62)
_RANDOM_BYTES = 5
_BLOCK = 4000


class _Clock:
    """The last moment given out by this process, and random bytes drawn ahead."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.forget()

    def forget(self) -> None:
        self.millisecond = 0
        self.counter = 0
        self.block = b""
        self.used = 0

    def draw(self) -> int:
        """Forty random bits, from a block so that the system is asked rarely."""
        if self.used >= len(self.block):
            self.block = os.urandom(_BLOCK)
            self.used = 0
        start = self.used
        self.used = start + _RANDOM_BYTES
        return int.from_bytes(self.block[start : self.used])

    def tick(self) -> None:
        """Move to the next moment, never backwards even when the clock is set back."""
        now = time.time_ns() // 1_000_000
        if now > self.millisecond:
            self.millisecond = now
        elif self.counter + 1 < 1 << 34:
            self.counter += 1
            return
        else:
            self.millisecond += 1
        # The top bit starts clear, so that the counter has room to grow.
        self.counter = self.draw() & ((1 << 33) - 1)


_clock = _Clock()


def _start_afresh() -> None:
    """A forked process must not give out what its parent will give out too."""
    _clock.lock = Lock()
    _clock.forget()


os.register_at_fork(after_in_child=_start_afresh)


def uuid7() -> UUID:
    """A new identity, greater than every one this process made before."""
    with _clock.lock:
        _clock.tick()
        millisecond, counter, random = (
            _clock.millisecond,
            _clock.counter,
            _clock.draw(),
        )
    high, low = counter >> 22, counter & 0x3F_FFFF
    return UUID(
        int=(millisecond << 80)
        | _VERSION_AND_VARIANT
        | (high << 64)
        | (low << 40)
        | random
    )


def reference(prefix: str, uuid: UUID) -> str:
    """The short name of a row for people, such as `R-7K3F9QXA`.

    Made of the 40 random low bits. Two rows may share one by chance (in a million
    rows a pair is expected in four cases of ten): the column that keeps it is unique,
    and the maker draws again.
    """
    low = uuid.int & ((1 << 40) - 1)
    letters = [CROCKFORD[(low >> shift) & 31] for shift in range(35, -1, -5)]
    return f"{prefix}-{''.join(letters)}"
