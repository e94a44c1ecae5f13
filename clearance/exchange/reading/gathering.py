"""Records of one order, wherever they stand in the file, in bounded memory.

Records of an order need not be adjacent. A first pass counts the runs of adjacent
records of each order number, by digest, and keeps the counts of those with more than
one run. The second pass hands over an order when its last run has ended. What waits is
packed; when too much waits, orders are put off to a further pass over the file instead
of growing the process or touching the disk.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from clearance.exchange.reading import limits
from clearance.exchange.reading.cells import Numeric
from clearance.exchange.reading.problems import Problem, problem
from clearance.exchange.reading.tables import Record

type Gathered = tuple[str, list[Record]]
"""An order number and its records."""

_BUCKETS: Final = 64
_DONE: Final = 0
_WAITING: Final = 1
_PUT_OFF: Final = 2


class Runs:
    """How many runs of adjacent records the scattered order numbers have."""

    def __init__(self) -> None:
        self._buckets = [array("q") for _ in range(_BUCKETS)]
        self._last = ""
        self.digests = array("q")
        self.counts = array("L")

    def add(self, number: str) -> bool:
        """Note the number of the next record; say whether a new run begins."""
        if number == self._last:
            return False
        self._last = number
        digest = hash(number)
        self._buckets[digest % _BUCKETS].append(digest)
        return True

    def close(self) -> None:
        """Keep only numbers with several runs, sorted; forget the rest."""
        scattered: list[tuple[int, int]] = []
        while self._buckets:
            ordered = sorted(self._buckets.pop())
            begin = 0
            for end in range(1, len(ordered) + 1):
                if end == len(ordered) or ordered[end] != ordered[begin]:
                    if end - begin > 1:
                        scattered.append((ordered[begin], end - begin))
                    begin = end
        scattered.sort()
        self.digests = array("q", (digest for digest, _count in scattered))
        self.counts = array("L", (count for _digest, count in scattered))

    def index(self, number: str) -> int:
        """Where a scattered number stands, or -1."""
        if not self.digests:
            return -1
        digest = hash(number)
        at = bisect_left(self.digests, digest)
        return at if at < len(self.digests) and self.digests[at] == digest else -1


@dataclass(slots=True)
class _Held:
    """Records of one order that wait for the rest, as bytes."""

    index: int
    records: list[tuple[int, bytes, tuple[int, ...], tuple[Problem, ...]]] = field(
        default_factory=list
    )
    size: int = 0

    def add(self, record: Record) -> int:
        row, cells, flaws = record
        numeric = tuple(
            at for at, cell in enumerate(cells) if isinstance(cell, Numeric)
        )
        packed = "\0".join(cells).encode("utf-8", "surrogatepass")
        self.records.append((row, packed, numeric, tuple(flaws)))
        size = len(packed) + 200
        self.size += size
        return size

    def complain(self) -> None:
        row, packed, numeric, flaws = self.records[-1]
        if not any(flaw.code == "too_large" for flaw in flaws):
            flaws = (*flaws, problem("too_large", row=row))
            self.records[-1] = (row, packed, numeric, flaws)

    def unpack(self) -> list[Record]:
        found: list[Record] = []
        for row, packed, numeric, flaws in self.records:
            cells = packed.decode("utf-8", "surrogatepass").split("\0")
            for at in numeric:
                cells[at] = Numeric(cells[at])
            found.append((row, cells, flaws))
        return found


def gather(
    read: Callable[[], Iterator[tuple[str, Record]]],
    runs: Runs,
    *,
    held_bytes: int = limits.HELD_BYTES,
) -> Iterator[Gathered]:
    """The records of each order, order by order; a record without a number alone.

    `read` starts at the first record each time it is called; its numbers are "" for
    records that stand alone. The result is the same on every run.
    """
    states = bytearray([_WAITING]) * len(runs.digests)
    yield from _Pass(runs, states, held_bytes, first=True).over(read())
    while _PUT_OFF in states:
        states = states.replace(bytes([_PUT_OFF]), bytes([_WAITING]))
        yield from _Pass(runs, states, held_bytes, first=False).over(read())


class _Pass:
    """One pass over the file."""

    def __init__(
        self, runs: Runs, states: bytearray, held_bytes: int, *, first: bool
    ) -> None:
        self._runs = runs
        self._states = states
        self._left = array("L", runs.counts)
        self._first = first
        self._held: dict[str, _Held] = {}
        self._size = 0
        self._most = held_bytes

    def over(self, records: Iterator[tuple[str, Record]]) -> Iterator[Gathered]:
        number = ""
        run: list[Record] = []
        size = 0
        for found, record in records:
            if not found:
                if self._first:
                    yield "", [record]
                continue
            if found != number:
                yield from self._end_run(number, run)
                number, run, size = found, [], 0
            elif run:
                size += sum(map(len, record[1]))
                if _too_large(len(run), size):
                    _complain(run)
                    continue
            run.append(record)
        yield from self._end_run(number, run)
        for number, held in self._held.items():
            self._states[held.index] = _DONE
            yield number, held.unpack()

    def _end_run(self, number: str, run: list[Record]) -> Iterator[Gathered]:
        if not run:
            return
        index = self._runs.index(number)
        if index < 0:
            if self._first:
                yield number, run
            return
        self._left[index] -= 1
        if self._states[index] != _WAITING:
            return
        held = self._held.get(number)
        if held is None:
            if self._held and self._size > self._most:
                self._states[index] = _PUT_OFF
                return
            held = self._held[number] = _Held(index)
        for record in run:
            if _too_large(len(held.records), held.size):
                held.complain()
                break
            self._size += held.add(record)
        if not self._left[index]:
            del self._held[number]
            self._size -= held.size
            self._states[index] = _DONE
            yield number, held.unpack()
        elif self._size > 2 * self._most and number != next(iter(self._held)):
            del self._held[number]
            self._size -= held.size
            self._states[index] = _PUT_OFF


def _too_large(records: int, size: int) -> bool:
    return records >= limits.RECORDS_OF_AN_ORDER or size > limits.CHARACTERS_OF_AN_ORDER


def _complain(run: list[Record]) -> None:
    """Say once, at the last record kept, that the order has more than can be read."""
    row, cells, flaws = run[-1]
    if not any(flaw.code == "too_large" for flaw in flaws):
        run[-1] = (row, cells, (*flaws, problem("too_large", row=row)))
