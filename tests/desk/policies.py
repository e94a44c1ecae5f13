"""Policies made by chance: rules with versions, days, carriers, amounts, and stops."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from clearance.channels.rules import Rule, stop_rule
from clearance.desk.matrix import Policy, Way

START = date(2026, 1, 1)
DAYS = [START + timedelta(days=number) for number in range(6)]
WAYS = [
    Way("bonded", "1210", "platform"),
    Way("direct_mail", "POSTAL"),
    Way("domestic_stock", "0110"),
]
LIMITS = (0, 5_000, 20_000)
AMOUNTS = (None, 0, 5_000, 20_000, 20_001)
LEVELS = (
    ("NONE", "", ()),
    ("NUMBER_ONLY", "ORDERER", ()),
    ("IMAGES", "RECIPIENT", ("PORTRAIT",)),
    ("UNDECIDED", "", ()),
)


def some(*codes: str) -> st.SearchStrategy[str]:
    return st.sampled_from(("", *codes))


@st.composite
def rules(draw: st.DrawFn) -> list[Rule]:
    """Up to seven versions of up to four rules."""
    names = st.tuples(st.sampled_from("ABCD"), st.integers(1, 3))
    keys = draw(st.lists(names, max_size=7, unique=True))
    return [draw(versions(number, *key)) for number, key in enumerate(keys, start=1)]


@st.composite
def versions(draw: st.DrawFn, number: int, code: str, version: int) -> Rule:
    level, subject, sides = draw(st.sampled_from(LEVELS))
    starts_on = draw(st.sampled_from(DAYS))
    low, high = sorted(draw(st.tuples(*[st.sampled_from(LIMITS)] * 2)))
    return Rule(
        id=number,
        code=code,
        version=version,
        level=level,
        subject=subject,
        sides=sides,
        document_types=(),
        starts_on=starts_on,
        ends_on=draw(st.none() | st.sampled_from([d for d in DAYS if d >= starts_on])),
        platform=draw(some("JD")),
        destination=draw(some("CN", "RU")),
        channel=draw(some("bonded", "direct_mail", "lost")),
        clearance_mode=draw(some("1210", "POSTAL", "9610")),
        logistics=draw(some("platform", "merchant")),
        carrier_kind=draw(some("COURIER", "POST")),
        paid_from_minor=draw(st.sampled_from([None, low])),
        paid_below_minor=draw(st.sampled_from([None, high + 1])),
    )


@st.composite
def stops(draw: st.DrawFn) -> list[Rule]:
    """No stop, or one."""
    if draw(st.integers(0, 3)):
        return []
    stop = stop_rule(
        1,
        "STOP-1",
        platform=draw(some("JD")),
        channel=draw(some("bonded", "direct_mail")),
    )
    first, last = sorted(draw(st.tuples(*[st.sampled_from(DAYS)] * 2)))
    return [replace(stop, starts_on=first, ends_on=draw(st.sampled_from([None, last])))]


policies = st.builds(
    lambda some_rules, some_stops: Policy([*some_rules, *some_stops], WAYS),
    rules(),
    stops(),
)
