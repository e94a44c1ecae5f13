"""What the seeded rules answer to every combination of facts (T12-T15, P0)."""

from dataclasses import fields, replace
from datetime import timedelta
from itertools import product

import pytest

from clearance.accounts.enums import Platform
from clearance.channels.enums import ClearanceMode, Logistics
from clearance.channels.models import IdRequirementRule
from clearance.channels.queries import as_rule, channel_names, rules_in_force
from clearance.channels.rules import Rule, conflicts, decide
from tests.channels.seeds import FIRST_DAY, facts, seeded_rules

DAY = FIRST_DAY + timedelta(days=300)
CHANNELS = ("bonded", "consolidated", "direct_mail", "domestic_stock")
LOGISTICS = ("", *Logistics.values)
OTHERS = [name for name in Platform.values if name != "PINDUODUO"]

NUMBER = ("NUMBER_ONLY", "ORDERER")
RECIPIENTS_PHOTOS = ("IMAGES", "RECIPIENT")
ORDERERS_PHOTOS = ("IMAGES", "ORDERER")
NOTHING, NOBODY_KNOWS = ("NONE", ""), ("UNDECIDED", "")

# Channel, mode, logistics: what is not here is for a person to decide.
GENERAL = {
    ("bonded", "1210", "platform"): NUMBER,
    ("bonded", "1239", "platform"): NUMBER,
    ("consolidated", "9610", "platform"): NUMBER,
    **{("direct_mail", "POSTAL", by): RECIPIENTS_PHOTOS for by in LOGISTICS},
    **{("direct_mail", "9610", by): NUMBER for by in LOGISTICS},
    **{("domestic_stock", "0110", by): NOTHING for by in LOGISTICS},
}
EVERY = list(product(CHANNELS, ClearanceMode.values, LOGISTICS))


def asked(*of, **more):
    answer = decide(facts(*of, **more), seeded_rules(), DAY)
    return answer.level, answer.subject


@pytest.mark.parametrize("platform", OTHERS)
def test_each_combination_has_its_answer_and_every_other_needs_a_decision(platform):
    found = {of: asked(*of, platform=platform) for of in EVERY}

    assert found == {of: GENERAL.get(of, NOBODY_KNOWS) for of in EVERY}


def test_one_platform_asks_every_buyer_for_photos_whatever_the_channel():
    found = {of: asked(*of, platform="PINDUODUO") for of in EVERY}

    postal = {of for of in EVERY if of[:2] == ("direct_mail", "POSTAL")}
    assert found == {
        of: RECIPIENTS_PHOTOS if of in postal else ORDERERS_PHOTOS for of in EVERY
    }


@pytest.mark.parametrize("platform", Platform.values)
@pytest.mark.parametrize("destination", ["RU", "HK", ""])
def test_other_destinations_need_a_decision(platform, destination):
    found = {asked(*of, platform=platform, destination=destination) for of in EVERY}

    assert found == {NOBODY_KNOWS}


@pytest.mark.parametrize(
    ("of", "days", "expected"),
    [
        (("direct_mail", "POSTAL"), -1, NOBODY_KNOWS),
        (("direct_mail", "POSTAL"), 0, RECIPIENTS_PHOTOS),
        (("domestic_stock", "0110"), -1, NOBODY_KNOWS),
        (("domestic_stock", "0110"), 0, NOTHING),
    ],
)
def test_the_rules_begin_on_their_first_day(of, days, expected):
    answer = decide(facts(*of), seeded_rules(), FIRST_DAY + timedelta(days=days))

    assert (answer.level, answer.subject) == expected


def test_photos_are_of_both_sides_and_a_number_has_none():
    photos = decide(facts(), seeded_rules(), DAY)
    number = decide(facts("bonded", "1210", "platform"), seeded_rules(), DAY)

    assert photos.sides == ("PORTRAIT", "EMBLEM")
    assert {"RESIDENT_ID", "PASSPORT", "HKID"} <= set(photos.document_types)
    assert (number.sides, number.document_types) == ((), ())


def test_the_rules_tried_stand_in_the_order_tried_with_what_did_not_fit():
    tried = decide(facts(), seeded_rules(), DAY).tried

    assert [(each.rule.code, each.matched, each.field) for each in tried] == [
        ("PDD-DIRECT-POSTAL", False, "platform"),
        ("PDD-EVERY-BUYER", False, "platform"),
        ("CN-BONDED-1210", False, "channel"),
        ("CN-BONDED-1239", False, "channel"),
        ("CN-CONSOLIDATED", False, "channel"),
        ("CN-DIRECT-9610", False, "clearance_mode"),
        ("CN-DIRECT-POSTAL", True, ""),
    ]
    assert (tried[5].wanted, tried[5].found) == ("9610", "POSTAL")


def test_by_the_merchants_own_logistics_every_rule_was_tried_and_says_why_not():
    answer = decide(facts("bonded", "1210", "merchant"), seeded_rules(), DAY)

    reasons = {each.rule.code: each.field for each in answer.tried}
    assert answer.rule is None
    assert len(reasons) == len(seeded_rules())
    assert reasons["CN-BONDED-1210"] == "logistics"


def test_seeded_rules_never_tie():
    assert list(conflicts(seeded_rules())) == []


@pytest.mark.django_db
def test_the_database_has_the_same_rules(django_assert_num_queries):
    with django_assert_num_queries(1):
        found = rules_in_force(DAY)

    def without_id(rules):
        return {replace(rule, id=0) for rule in rules}

    assert without_id(found) == without_id(seeded_rules())
    assert rules_in_force(FIRST_DAY - timedelta(days=1)) == ()


@pytest.mark.django_db
def test_a_channel_goes_by_its_code_and_by_its_chinese_name():
    assert channel_names() == {
        **{code: code for code in CHANNELS},
        "保税": "bonded",
        "集货": "consolidated",
        "直邮": "direct_mail",
        "现货": "domestic_stock",
    }


def test_a_row_becomes_a_rule_with_every_column():
    row = IdRequirementRule(
        pk=7,
        code="X",
        version=3,
        level="IMAGES",
        subject="RECIPIENT",
        sides=["EMBLEM"],
        document_types=["PASSPORT"],
        starts_on=FIRST_DAY,
        ends_on=DAY,
        platform="JD",
        destination="RU",
        channel="bonded",
        clearance_mode="1210",
        logistics="merchant",
        carrier_kind="POST",
        paid_from_minor=1,
        paid_below_minor=2,
        also_asked=["INN"],
    )

    found = as_rule(row)

    names = {each.name for each in fields(Rule)} - {"is_stop"}
    lists = {"sides": ("EMBLEM",), "document_types": ("PASSPORT",), "id": 7}
    lists["also_asked"] = ("INN",)
    wanted = {name: getattr(row, name) for name in names} | lists
    assert {name: getattr(found, name) for name in names} == wanted
    assert not found.is_stop
