"""Every published version with the stops: what they answer on any day, cell by cell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from clearance.channels.rules import Facts, Rule, versions_in_force
from clearance.desk.matrix.lines import Line, lines

HOME = "CN"
"""The destination that is shown even while no rule names it."""

STATED = ("platform", "destination", "channel", "clearance_mode", "logistics")
"""What a cell fixes; carrier and amount make lines inside it."""

type Place = tuple[str, str]
"""Platform and destination; empty: every other one."""


@dataclass(frozen=True, slots=True)
class Way:
    """A channel with what is assumed of its orders: usual mode, usual logistics."""

    code: str
    mode: str
    logistics: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """The next day on which a cell says something else, and the lines that are new."""

    on: date
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What is asked of orders with these facts, and when that changes next.

    `repeats`: the platform has no answer of its own, the general one applies; it then
    changes when the platform gets an answer of its own.
    """

    facts: Facts
    lines: tuple[Line, ...]
    change: Change | None
    repeats: bool
    anchor: str = ""

    @property
    def key(self) -> tuple[object, ...]:
        """Cells with the same key say the same, now and next."""
        after = self.change and (self.change.on, said(self.change.lines))
        return self.repeats, said(self.lines), after

    @property
    def is_gap(self) -> bool:
        """Whether a person must decide some of these orders, because no rule does.

        Gaps that a platform shares with every other one are counted there.
        """
        return not self.repeats and any(line.is_gap for line in self.lines)


def said(given: Iterable[Line]) -> tuple[object, ...]:
    """The keys of lines."""
    return tuple(line.key for line in given)


class Policy:
    """Published rules, stops as rules with their days, and the channels in use."""

    def __init__(self, rules: Iterable[Rule], ways: Iterable[Way]) -> None:
        self.rules = tuple(rules)
        self.ways = tuple(ways)
        self._in_force: dict[date, tuple[Rule, ...]] = {}
        self._lines: dict[tuple[Facts, date], tuple[Line, ...]] = {}

    def in_force(self, on: date) -> tuple[Rule, ...]:
        """The versions and stops of a day."""
        if on not in self._in_force:
            self._in_force[on] = tuple(versions_in_force(self.rules, on))
        return self._in_force[on]

    def lines(self, facts: Facts, on: date) -> tuple[Line, ...]:
        """What is answered to these facts on a day."""
        asked = (facts, on)
        if asked not in self._lines:
            near = [
                rule
                for rule in self.in_force(on)
                if all(
                    getattr(rule, name) in ("", getattr(facts, name)) for name in STATED
                )
            ]
            self._lines[asked] = lines(facts, near, on)
        return self._lines[asked]

    def cell(self, facts: Facts, on: date) -> Cell:
        """What is answered on a day, and the next day that changes it."""
        now = self.lines(facts, on)
        return Cell(
            facts=facts,
            lines=now,
            change=self._next(facts, on),
            repeats=self.repeats(facts, on),
        )

    def repeats(self, facts: Facts, on: date) -> bool:
        """Whether a platform is answered as every platform is."""
        everywhere = replace(facts, platform="")
        own = said(self.lines(facts, on))
        return bool(facts.platform) and own == said(self.lines(everywhere, on))

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days on which a version or a stop begins, or is no longer in force."""
        begun = {rule.starts_on for rule in self.rules}
        over = {
            rule.ends_on + timedelta(days=1)
            for rule in self.rules
            if rule.ends_on is not None and rule.ends_on < date.max
        }
        return tuple(sorted(begun | over))

    def places(self, on: date) -> list[Place]:
        """What sections there are: every platform first, then those with own rules."""
        rules = [r for r in self.rules if not (r.is_stop and r.has_ended(on))]
        named = {rule.destination for rule in rules if rule.destination}
        home = [HOME, *sorted(named - {HOME})]
        platforms = sorted({rule.platform for rule in rules if rule.platform})
        found: list[Place] = []
        for platform in ("", *platforms):
            own = [rule for rule in rules if rule.platform == platform]
            found += [
                (platform, destination)
                for destination in home
                if not platform
                or any(rule.destination in ("", destination) for rule in own)
            ]
            if any(not (rule.is_stop or rule.destination) for rule in own):
                found.append((platform, ""))
        return found

    def modes(self, way: Way, place: Place) -> set[str]:
        """How orders of a channel are declared: as usual, or as a rule says of it."""
        rules = self._of(place)
        return {way.mode} | _named(rules, way.code) | _named(rules, "")

    def _of(self, place: Place) -> list[Rule]:
        """The rules that may ever speak of a section."""
        platform, destination = place
        return [
            rule
            for rule in self.rules
            if rule.platform in ("", platform)
            and (rule.destination in ("", destination))
        ]

    def _next(self, facts: Facts, on: date) -> Change | None:
        now, repeated = said(self.lines(facts, on)), self.repeats(facts, on)
        for day in self.days:
            if day <= on or (repeated and self.repeats(facts, day)):
                continue
            after = self.lines(facts, day)
            if said(after) != now:
                return Change(day, tuple(line for line in after if line.key not in now))
        return None


def logistics_of(way: Way) -> list[tuple[str, ...]]:
    """Whose logistics, by what the rules get to see.

    Where a channel has usual logistics, an order that does not say is taken so.
    """
    if not way.logistics:
        return [("platform",), ("merchant",), ("",)]
    other = "merchant" if way.logistics == "platform" else "platform"
    return [(way.logistics, ""), (other,)]


def _named(rules: Sequence[Rule], channel: str) -> set[str]:
    return {
        rule.clearance_mode
        for rule in rules
        if rule.channel == channel and rule.clearance_mode
    }
