"""Whatever the rules, the matrix says of every order what they decide of it."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from clearance.channels.rules import Facts, decide, stop_rule
from clearance.desk.matrix import Policy, Way, difference, matrix
from clearance.desk.matrix.policy import said
from clearance.templatetags.policy_tags import asked, for_which
from tests.channels.seeds import rule, seeded_rules
from tests.desk.policies import AMOUNTS, DAYS, WAYS, policies

DAY = date(2026, 11, 21)
LATER = DAY + timedelta(days=10)
SEEDED_WAYS = [
    Way("bonded", "1210", "platform"),
    Way("consolidated", "9610", "platform"),
    Way("direct_mail", "POSTAL"),
    Way("domestic_stock", "0110"),
]
MODES = ("1210", "9610", "POSTAL", "0110")
CARRIERS = ("COURIER", "POST", "")


def seeded(*more, on=DAY):
    return matrix(Policy([*seeded_rules(), *more], SEEDED_WAYS), on)


def words(cell):
    return [(for_which(line), asked(line.answer)) for line in cell.lines]


def found(page, facts):
    """The cell that a reader looks an order up in; None where a sentence says it."""
    section = sections(page).get((facts.platform, facts.destination))
    if section is None:
        return None
    if section.single is not None:
        return section.single
    for row in section.rows:
        if row.channel == facts.channel and facts.logistics in row.logistics:
            cells = dict(zip(section.modes, row.cells, strict=True))
            if cell := cells.get(facts.clearance_mode) or cells.get(""):
                return cell
    if section.rest_repeats:
        return found(page, replace(facts, platform=""))
    return section.other


def sections(page):
    return {(each.platform, each.destination): each for each in page.sections}


def orders(platform, destination):
    """Orders of all channels, logistics and modes, to one platform and destination."""
    for way in (*WAYS, Way("", "")):
        stated = ("platform", "merchant", *([] if way.logistics else [""]))
        for logistics, mode in product(stated, (*MODES, "")):
            yield Facts(platform, destination, way.code, mode, logistics)


def loads(facts):
    """The same orders by every carrier, of every amount."""
    for carrier, paid in product(CARRIERS, AMOUNTS):
        yield replace(facts, carrier_kind=carrier, paid_minor=paid)


@settings(deadline=None, max_examples=25)
@given(policy=policies, on=st.sampled_from(DAYS))
def test_every_order_is_found_with_what_the_rules_decide_of_it(policy, on):
    page = matrix(policy, on)

    for place in sections(page):
        for facts in orders(*place):
            cell = found(page, facts)
            for order in loads(facts):
                decided = decide(order, policy.in_force(on), on)
                if cell is None:
                    assert decided.level == "UNDECIDED"
                    continue
                known = order.carrier_kind, order.paid_minor
                [line] = [line for line in cell.lines if line.covers(*known)]
                assert line.answer.asks == decided.asks
                assert asked(line.answer) == asked(decided)


@settings(deadline=None, max_examples=25)
@given(policy=policies, on=st.sampled_from(DAYS))
def test_a_cell_stays_as_it_is_until_the_day_it_names(policy, on):
    page = matrix(policy, on)

    for section in page.sections:
        for _row, cell in section.cells():
            own = [d for d in DAYS if d > on and not cell.repeats]
            until = [d for d in own if cell.change is None or d < cell.change.on]
            assert {said(policy.lines(cell.facts, day)) for day in until} <= {
                said(cell.lines)
            }
            if cell.change is not None:
                after = policy.lines(cell.facts, cell.change.on)
                assert said(after) != said(cell.lines)
                assert set(said(cell.change.lines)) <= set(said(after))


@settings(deadline=None, max_examples=25)
@given(policy=policies, days=st.tuples(*[st.sampled_from(DAYS)] * 2).map(sorted))
def test_the_difference_names_every_order_that_is_asked_otherwise(policy, days):
    first, second = days

    told = {
        (moved.platform, moved.destination, spot.channel, logistics, spot.mode)
        for moved in difference(policy, first, second).moved
        for spot in moved.spots
        for logistics in spot.logistics
    }
    whole = {
        (moved.platform, moved.destination)
        for moved in difference(policy, first, second).moved
        if not moved.spots
    }

    for place in policy.places(first):
        for facts in orders(*place):
            spot = (facts.channel, facts.logistics, facts.clearance_mode)
            otherwise = (facts.channel, facts.logistics, "")
            for order in loads(facts):
                was = decide(order, policy.in_force(first), first)
                will = decide(order, policy.in_force(second), second)
                general = ("", place[1])
                if was.asks != will.asks:
                    assert (
                        {place, general} & whole
                        or {(*place, *spot), (*general, *spot)} & told
                        or {(*place, *otherwise), (*general, *otherwise)} & told
                    )


def test_every_seeded_rule_shows():
    page = seeded()

    shown = {
        line.answer.rule.code
        for section in page.sections
        for _row, cell in section.cells()
        for line in cell.lines
        if line.answer.rule
    }
    assert shown == {each.code for each in seeded_rules()}
    assert page.unseen == []


def test_the_gaps_to_china_are_merchants_own_logistics():
    gaps = [
        (section.destination, row.channel, cell.facts.clearance_mode, row.logistics)
        for section, row, cell in seeded().gaps
        if row
    ]

    assert gaps == [
        ("CN", "bonded", "1210", ("merchant",)),
        ("CN", "bonded", "1239", ("merchant",)),
        ("CN", "consolidated", "9610", ("merchant",)),
    ]


def test_rows_that_say_the_same_are_one():
    general, pinduoduo = (sections(seeded())[name, "CN"] for name in ("", "PINDUODUO"))

    assert [(row.channel, row.logistics) for row in general.rows] == [
        ("bonded", ("platform", "")),
        ("bonded", ("merchant",)),
        ("consolidated", ("platform", "")),
        ("consolidated", ("merchant",)),
        ("direct_mail", ("platform", "merchant", "")),
        ("domestic_stock", ("platform", "merchant", "")),
    ]
    assert [row.channel for row in pinduoduo.rows] == [w.code for w in SEEDED_WAYS]
    assert words(pinduoduo.other) == [("", "Photos of the orderer's ID")]


def test_carriers_are_lines_of_one_cell():
    courier = rule("KZ-1", destination="KZ", carrier_kind="COURIER", level="IMAGES")
    post = rule("KZ-2", destination="KZ", carrier_kind="POST")

    kazakhstan = sections(seeded(courier, post))["", "KZ"]

    assert words(kazakhstan.single) == [
        ("Courier", "Photos of the recipient's ID"),
        ("Post", "Nothing"),
        ("Unknown carrier", "Gap: a person decides"),
    ]


def test_amounts_are_lines_of_one_cell():
    fields = {"destination": "KZ", "paid_from_minor": 100_000, "level": "NUMBER_ONLY"}

    kazakhstan = sections(seeded(rule("KZ", **fields)))["", "KZ"]

    below, from_here_on = kazakhstan.single.lines
    amounts = (None, 0, 99_999, 100_000)
    assert [below.covers("", paid) for paid in amounts] == [True, True, True, False]
    assert [from_here_on.covers("", paid) for paid in amounts] == [False] * 3 + [True]
    assert words(kazakhstan.single) == [
        ("< ¥1,000.00, amount not known", "Gap: a person decides"),
        ("≥ ¥1,000.00", "The recipient's number, no photos"),
    ]


def test_a_scheduled_version_shows_with_its_day():
    stock = {"destination": "CN", "channel": "domestic_stock", "clearance_mode": "0110"}
    coming = rule("CN-STOCK", 2, level="IMAGES", starts_on=LATER, **stock)

    [changing] = [
        cell
        for section in seeded(coming).sections
        for _row, cell in section.cells()
        if cell.change
    ]

    assert words(changing) == [("", "Nothing")]
    assert changing.change.on == LATER
    assert words(changing.change) == [("", "Photos of the recipient's ID")]


def test_an_end_without_a_successor_is_a_gap_to_come():
    ends = rule("KZ", destination="KZ", ends_on=LATER)

    cell = sections(seeded(ends))["", "KZ"].single

    assert (cell.change.on, words(cell.change)) == (
        LATER + timedelta(days=1),
        [("", "Gap: a person decides")],
    )


def test_what_a_platform_shares_with_every_other_is_not_said_again():
    own = rule("JD", platform="JD", destination="CN", channel="domestic_stock")

    jd = sections(seeded(own))["JD", "CN"]

    assert [row.channel for row in jd.rows] == ["domestic_stock"]
    assert jd.rest_repeats
    assert {section.platform for section, _row, _cell in seeded(own).gaps} == {""}


def test_a_stop_shows_where_it_stands_and_for_whom():
    stop = replace(
        stop_rule(7, "STOP-7", platform="JD", channel="bonded"), starts_on=DAY
    )

    jd = sections(seeded(stop))["JD", "CN"]
    lifted = seeded(replace(stop, ends_on=DAY), on=LATER)

    assert [row.channel for row in jd.rows] == ["bonded"]
    assert {asked(c.lines[0].answer) for c in jd.rows[0].cells} == {
        "Stopped: a person decides"
    }
    assert ("JD", "CN") not in sections(lifted)


def test_a_rule_that_no_cell_shows_is_told():
    lost = rule("LOST", destination="CN", channel="no_longer_in_use")

    assert [each.code for each in seeded(lost).unseen] == ["LOST"]


def test_the_difference_names_what_began_was_replaced_ended_and_passed():
    day = [DAY + timedelta(days=number) for number in range(6)]
    policy = Policy(
        [
            rule("ENDS", destination="KZ", ends_on=day[1]),
            rule("BEGINS", destination="KG", starts_on=day[3]),
            rule("GROWS", destination="AM"),
            rule("GROWS", 2, destination="AM", level="IMAGES", starts_on=day[2]),
            rule("PASSES", destination="BY", starts_on=day[1], ends_on=day[2]),
        ],
        SEEDED_WAYS,
    )

    found = difference(policy, day[0], day[5])

    assert [each.code for each in found.begun] == ["BEGINS"]
    assert [(a.version, b.version) for a, b in found.replaced] == [(1, 2)]
    assert [each.code for each in found.ended] == ["ENDS"]
    assert [each.code for each in found.between] == ["PASSES"]
    assert [(m.destination, m.spots) for m in found.moved] == [
        ("AM", ()),
        ("KG", ()),
        ("KZ", ()),
    ]
    assert not difference(policy, day[0], day[0])
