"""Decide what customs ask of an order: pure, dated, and able to say why.

A rule matches when every condition it states equals the order's fact. Of the rules
that match, the most specific wins: one that names the platform beats every general
one, then the one that states more. No rule matches: the order needs a person's
decision; it is never silently "not needed".

A stop that two people set beats every rule: what it covers needs a decision.

A version of a rule takes the place of the earlier ones on its first day, for good:
when its own last day is over, none of them comes back.

Source: channel rules of Tmall Global (bonded and consolidated by the platform's
logistics: no upload; overseas direct mail: the recipient's ID photos; domestic stock:
no upload) and of Pinduoduo Global (every buyer's ID, whatever the channel).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from clearance.channels.enums import Level

# Part of every frozen receipt: raise it when the meaning of a rule's columns changes.
EVALUATOR = 1

CONDITIONS = (
    "platform",
    "destination",
    "channel",
    "clearance_mode",
    "logistics",
    "carrier_kind",
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at. `paid_minor` is in fen; None where no fen are known."""

    platform: str
    destination: str
    channel: str
    clearance_mode: str
    logistics: str = ""
    carrier_kind: str = ""
    paid_minor: int | None = None
    mode_assumed: bool = False
    logistics_assumed: bool = False
    channel_assumed: bool = False
    destination_assumed: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One published version of a rule; an empty condition matches every order."""

    id: int
    code: str
    version: int
    level: str
    subject: str
    sides: tuple[str, ...]
    document_types: tuple[str, ...]
    starts_on: date
    ends_on: date | None = None
    platform: str = ""
    destination: str = ""
    channel: str = ""
    clearance_mode: str = ""
    logistics: str = ""
    carrier_kind: str = ""
    paid_from_minor: int | None = None
    paid_below_minor: int | None = None
    also_asked: tuple[str, ...] = ()
    is_stop: bool = False

    def has_ended(self, on: date) -> bool:
        """Whether the version's last day, which still counts, lies before this day."""
        return self.ends_on is not None and self.ends_on < on


@dataclass(frozen=True, slots=True)
class Tried:
    """One rule held against the facts; `field` is the condition that did not fit."""

    rule: Rule
    matched: bool
    field: str = ""
    wanted: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What customs ask, by which rule, and the rules as they were tried."""

    level: str
    subject: str
    sides: tuple[str, ...]
    document_types: tuple[str, ...]
    rule: Rule | None
    tried: tuple[Tried, ...]

    @property
    def also_asked(self) -> tuple[str, ...]:
        """The numbers that customs want beside the document."""
        return self.rule.also_asked if self.rule else ()

    @property
    def asks(self) -> tuple[object, ...]:
        """What an order is asked and by which rule: alike answers need no new one."""
        return (
            self.level,
            self.subject,
            self.sides,
            self.document_types,
            self.also_asked,
            self.rule and (self.rule.is_stop, self.rule.id),
        )


def decide(facts: Facts, rules: Iterable[Rule], on: date) -> Answer:
    """Say what customs ask of an order with these facts on a day in Asia/Shanghai."""
    tried: list[Tried] = []
    for rule in sorted(versions_in_force(rules, on), key=trial_order):
        tried.append(_try(rule, facts))
        if tried[-1].matched:
            return Answer(
                rule.level,
                rule.subject,
                rule.sides,
                rule.document_types,
                rule,
                tuple(tried),
            )
    return Answer(Level.UNDECIDED.value, "", (), (), None, tuple(tried))


def versions_in_force(rules: Iterable[Rule], on: date) -> list[Rule]:
    """Of each rule the newest version that has begun by this day and not ended."""
    newest: dict[str, Rule] = {}
    for rule in rules:
        known = newest.get(rule.code)
        if rule.starts_on <= on and (known is None or known.version < rule.version):
            newest[rule.code] = rule
    return [rule for rule in newest.values() if not rule.has_ended(on)]


def specificity(rule: Rule) -> tuple[bool, int]:
    """How much a rule states: the platform first, then the count of conditions."""
    stated = sum(bool(getattr(rule, name)) for name in CONDITIONS)
    has_value = rule.paid_from_minor is not None or rule.paid_below_minor is not None
    return bool(rule.platform), stated + has_value


def trial_order(rule: Rule) -> tuple[bool, bool, int, str, int]:
    """Stops first, then the most specific; equals, which never both match, by code."""
    platform, stated = specificity(rule)
    return not rule.is_stop, not platform, -stated, rule.code, rule.version


def stop_rule(pk: int, code: str, *, platform: str, channel: str) -> Rule:
    """A standing stop as the rules take it."""
    return Rule(
        id=pk,
        code=code,
        version=1,
        level=Level.UNDECIDED.value,
        subject="",
        sides=(),
        document_types=(),
        starts_on=date.min,
        platform=platform,
        channel=channel,
        is_stop=True,
    )


def conflicts(rules: Sequence[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Pairs that could tie: equally specific, in force together, and both matching."""
    for one, other in combinations(rules, 2):
        together = _met_on_a_day(one, other, rules) and _met_by_an_order(one, other)
        if together and specificity(one) == specificity(other):
            yield one, other


def amounts(low: int | None, high: int | None) -> str:
    """A band of amounts as receipts keep it: from `low`, up to below `high`, in fen."""
    return f"{'' if low is None else low}..{'' if high is None else high}"


def _try(rule: Rule, facts: Facts) -> Tried:
    for name in CONDITIONS:
        wanted, found = getattr(rule, name), getattr(facts, name)
        if wanted and wanted != found:
            return Tried(rule, matched=False, field=name, wanted=wanted, found=found)
    low, high, paid = rule.paid_from_minor, rule.paid_below_minor, facts.paid_minor
    if (low is not None or high is not None) and not _within(paid, low, high):
        found = "" if paid is None else str(paid)
        wanted = amounts(low, high)
        return Tried(rule, matched=False, field="paid", wanted=wanted, found=found)
    return Tried(rule, matched=True)


def _within(paid: int | None, low: int | None, high: int | None) -> bool:
    if paid is None:
        return False
    return (low is None or paid >= low) and (high is None or paid < high)


def _met_on_a_day(one: Rule, other: Rule, rules: Sequence[Rule]) -> bool:
    """Whether there is a day on which both versions are in force."""
    if one.code == other.code:
        return False
    first = max(one.starts_on, other.starts_on)
    return first <= min(_last_day(one, rules), _last_day(other, rules))


def _last_day(rule: Rule, rules: Iterable[Rule]) -> date:
    """The last day before the version ends or a later one takes its place."""
    replaced = [
        later.starts_on - timedelta(days=1)
        for later in rules
        if later.code == rule.code and later.version > rule.version
    ]
    return min([rule.ends_on or date.max, *replaced])


def _met_by_an_order(one: Rule, other: Rule) -> bool:
    """Whether there are facts that both rules match."""
    for name in CONDITIONS:
        here, there = getattr(one, name), getattr(other, name)
        if here and there and here != there:
            return False
    both = (one, other)
    lows = [r.paid_from_minor for r in both if r.paid_from_minor is not None]
    highs = [r.paid_below_minor for r in both if r.paid_below_minor is not None]
    return not lows or not highs or max(lows) < min(highs)
