"""Numbers, names and validity, against the order and against each other."""

from dataclasses import replace
from datetime import date

import pytest

from clearance.demo.numbers import Fault, broken
from clearance.demo.people import people
from clearance.identity.autochecks import DOCUMENT_CHECKS, DocumentFacts
from clearance.identity.autochecks.names import alike
from clearance.identity.enums import CheckCode
from tests.factories import id_number

TODAY = date(2026, 11, 21)
NUMBER = id_number()
FACTS = DocumentFacts(
    document_type="RESIDENT_ID",
    number=NUMBER,
    name="李样本",
    born_on=date(1990, 1, 1),
    valid_until=date(2036, 5, 20),
    long_term=False,
    declared_name="李样本",
    declared_type="RESIDENT_ID",
    declared_number=NUMBER,
    today=TODAY,
)


def found(code, **changed):
    said = DOCUMENT_CHECKS[code](replace(FACTS, **changed))
    return (str(said.outcome), said.detail)


def test_a_document_in_order_passes():
    outcomes = {code: found(code) for code in DOCUMENT_CHECKS}

    assert outcomes == dict.fromkeys(DOCUMENT_CHECKS, ("PASS", ""))


@pytest.mark.parametrize("fault", [Fault.CHECKSUM, Fault.LENGTH, Fault.BIRTH])
def test_an_impossible_number_is_said(fault):
    said = found(CheckCode.NUMBER, number=broken(NUMBER, fault))

    assert said == ("FAIL", "impossible")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"declared_number": id_number(1)}, ("FAIL", "differs")),
        ({"declared_number": broken(NUMBER, Fault.OLD)}, ("PASS", "")),
        ({"declared_number": NUMBER.lower()}, ("PASS", "")),
        ({"declared_number": ""}, ("COULD_NOT_RUN", "not_declared")),
        ({"declared_type": "PASSPORT"}, ("COULD_NOT_RUN", "other_document")),
        ({"number": ""}, ("COULD_NOT_RUN", "erased")),
    ],
)
def test_the_number_is_compared_with_the_orders(changed, said):
    assert found(CheckCode.DECLARED_NUMBER, **changed) == said


def test_an_old_number_on_record_is_told_apart_from_a_wrong_photo():
    old = {"declared_number": broken(NUMBER, Fault.OLD)}

    assert found(CheckCode.OLD_NUMBER, **old) == ("FAIL", "fifteen")
    assert found(CheckCode.NUMBER, **old) == ("PASS", "")


def test_a_number_of_other_people_is_counted():
    said = DOCUMENT_CHECKS[CheckCode.NUMBER_REUSED](
        replace(FACTS, others_with_number=2)
    )

    assert (str(said.outcome), said.value) == ("FAIL", 2)


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        ("李样本", "李样本", 100),
        ("李 样本", "李样本", 100),
        ("阿依古丽·样本", "阿依古丽•样本", 100),
        ("劉樣本", "刘样本", 95),
        ("李样本", "李示例", 0),
        ("Образец Иван", "OBRAZETS IVAN", 85),
        ("Образец Юлия", "IULIIA OBRAZETS", 80),
        ("Образец Иван", "OBRAZETS PETR", 0),
        ("Пётр Образец", "PETR OBRAZETS", 85),
        ("Anna Müster", "ANNA MUSTER", 85),
        ("Anna Muster", "Muster, Anna", 80),
        ("Anna Muster", "Anna Sample", 0),
        ("李样本", "LI YANGBEN", None),
        ("李样本", "Образец Иван", None),
        ("李Anna", "李样本", None),
    ],
)
def test_names_are_bridged_as_far_as_rules_go(one, other, score):
    assert alike(one, other) == score
    assert alike(other, one) == score


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ("李示例", ("FAIL", "differs")),
        ("LI YANGBEN", ("COULD_NOT_RUN", "no_bridge")),
        ("", ("COULD_NOT_RUN", "not_declared")),
    ],
)
def test_a_name_is_compared_or_said_not_to_be(declared, said):
    assert found(CheckCode.NAME, declared_name=declared) == said


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"valid_until": date(2026, 11, 20)}, ("FAIL", "expired")),
        (
            {"valid_until": date(2026, 11, 21), "born_on": date(1992, 1, 1)},
            ("PASS", ""),
        ),
        ({"long_term": True, "valid_until": None}, ("FAIL", "too_young")),
        (
            {"long_term": True, "valid_until": None, "born_on": date(1970, 1, 1)},
            ("PASS", ""),
        ),
        # A card of twenty years is issued to nobody of sixty-six.
        (
            {"born_on": date(1950, 1, 1), "valid_until": date(2036, 5, 20)},
            ("FAIL", "term"),
        ),
        ({"valid_until": date(2050, 2, 28)}, ("FAIL", "term")),
        ({"valid_until": None}, ("COULD_NOT_RUN", "no_date")),
        ({"document_type": "RU_PASSPORT"}, ("COULD_NOT_RUN", "no_end")),
    ],
)
def test_validity_is_held_against_today_and_age(changed, said):
    assert found(CheckCode.VALIDITY, **changed) == said


def test_validity_of_generated_people_is_usual():
    on = date(2026, 11, 1)
    cards = [
        each
        for each in people(3, 300)
        if each.document_type == "RESIDENT_ID"
        and (each.valid_until is None or each.valid_until >= on)
    ]

    said = {
        found(
            CheckCode.VALIDITY,
            born_on=each.born_on,
            valid_until=each.valid_until,
            long_term=each.long_term,
            today=on,
        )
        for each in cards
    }

    assert len(cards) > 150
    assert said == {("PASS", "")}
