"""What the seeded rules answer for Russia: by the kind of carrier, whatever else."""

from datetime import timedelta
from itertools import product

import pytest

from clearance.accounts.enums import Platform
from clearance.channels.enums import ClearanceMode, Logistics
from clearance.channels.models import IdRequirementRule
from clearance.channels.queries import carrier_kinds
from clearance.channels.rules import conflicts, decide
from tests.channels.seeds import FIRST_DAY, facts, rule, seeded_rules

DAY = FIRST_DAY + timedelta(days=300)
CHANNELS = ("bonded", "consolidated", "direct_mail", "domestic_stock")
EVERY = [
    (*of, platform)
    for of in product(CHANNELS, ClearanceMode.values, ("", *Logistics.values))
    for platform in Platform.values
]


def answers(carrier_kind, *, destination="RU", day=DAY):
    """Every answer there is over all channels, modes, logistics and platforms."""
    said = [
        decide(
            facts(
                *of,
                platform=platform,
                destination=destination,
                carrier_kind=carrier_kind,
            ),
            seeded_rules(),
            day,
        )
        for *of, platform in EVERY
    ]
    return {(each.level, each.subject, each.rule and each.rule.code) for each in said}


@pytest.mark.parametrize(
    ("carrier_kind", "answer"),
    [
        ("COURIER", ("IMAGES", "RECIPIENT", "RU-COURIER")),
        ("POST", ("NONE", "", "RU-POST")),
        ("", ("UNDECIDED", "", None)),
    ],
)
def test_the_carrier_decides_whatever_the_channel_and_the_platform(
    carrier_kind, answer
):
    assert answers(carrier_kind) == {answer}


def test_by_courier_the_page_with_the_photo_and_the_inn_are_asked():
    to_russia = facts(destination="RU", carrier_kind="COURIER")

    found = decide(to_russia, seeded_rules(), DAY)

    assert found.sides == ("PORTRAIT",)
    assert found.document_types == ("RU_PASSPORT", "RU_FOREIGN_PASSPORT", "PASSPORT")
    assert found.also_asked == ("INN",)


def test_the_rules_begin_on_their_first_day():
    assert answers("COURIER", day=FIRST_DAY - timedelta(days=1)) == {
        ("UNDECIDED", "", None)
    }
    assert ("IMAGES", "RECIPIENT", "RU-COURIER") in answers("COURIER", day=FIRST_DAY)


@pytest.mark.parametrize("carrier_kind", ["", "COURIER", "POST"])
def test_no_rule_of_russia_says_anything_of_another_country(carrier_kind):
    by_carrier = {
        country: {code for _, _, code in answers(carrier_kind, destination=country)}
        for country in ("CN", "HK")
    }

    assert not any(str(code).startswith("RU-") for code in by_carrier["CN"])
    assert by_carrier["HK"] == {None}


def test_every_seeded_rule_names_its_country_and_none_ties_with_another():
    assert {each.destination for each in seeded_rules()} == {"CN", "RU"}
    assert list(conflicts(seeded_rules())) == []


def test_a_rule_by_channel_for_every_country_would_be_found_as_a_tie():
    careless = rule("ANY-POSTAL", channel="direct_mail", clearance_mode="POSTAL")

    tied = {one.code for one, _ in conflicts([*seeded_rules(), careless])}

    assert {"RU-COURIER", "RU-POST"} <= tied


@pytest.mark.django_db
def test_the_rules_say_why_in_three_languages_and_what_is_not_verified():
    rows = IdRequirementRule.objects.filter(destination="RU")

    assert {row.code for row in rows} == {"RU-COURIER", "RU-POST"}
    for row in rows:
        assert all([row.because, row.because_zh, row.because_ru])
        assert "Not yet checked" in row.source_note
        assert "carrier is not known" in row.source_note
    courier = rows.get(code="RU-COURIER")
    assert "1861" in courier.source_note
    assert "permission to stay" in courier.source_note


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "kind"),
    [("СДЭК", "COURIER"), ("cdek", "COURIER"), ("Почта России", "POST")],
)
def test_russian_carriers_are_known_by_their_names(name, kind):
    assert carrier_kinds()[name.casefold()] == kind
