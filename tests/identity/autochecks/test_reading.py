"""What was read from a document, as reading software tells it, slips included."""

from dataclasses import replace
from datetime import date

import pytest

from clearance.demo.mrz import passport_lines
from clearance.demo.people import person
from clearance.identity.autochecks import DocumentFacts, reads_of
from clearance.identity.autochecks.mrz import lines_agree, second_line
from clearance.identity.autochecks.reader import (
    CannotRead,
    is_installed,
    read_lines,
)
from clearance.identity.autochecks.reading import (
    last_day_is_read,
    name_is_read,
    number_is_read,
)
from clearance.lib.documents import SIDES

from .photos import shot, taken

TODAY = date(2026, 11, 1)


def typed(who, **changed):
    return replace(
        DocumentFacts(
            document_type=who.document_type,
            number=who.number,
            name=who.name,
            born_on=who.born_on,
            valid_until=who.valid_until,
            long_term=who.long_term,
            declared_name="",
            declared_type="",
            declared_number="",
            today=TODAY,
        ),
        **changed,
    )


CARD = person(1, 2, "RESIDENT_ID")
LINES = [
    "SPECIMEN样本",
    "姓名",
    CARD.name,
    "公民身份号码",
    " ".join([CARD.number[:6], CARD.number[6:]]),
]


def said(finding):
    return (str(finding.outcome), finding.detail)


def test_number_and_name_are_found_among_the_lines():
    assert said(number_is_read(typed(CARD), LINES)) == ("PASS", "")
    assert said(name_is_read(typed(CARD), LINES)) == ("PASS", "")


def test_another_number_than_was_typed_is_noticed():
    other = person(1, 3, "RESIDENT_ID").number

    assert said(number_is_read(typed(CARD, number=other), LINES)) == ("FAIL", "differs")


def test_what_was_not_read_is_no_reproach():
    nothing = ["姓名", "样本"]

    assert said(number_is_read(typed(CARD), nothing)) == ("COULD_NOT_RUN", "not_found")
    assert said(name_is_read(typed(CARD), nothing)) == ("COULD_NOT_RUN", "not_found")
    assert said(last_day_is_read(typed(CARD), [])) == ("COULD_NOT_RUN", "not_found")


@pytest.mark.parametrize(
    ("lines", "changed", "outcome"),
    [
        (["2018.02.12-2036.02.12"], {"valid_until": date(2036, 2, 12)}, ("PASS", "")),
        (["12.02.2036"], {"valid_until": date(2036, 2, 12)}, ("PASS", "")),
        (["2018.02.12-长期"], {"valid_until": None, "long_term": True}, ("PASS", "")),
        (
            ["2018.02.12-2036.02.12"],
            {"valid_until": date(2038, 2, 12)},
            ("FAIL", "differs"),
        ),
        (
            ["2018.02.31-2036.13.12"],
            {"valid_until": date(2038, 2, 12)},
            ("COULD_NOT_RUN", "not_found"),
        ),
    ],
)
def test_the_last_day_is_compared(lines, changed, outcome):
    facts = typed(CARD, long_term=False) if "long_term" not in changed else typed(CARD)

    assert said(last_day_is_read(replace(facts, **changed), lines)) == outcome


@pytest.mark.parametrize("kind", ["PASSPORT", "RU_PASSPORT", "RU_FOREIGN_PASSPORT"])
@pytest.mark.parametrize("index", [1, 2, 8])
def test_machine_readable_lines_agree(kind, index):
    holder = person(1, index, kind)

    assert said(lines_agree(typed(holder), passport_lines(holder))) == ("PASS", "")


def test_letters_taken_for_digits_are_mended_and_fillers_counted():
    holder = person(1, 1, "PASSPORT")
    first, second = passport_lines(holder)
    head = (
        second[:10] + second[10:13].replace("O", "0") + second[13:20].replace("0", "O")
    )
    read = head + second[20:28] + second[28:42][:-3] + second[42:]

    assert second_line([first, read]) == second
    assert said(lines_agree(typed(holder), [first, read])) == ("PASS", "")


def test_a_wrong_check_digit_and_another_number_are_told_apart():
    holder = person(1, 2, "PASSPORT")
    first, second = passport_lines(holder)
    wrong = second[:4] + ("1" if second[4] != "1" else "2") + second[5:]
    other = typed(holder, number=person(1, 3, "PASSPORT").number)

    assert said(lines_agree(typed(holder), [first, wrong])) == ("FAIL", "checksum")
    assert said(lines_agree(other, [first, second])) == ("FAIL", "differs")
    assert said(lines_agree(other, [first])) == ("COULD_NOT_RUN", "not_found")


def test_a_russian_name_is_found_by_its_latin_letters():
    holder = person(1, 4, "RU_FOREIGN_PASSPORT")
    surname, given = holder.latin_name.upper().split(", ")

    assert said(name_is_read(typed(holder), [surname, given])) == ("PASS", "")


@pytest.mark.parametrize("kind", SIDES)
def test_on_every_document_something_is_read(kind):
    codes = [code for side in SIDES[kind] for code in reads_of(kind, side)]

    assert "READ_NUMBER" in codes
    assert len(codes) == len(set(codes))
    assert ("MRZ" in codes) == ("PASSPORT" in kind)


@pytest.mark.skipif(is_installed(), reason="the optional package is here")
def test_without_the_package_reading_says_so():
    with pytest.raises(CannotRead, match="not_installed"):
        read_lines(taken(shot()).jpeg)


@pytest.mark.skipif(not is_installed(), reason="needs the optional package")
def test_with_the_package_a_card_is_read():
    lines = read_lines(taken(shot()).jpeg)

    assert said(number_is_read(typed(CARD), lines)) == ("PASS", "")
    assert said(name_is_read(typed(CARD), lines)) == ("PASS", "")
