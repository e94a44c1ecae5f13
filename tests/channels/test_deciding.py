"""Choosing a rule: days, versions, specificity, amounts, and rules that could tie."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.channels.rules import (
    conflicts,
    decide,
    specificity,
    versions_in_force,
)
from tests.channels.seeds import facts, rule

DAY = date(2026, 6, 15)
ONE = timedelta(days=1)

# Every condition a rule can state, with values for it.
VALUES = {
    "platform": ("", "TMALL", "PINDUODUO"),
    "destination": ("", "CN"),
    "channel": ("", "bonded", "direct_mail"),
    "clearance_mode": ("", "1210"),
    "logistics": ("", "platform", "merchant"),
    "carrier_kind": ("", "POST", "COURIER"),
}


# --- days and versions --------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "level"),
    [
        (date(2026, 2, 28), "UNDECIDED"),
        (date(2026, 3, 1), "NONE"),
        (date(2026, 3, 31), "NONE"),
        (date(2026, 4, 1), "UNDECIDED"),
        (date(2026, 4, 30), "UNDECIDED"),
        (date(2026, 5, 1), "NUMBER_ONLY"),
        (date(2027, 5, 1), "NUMBER_ONLY"),
    ],
)
def test_first_and_last_day_count_and_a_gap_needs_a_decision(on, level):
    rules = [
        rule(version=1, starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31)),
        rule(version=2, level="NUMBER_ONLY", starts_on=date(2026, 5, 1)),
    ]

    assert decide(facts(), rules, on).level == level


@pytest.mark.parametrize("turned", [False, True])
def test_a_later_version_takes_the_place_of_one_without_a_last_day(turned):
    rules = [
        rule(version=1, starts_on=date(2026, 1, 1)),
        rule(version=2, level="IMAGES", starts_on=date(2026, 3, 1)),
    ]
    rules = rules[::-1] if turned else rules

    before = decide(facts(), rules, date(2026, 2, 28))
    after = decide(facts(), rules, date(2026, 3, 1))

    assert (before.level, before.rule.version) == ("NONE", 1)
    assert (after.level, after.rule.version) == ("IMAGES", 2)
    assert [each.rule.version for each in after.tried] == [2]


def test_an_ended_version_does_not_bring_the_one_before_back():
    rules = [
        rule(version=1, starts_on=date(2026, 1, 1)),
        rule(version=2, starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31)),
    ]

    assert decide(facts(), rules, date(2026, 4, 1)).level == "UNDECIDED"


def test_versions_of_different_rules_do_not_replace_each_other():
    rules = [rule("A", 1, channel="bonded"), rule("B", 9, channel="consolidated")]

    assert sorted(each.code for each in versions_in_force(rules, DAY)) == ["A", "B"]


# --- specificity --------------------------------------------------------------------


def test_a_platforms_rule_beats_a_general_one_that_states_everything_else():
    everything = rule(
        "GENERAL",
        destination="CN",
        channel="bonded",
        clearance_mode="1210",
        logistics="platform",
        carrier_kind="POST",
        paid_from_minor=0,
    )
    platforms = rule("PLATFORM", level="IMAGES", platform="PINDUODUO")
    order = facts(
        "bonded",
        "1210",
        "platform",
        platform="PINDUODUO",
        carrier_kind="POST",
        paid_minor=1,
    )

    assert decide(order, [everything, platforms], DAY).rule is platforms


@pytest.mark.parametrize(
    "name",
    [
        "platform",
        "destination",
        "channel",
        "clearance_mode",
        "logistics",
        "carrier_kind",
        "paid",
    ],
)
def test_of_two_rules_the_one_that_states_more_wins(name):
    order = facts("bonded", "1210", "platform", carrier_kind="POST", paid_minor=100_00)
    if name == "paid":
        narrow = rule("Z", level="IMAGES", paid_from_minor=1, paid_below_minor=100_01)
    else:
        narrow = rule("Z", level="IMAGES", **{name: getattr(order, name)})

    answer = decide(order, [rule("A"), narrow], DAY)

    assert answer.rule is narrow
    assert len(answer.tried) == 1


def test_a_band_counts_as_one_condition_however_many_ends_it_has():
    open_band = rule(paid_from_minor=1)
    closed_band = rule(paid_from_minor=1, paid_below_minor=2)

    assert specificity(open_band) == specificity(closed_band) == (False, 1)
    assert specificity(rule(platform="JD", channel="bonded")) == (True, 2)


@pytest.mark.parametrize(
    "name",
    [
        "platform",
        "destination",
        "channel",
        "clearance_mode",
        "logistics",
        "carrier_kind",
    ],
)
def test_an_unknown_fact_fits_no_condition_and_says_so(name):
    stated = rule(**{name: "POST"})
    order = replace(facts(), **{name: ""})

    answer = decide(order, [stated], DAY)

    [tried] = answer.tried
    assert answer.level == "UNDECIDED"
    assert (tried.field, tried.wanted, tried.found) == (name, "POST", "")


# --- amounts ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paid", "level"),
    [
        (None, "UNDECIDED"),
        (0, "UNDECIDED"),
        (99_999, "UNDECIDED"),
        (100_000, "NUMBER_ONLY"),
        (499_999, "NUMBER_ONLY"),
        (500_000, "IMAGES"),
        (10**14, "IMAGES"),
    ],
)
def test_a_band_begins_with_its_lower_end_and_stops_before_its_upper(paid, level):
    rules = [
        rule(
            "A", level="NUMBER_ONLY", paid_from_minor=100_000, paid_below_minor=500_000
        ),
        rule("B", level="IMAGES", paid_from_minor=500_000),
    ]

    assert decide(facts(paid_minor=paid), rules, DAY).level == level


def test_what_was_paid_is_told_beside_what_was_wanted():
    [open_above] = decide(facts(paid_minor=5), [rule(paid_from_minor=10)], DAY).tried
    [open_below] = decide(facts(), [rule(paid_below_minor=10)], DAY).tried

    assert (open_above.field, open_above.wanted, open_above.found) == (
        "paid",
        "10..",
        "5",
    )
    assert (open_below.field, open_below.wanted, open_below.found) == (
        "paid",
        "..10",
        "",
    )


# --- any rules, any facts -----------------------------------------------------------

AMOUNTS = (None, -1, 0, 1, 2, 3)
DAYS = [DAY + ONE * n for n in range(4)]

any_facts = st.builds(
    facts,
    **{
        name: st.sampled_from(each)
        for name, each in VALUES.items()
        if name != "clearance_mode"
    },
    mode=st.sampled_from(VALUES["clearance_mode"]),
    paid_minor=st.sampled_from(AMOUNTS),
)
any_rule = st.builds(
    rule,
    code=st.sampled_from("ABCD"),
    version=st.integers(1, 3),
    level=st.sampled_from(["NONE", "NUMBER_ONLY", "IMAGES", "UNDECIDED"]),
    starts_on=st.sampled_from(DAYS),
    ends_on=st.sampled_from([None, *DAYS]),
    paid_from_minor=st.sampled_from([None, None, *AMOUNTS]),
    paid_below_minor=st.sampled_from([None, None, *AMOUNTS]),
    # Little is stated, so that many rules meet.
    **{name: st.sampled_from([*[""] * 4, *each]) for name, each in VALUES.items()},
)
any_rules = st.lists(any_rule, max_size=6, unique_by=lambda r: (r.code, r.version))
days = st.sampled_from([DAY - ONE, *DAYS, DAYS[-1] + ONE])


def matches(one, order):
    """What a rule means, said once more in other words."""
    stated = [(getattr(one, name), getattr(order, name)) for name in VALUES]
    fits = all(wanted in ("", found) for wanted, found in stated)
    if one.paid_from_minor is None and one.paid_below_minor is None:
        return fits
    if order.paid_minor is None:
        return False
    above = one.paid_from_minor is None or one.paid_from_minor <= order.paid_minor
    below = one.paid_below_minor is None or order.paid_minor < one.paid_below_minor
    return fits and above and below


def applying(rules, day):
    """The rules in force, by the definition: the newest that began, if it goes on."""
    return [
        one
        for one in rules
        if one.starts_on <= day
        and (one.ends_on is None or day <= one.ends_on)
        and not any(
            other.code == one.code
            and other.version > one.version
            and other.starts_on <= day
            for other in rules
        )
    ]


@given(any_facts, any_rules, days)
def test_the_answer_is_the_most_specific_rule_in_force_that_matches(order, rules, day):
    answer = decide(order, rules, day)

    matching = [one for one in applying(rules, day) if matches(one, order)]
    if answer.rule is None:
        assert matching == []
        assert (answer.level, answer.subject, answer.sides) == ("UNDECIDED", "", ())
    else:
        assert answer.rule in matching
        assert specificity(answer.rule) == max(map(specificity, matching))
        assert (answer.level, answer.subject) == (
            answer.rule.level,
            answer.rule.subject,
        )
        assert answer.sides == answer.rule.sides


@given(any_facts, any_rules, days)
def test_what_was_tried_is_told_honestly(order, rules, day):
    answer = decide(order, rules, day)

    tried = [each.rule for each in answer.tried]
    ranks = [specificity(one) for one in tried]
    assert ranks == sorted(ranks, reverse=True)
    assert len(tried) == len(set(tried))
    assert [each.matched for each in answer.tried] == [
        matches(one, order) for one in tried
    ]
    if answer.rule is None:
        assert sorted(one.code for one in tried) == sorted(
            one.code for one in applying(rules, day)
        )
    else:
        assert [each.rule for each in answer.tried if each.matched] == [answer.rule]
    for each in answer.tried:
        if not each.matched and each.field != "paid":
            assert each.wanted == getattr(each.rule, each.field)
            assert each.found == getattr(order, each.field) != each.wanted


@given(any_facts, any_rules, days, st.randoms(use_true_random=False))
def test_the_order_of_the_rules_does_not_matter(order, rules, day, chance):
    shuffled = list(rules)
    chance.shuffle(shuffled)

    assert decide(order, shuffled, day) == decide(order, rules, day)


EVERY_FACT = [
    facts(paid_minor=paid, mode=mode, **dict(zip(names, values, strict=True)))
    for names in [[name for name in VALUES if name != "clearance_mode"]]
    for values in product(*(VALUES[name] for name in names))
    for mode in VALUES["clearance_mode"]
    for paid in (None, -2, *AMOUNTS[1:], 4)
]


@given(
    st.lists(any_rule, min_size=2, max_size=3, unique_by=lambda r: (r.code, r.version))
)
def test_conflicts_are_exactly_the_pairs_that_some_order_would_meet(rules):
    found = {frozenset(pair) for pair in conflicts(rules)}

    met = set()
    for day in [*DAYS, DAYS[-1] + ONE]:
        now = applying(rules, day)
        for at, one in enumerate(now):
            for other in now[at + 1 :]:
                tie = specificity(one) == specificity(other)
                if tie and any(
                    matches(one, order) and matches(other, order)
                    for order in EVERY_FACT
                ):
                    met.add(frozenset({one, other}))
    assert found == met


def test_rules_that_meet_only_before_a_new_version_begins_do_not_tie():
    first = rule("A", 1, starts_on=DAY, channel="bonded")
    second = rule("A", 2, starts_on=DAY + ONE, channel="direct_mail")
    other = rule("B", 1, starts_on=DAY + ONE, channel="bonded")

    assert list(conflicts([first, second, other])) == []
    assert list(conflicts([first, other])) == [(first, other)]


@pytest.mark.parametrize(
    ("last", "first", "tie"),
    [(DAY, DAY, True), (DAY, DAY + ONE, False), (None, DAY + ONE, True)],
)
def test_the_last_day_of_one_and_the_first_of_another_may_meet(last, first, tie):
    one = rule("A", starts_on=DAY - ONE, ends_on=last)
    other = rule("B", starts_on=first)

    assert list(conflicts([one, other])) == ([(one, other)] if tie else [])


@pytest.mark.parametrize(
    ("below", "at_least", "tie"), [(10, 10, False), (11, 10, True), (9, 10, False)]
)
def test_bands_that_touch_do_not_tie(below, at_least, tie):
    one, other = rule("A", paid_below_minor=below), rule("B", paid_from_minor=at_least)

    assert list(conflicts([one, other])) == ([(one, other)] if tie else [])


def test_a_carrier_is_a_condition_like_any_other():
    post, courier = rule("A", carrier_kind="POST"), rule("B", carrier_kind="COURIER")

    assert decide(facts(carrier_kind="COURIER"), [post, courier], DAY).rule is courier
    assert list(conflicts([post, courier])) == []
