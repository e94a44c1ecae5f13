"""What one cell says: one line, or several where carrier or amount matter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from clearance.channels.enums import CarrierKind
from clearance.channels.rules import Answer, Facts, Rule, decide

CARRIERS = (*CarrierKind.values, "")
"""An order's carrier is of a kind, or unknown."""


@dataclass(frozen=True, slots=True)
class Band:
    """Amounts in fen from `low` to below `high`; not `known`: the order names none."""

    low: int | None = None
    high: int | None = None
    known: bool = True

    @property
    def paid_minor(self) -> int | None:
        """An amount of this band, to ask the rules with."""
        return (self.low or 0) if self.known else None

    def holds(self, paid_minor: int | None) -> bool:
        """Whether an order that paid this much is meant."""
        if paid_minor is None or not self.known:
            return paid_minor is None and not self.known
        above = self.low is None or paid_minor >= self.low
        return above and (self.high is None or paid_minor < self.high)


@dataclass(frozen=True, slots=True)
class Line:
    """An answer, and for which carriers and amounts; none named: for all of them."""

    carriers: tuple[str, ...]
    bands: tuple[Band, ...]
    answer: Answer

    @property
    def key(self) -> tuple[object, ...]:
        """Lines with the same key say the same."""
        return self.carriers, self.bands, self.answer.asks

    @property
    def is_gap(self) -> bool:
        """Whether no rule speaks of these orders."""
        return self.answer.rule is None

    def covers(self, carrier: str, paid_minor: int | None) -> bool:
        """Whether the line speaks of an order with this carrier and amount."""
        if self.carriers and carrier not in self.carriers:
            return False
        return not self.bands or any(band.holds(paid_minor) for band in self.bands)


def lines(facts: Facts, rules: Sequence[Rule], on: date) -> tuple[Line, ...]:
    """What the rules in force answer to these facts, by carrier and by amount."""
    carriers = CARRIERS if any(rule.carrier_kind for rule in rules) else ("",)
    bands = _bands(rules)
    answers = {
        carrier: [
            decide(
                replace(facts, carrier_kind=carrier, paid_minor=band.paid_minor),
                rules,
                on,
            )
            for band in bands
        ]
        for carrier in carriers
    }
    alike: dict[tuple[object, ...], list[str]] = {}
    for carrier, given in answers.items():
        alike.setdefault(tuple(each.asks for each in given), []).append(carrier)
    return tuple(
        line
        for group in alike.values()
        for line in _by_amount(
            tuple(group) if len(alike) > 1 else (), bands, answers[group[0]]
        )
    )


def _by_amount(
    carriers: tuple[str, ...], bands: Sequence[Band], answers: Iterable[Answer]
) -> list[Line]:
    given: dict[tuple[object, ...], tuple[Answer, list[Band]]] = {}
    for band, answer in zip(bands, answers, strict=True):
        given.setdefault(answer.asks, (answer, []))[1].append(band)
    split = len(given) > 1
    return [
        Line(carriers, _joined(own) if split else (), answer)
        for answer, own in given.values()
    ]


def _bands(rules: Iterable[Rule]) -> list[Band]:
    """Amounts between the limits that rules state, and the amount that is not known."""
    limits = {
        limit
        for rule in rules
        for limit in (rule.paid_from_minor, rule.paid_below_minor)
        if limit
    }
    edges = [None, *sorted(limits), None]
    known = [Band(low, high) for low, high in pairwise(edges)]
    return [*known, Band(known=False)]


def _joined(bands: Iterable[Band]) -> tuple[Band, ...]:
    """Neighbours as one band."""
    joined: list[Band] = []
    for band in bands:
        last = joined[-1] if joined else None
        if last and band.known and band.low is not None and last.high == band.low:
            joined[-1] = Band(last.low, band.high)
        else:
            joined.append(band)
    return tuple(joined)
