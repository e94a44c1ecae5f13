"""What every benchmark shares: pairs that are measured in turn, and how they are told.

To add one, write `tests/benchmarks/NAME.py` with `BENCHMARK = Benchmark(…)` and name
it in `BENCHMARKS` of `__main__`. The module is imported once Django is set up on a
scratch database that is migrated and empty, so models stand at its top. Its `run` takes
the size and the number of pairs, fills what it needs, and yields a `Line` for each
thing measured:

    def run(size: int, pairs: int) -> Iterator[Line]:
        told = in_turn(timed(import_it), timed(copy_it), pairs=pairs)
        yield against("rows", "raw COPY", told.turned(), at_least(0.45), "s")

Nothing is asserted about time: a missed goal is told, with its figure.
"""

import json
import os
import platform
import statistics
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from time import perf_counter

PAIRS = 5
"""The least number of pairs whose median is worth telling."""

type Measured = Callable[[], float]
"""Does the work once and says what it took: seconds, or whatever is compared."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A benchmark: how large it is by hand and in the suite, and what it measures."""

    says: str
    size: int
    smoke: int
    run: Callable[[int, int], Iterable["Line"]]


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound on a figure."""

    sign: str
    bound: float

    def __str__(self) -> str:
        return f"{self.sign} {self.bound:g}"

    def is_met(self, figure: float) -> bool:
        """Whether the figure is within the bound."""
        return figure >= self.bound if self.sign == "≥" else figure <= self.bound


def at_least(bound: float) -> Goal:
    """The figure must reach this."""
    return Goal("≥", bound)


def at_most(bound: float) -> Goal:
    """The figure must stay within this."""
    return Goal("≤", bound)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing measured: our figure, what it is held against, the ratio, the goal.

    `ratio` is what the goal bounds; a figure with a goal of its own is held against
    nothing, and is its own ratio.
    """

    what: str
    unit: str
    ours: float
    ratio: float
    goal: Goal | None = None
    against: str = ""
    theirs: float | None = None

    @property
    def is_met(self) -> bool | None:
        """Whether the goal was reached; None where there is none."""
        return self.goal.is_met(self.ratio) if self.goal else None


@dataclass(frozen=True, slots=True)
class Pairs:
    """Ours and theirs, measured in turn; the ratio is that of each pair."""

    ours: list[float]
    theirs: list[float]

    @property
    def ratio(self) -> float:
        """Ours over theirs, the median of the pairs: noise of the hour falls out."""
        pairs = zip(self.ours, self.theirs, strict=True)
        return statistics.median(one / other for one, other in pairs)

    def turned(self) -> "Pairs":
        """Each as a rate: how many times a second what took so many seconds."""
        return Pairs(
            [1 / each for each in self.ours], [1 / each for each in self.theirs]
        )


def in_turn(ours: Measured, theirs: Measured, *, pairs: int = PAIRS) -> Pairs:
    """Measure both so many times, by turns, each of them first in every second pair."""
    told = Pairs([], [])
    for no in range(pairs):
        if no % 2:
            told.theirs.append(theirs())
            told.ours.append(ours())
        else:
            told.ours.append(ours())
            told.theirs.append(theirs())
    return told


def timed(work: Callable[[], object]) -> Measured:
    """The seconds that this work takes."""

    def measure() -> float:
        begun = perf_counter()
        work()
        return perf_counter() - begun

    return measure


def against(
    what: str, other: str, pairs: Pairs, goal: Goal | None, unit: str, scale: float = 1
) -> Line:
    """The line of pairs: medians, times `scale` in this unit, and their ratio."""
    return Line(
        what=what,
        unit=unit,
        ours=statistics.median(pairs.ours) * scale,
        ratio=pairs.ratio,
        goal=goal,
        against=other,
        theirs=statistics.median(pairs.theirs) * scale,
    )


def figure(what: str, value: float, goal: Goal | None, unit: str) -> Line:
    """The line of one figure that is held against nothing but its goal."""
    return Line(what=what, unit=unit, ours=value, ratio=value, goal=goal)


def machine() -> dict[str, object]:
    """What the figures were measured on: they compare with nothing else."""
    from django import get_version
    from django.db import connection

    with connection.cursor() as cursor:
        vendor = connection.vendor
        asked = "sqlite_version()" if vendor == "sqlite" else "version()"
        cursor.execute(f"SELECT {asked}")
        [version] = cursor.fetchone()
    return {
        "cpus": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "django": get_version(),
        "database": " ".join([vendor, *version.split()[: 2 if " " in version else 1]]),
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
    }


def as_json(name: str, size: int, on: dict[str, object], lines: list[Line]) -> str:
    """The whole run as one object."""
    told = [
        asdict(line) | {"goal": str(line.goal or ""), "met": line.is_met}
        for line in lines
    ]
    said = {"benchmark": name, "size": size, "machine": on, "lines": told}
    return json.dumps(said, ensure_ascii=False)


def as_table(name: str, size: int, on: dict[str, object], lines: list[Line]) -> str:
    """The whole run for people: a line a measurement, what missed its goal marked."""
    head = ("", "ours", "theirs", "unit", "ratio", "goal", "against")
    cells = [head, *map(_cells, lines)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(head))]
    surroundings = ", ".join(f"{key} {value}" for key, value in on.items())
    rows = [
        "  ".join(
            cell.rjust(width) if 0 < at < 5 else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]
    return "\n".join([f"{name}, size {size:,}; {surroundings}", *rows])


def _cells(line: Line) -> tuple[str, ...]:
    missed = " missed" if line.is_met is False else ""
    return (
        line.what,
        _number(line.ours),
        "" if line.theirs is None else _number(line.theirs),
        line.unit,
        "" if line.theirs is None else f"{line.ratio:.2f}",
        f"{line.goal or ''}{missed}",
        line.against,
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def say(text: str) -> None:
    """Tell whoever waits."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def told(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, each announced as it comes: a large run takes its time."""
    for line in lines:
        say(f"  {line.what}: {_number(line.ours)} {line.unit}")
        yield line
