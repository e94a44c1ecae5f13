from datetime import date

import pytest

from clearance.demo.numbers import (
    BIRTH_DAYS,
    NUMBERS,
    Fault,
    broken,
    inn,
    number_for,
    resident_id,
)
from clearance.lib.documents import check

TODAY = date(2026, 11, 1)
SAMPLE = range(0, 60_000, 97)


@pytest.mark.parametrize("document_type", NUMBERS)
def test_every_number_passes_its_document_s_check(document_type):
    numbers = [number_for(document_type, index) for index in SAMPLE]

    refusals = {check(document_type, n, today=TODAY).code for n in numbers}

    assert refusals == {""}


def test_taxpayer_numbers_pass_their_check():
    refusals = {check("INN", inn(index), today=TODAY).code for index in SAMPLE}

    assert refusals == {""}


@pytest.mark.parametrize("document_type", NUMBERS)
def test_no_number_comes_twice_among_many_people(document_type):
    numbers = [number_for(document_type, index) for index in range(60_000)]

    assert len(set(numbers)) == len(numbers)


def test_resident_numbers_carry_the_sequence_that_is_never_issued():
    sequences = {resident_id(index)[14:17] for index in SAMPLE}

    assert sequences == {"000"}


def test_births_span_1950_to_2005():
    years = {int(resident_id(index)[6:10]) for index in range(BIRTH_DAYS)}

    assert years == set(range(1950, 2006))


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.CHECKSUM, "checksum"),
        (Fault.LENGTH, "length"),
        (Fault.LETTER, "cyrillic"),
        (Fault.BIRTH, "birth_date"),
        (Fault.AREA, "province"),
        (Fault.OLD, "first_generation"),
        (Fault.DAMAGED, "damaged"),
    ],
)
def test_a_broken_resident_number_is_refused_for_the_reason_it_was_broken(fault, code):
    numbers = [broken(resident_id(index), fault) for index in SAMPLE]

    codes = {check("RESIDENT_ID", number, today=TODAY).code for number in numbers}

    assert codes == {code}


@pytest.mark.parametrize("document_type", ["RESIDENCE_PERMIT", "HKID", "PR_CARD"])
def test_a_wrong_check_character_is_seen_on_every_document_that_has_one(document_type):
    numbers = [broken(number_for(document_type, i), Fault.CHECKSUM) for i in SAMPLE]

    codes = {check(document_type, number, today=TODAY).code for number in numbers}

    assert codes == {"checksum"}


def test_a_wrong_taxpayer_check_digit_is_seen():
    codes = {
        check("INN", broken(inn(index), Fault.CHECKSUM), today=TODAY).code
        for index in SAMPLE
    }

    assert codes == {"checksum"}


@pytest.mark.parametrize(
    ("document_type", "fault"),
    [
        ("TAIWAN_PERMIT", Fault.CHECKSUM),
        ("PASSPORT", Fault.BIRTH),
        ("HKID", Fault.OLD),
        ("HOME_RETURN_PERMIT", Fault.DAMAGED),
    ],
)
def test_a_fault_that_a_number_cannot_have_is_not_made_up(document_type, fault):
    number = number_for(document_type, 5)

    with pytest.raises(ValueError, match=r"form"):
        broken(number, fault)
