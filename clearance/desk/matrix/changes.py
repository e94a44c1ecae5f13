"""What changes between two days: cell by cell, and version by version."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from clearance.channels.rules import Facts, Rule
from clearance.desk.matrix.lines import Line
from clearance.desk.matrix.policy import Place, Policy, Way, logistics_of, said
from clearance.desk.matrix.sections import ANOTHER, OTHERWISE, facts_of


@dataclass(frozen=True, slots=True)
class Spot:
    """A channel, whose logistics, how declared."""

    channel: str
    logistics: tuple[str, ...]
    mode: str


@dataclass(frozen=True, slots=True)
class Moved:
    """Cells of one section that answer alike before and alike after, but otherwise.

    No spots: every cell of the section.
    """

    platform: str
    destination: str
    spots: tuple[Spot, ...]
    before: tuple[Line, ...]
    after: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What is not on the second day as it was on the first; stops are among the rules.

    `replaced` holds the version before and the one after. `between` began after the
    first day and was over before the second.
    """

    moved: tuple[Moved, ...]
    begun: tuple[Rule, ...]
    replaced: tuple[tuple[Rule, Rule], ...]
    ended: tuple[Rule, ...]
    between: tuple[Rule, ...]

    def __bool__(self) -> bool:
        return any((self.moved, self.begun, self.replaced, self.ended, self.between))


def difference(policy: Policy, first: date, second: date) -> Difference:
    """What changes from one day to a later one."""
    before = {rule.code: rule for rule in policy.in_force(first)}
    after = {rule.code: rule for rule in policy.in_force(second)}
    stay = sorted(before.keys() & after.keys())
    return Difference(
        moved=tuple(_moved(policy, first, second)),
        begun=_by_code(after, without=before),
        replaced=tuple(
            (before[code], after[code]) for code in stay if before[code] != after[code]
        ),
        ended=_by_code(before, without=after),
        between=_between(policy, first, second),
    )


def _by_code(rules: dict[str, Rule], *, without: dict[str, Rule]) -> tuple[Rule, ...]:
    return tuple(rules[code] for code in sorted(rules.keys() - without.keys()))


def _between(policy: Policy, first: date, second: date) -> tuple[Rule, ...]:
    """Versions that came and went without being seen on either day."""
    days = [day for day in policy.days if first < day < second]
    ends = {*policy.in_force(first), *policy.in_force(second)}
    passed = {rule for day in days for rule in policy.in_force(day)} - ends
    return tuple(sorted(passed, key=lambda rule: (rule.code, rule.version)))


def _moved(policy: Policy, first: date, second: date) -> Iterator[Moved]:
    for place in dict.fromkeys([*policy.places(first), *policy.places(second)]):
        cells = list(_cells(policy, place))
        found: dict[tuple[object, ...], list[tuple[Spot, Facts]]] = {}
        for spot, facts in cells:
            was, will = policy.lines(facts, first), policy.lines(facts, second)
            as_everywhere = policy.repeats(facts, first) and policy.repeats(
                facts, second
            )
            if said(was) != said(will) and not as_everywhere:
                found.setdefault((said(was), said(will)), []).append((spot, facts))
        for alike in found.values():
            _spot, facts = alike[0]
            everywhere = len(alike) == len(cells)
            yield Moved(
                *place,
                spots=() if everywhere else _joined([spot for spot, _facts in alike]),
                before=policy.lines(facts, first),
                after=policy.lines(facts, second),
            )


def _cells(policy: Policy, place: Place) -> Iterator[tuple[Spot, Facts]]:
    """Every cell that a section can have, alike or not."""
    for way in (*policy.ways, Way(ANOTHER, OTHERWISE)):
        for logistics in logistics_of(way):
            for mode in sorted(policy.modes(way, place) | {OTHERWISE}):
                facts = facts_of(place, way.code, logistics, mode)
                yield Spot(way.code, logistics, mode), facts


def _joined(spots: list[Spot]) -> tuple[Spot, ...]:
    """Spots that differ only in whose logistics, as one."""
    joined: dict[tuple[str, str], Spot] = {}
    for spot in spots:
        known = joined.get((spot.channel, spot.mode))
        both = (*known.logistics, *spot.logistics) if known else spot.logistics
        joined[spot.channel, spot.mode] = Spot(spot.channel, both, spot.mode)
    return tuple(joined.values())
