"""The matrix of one day: a section a platform and destination, alike rows as one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import compress

from clearance.channels.enums import ClearanceMode
from clearance.channels.rules import Facts, Rule
from clearance.desk.matrix.policy import Cell, Place, Policy, Way, logistics_of

ANOTHER = ""
"""A channel that is not in use, or not known."""

OTHERWISE = ""
"""A clearance mode that neither is usual for a channel nor named by a rule."""


@dataclass(frozen=True, slots=True)
class Row:
    """A channel and whose logistics; a cell a column, None where nobody declares so."""

    channel: str
    logistics: tuple[str, ...]
    cells: tuple[Cell | None, ...]

    @property
    def keys(self) -> tuple[object, ...]:
        """Rows with the same keys say the same."""
        return tuple(cell and cell.key for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Section:
    """One platform and destination.

    `single` says it all where every cell is alike. `other` is what is asked of orders
    by another channel or declared otherwise; where that depends on the channel, it is
    the last column instead. `rest_repeats`: what is not here is as for every platform.
    """

    platform: str
    destination: str
    modes: tuple[str, ...]
    rows: tuple[Row, ...]
    other: Cell | None
    single: Cell | None
    anchor: str
    rest_repeats: bool

    def cells(self) -> Iterator[tuple[Row | None, Cell]]:
        """The cells that are shown, each with its row."""
        if self.single is not None:
            yield None, self.single
            return
        for row in self.rows:
            yield from ((row, cell) for cell in row.cells if cell is not None)
        if self.other is not None:
            yield None, self.other


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole policy on a day."""

    on: date
    sections: tuple[Section, ...]
    in_force: tuple[Rule, ...]

    @property
    def rules(self) -> list[Rule]:
        """The versions in force, without stops."""
        return [rule for rule in self.in_force if not rule.is_stop]

    @property
    def gaps(self) -> list[tuple[Section, Row | None, Cell]]:
        """Where orders may come and no rule answers.

        How else an order could be declared is no gap: nobody is known to do so.
        """
        return [
            (section, row, cell)
            for section in self.sections
            for row, cell in section.cells()
            if cell.is_gap and cell.facts.clearance_mode
        ]

    @property
    def unseen(self) -> list[Rule]:
        """Rules in force that decide no cell: always beaten, or of a lost channel."""
        seen = {
            (line.answer.rule.is_stop, line.answer.rule.id)
            for section in self.sections
            for _row, cell in section.cells()
            for line in cell.lines
            if line.answer.rule is not None
        }
        return [rule for rule in self.in_force if (rule.is_stop, rule.id) not in seen]

    @property
    def only_known_destinations(self) -> bool:
        """Whether no general rule speaks of destinations that none names."""
        return all(section.destination or section.platform for section in self.sections)


def matrix(policy: Policy, on: date) -> Matrix:
    """The whole policy on a day."""
    sections = (
        _section(policy, place, on, f"p{number}")
        for number, place in enumerate(policy.places(on), start=1)
    )
    return Matrix(on, tuple(sections), policy.in_force(on))


def _section(policy: Policy, place: Place, on: date, anchor: str) -> Section:
    modes, rows = _rows(policy, place, on)
    stray = [row for row in rows if row.channel == ANOTHER]
    otherwise = {row.keys[-1] for row in rows}
    other = stray[0].cells[-1]
    if len(otherwise) == 1 and not any(any(row.cells[:-1]) for row in stray):
        modes = modes[:-1]
        rows = [replace(row, cells=row.cells[:-1]) for row in rows if row.channel]
    else:
        other = None
    rest_repeats = all(map(_repeat, stray))
    own = [row for row in rows if not (rest_repeats and _repeat(row))]
    used = [any(column) for column in zip(*(row.cells for row in own), strict=True)]
    section = Section(
        *place,
        modes=tuple(compress(modes, used)),
        rows=_anchored(
            [
                replace(row, cells=tuple(compress(row.cells, used)))
                for row in _merged(own)
            ],
            anchor,
        ),
        other=None if rest_repeats else other,
        single=None,
        anchor=anchor,
        rest_repeats=rest_repeats,
    )
    shown = [cell for _row, cell in section.cells()]
    if not section.rest_repeats and len({cell.key for cell in shown}) == 1:
        section = replace(section, single=replace(shown[0], anchor=anchor))
    return section


def facts_of(
    place: Place, channel: str, logistics: tuple[str, ...], mode: str
) -> Facts:
    """The facts of a cell."""
    platform, destination = place
    return Facts(platform, destination, channel, mode, logistics[0])


def _rows(policy: Policy, place: Place, on: date) -> tuple[tuple[str, ...], list[Row]]:
    """The columns, and a row a channel and logistics, merged or dropped by nobody."""
    by_way = {way: policy.modes(way, place) for way in (*policy.ways, Way(ANOTHER, ""))}
    used = set().union(*by_way.values())
    modes = (*(mode for mode in ClearanceMode.values if mode in used), OTHERWISE)
    rows = [
        Row(
            way.code,
            logistics,
            tuple(
                policy.cell(facts_of(place, way.code, logistics, mode), on)
                if mode in own or mode == OTHERWISE
                else None
                for mode in modes
            ),
        )
        for way, own in by_way.items()
        for logistics in logistics_of(way)
    ]
    return modes, rows


def _repeat(row: Row) -> bool:
    """Whether a platform has no answer of its own here, and none is scheduled."""
    return all(cell.repeats and cell.change is None for cell in row.cells if cell)


def _merged(rows: list[Row]) -> list[Row]:
    """Rows of a channel that say the same as one, whosever logistics."""
    alike: dict[tuple[object, ...], Row] = {}
    for row in rows:
        one = (row.channel, row.keys)
        known = alike.get(one)
        both = (*known.logistics, *row.logistics) if known else row.logistics
        alike[one] = replace(known or row, logistics=both)
    return list(alike.values())


def _anchored(rows: list[Row], anchor: str) -> tuple[Row, ...]:
    """The rows with an address for each cell on the page."""
    return tuple(
        replace(
            row,
            cells=tuple(
                cell and replace(cell, anchor=f"{anchor}-{down}-{across}")
                for across, cell in enumerate(row.cells, start=1)
            ),
        )
        for down, row in enumerate(rows, start=1)
    )
