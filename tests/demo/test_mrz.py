from datetime import date

import pytest

from clearance.demo.mrz import passport_lines
from clearance.demo.people import person
from clearance.lib.documents.mrz import check_td3

TODAY = date(2026, 11, 1)


@pytest.mark.parametrize("index", range(12))
@pytest.mark.parametrize("document_type", ["PASSPORT", "RU_FOREIGN_PASSPORT"])
def test_the_lines_read_back_as_the_person(document_type, index):
    holder = person(1, index, document_type)

    read = check_td3("\n".join(passport_lines(holder)), today=TODAY)

    assert read.ok
    assert read.number == holder.number
    assert read.nationality == holder.nationality
    assert read.born_on == holder.born_on
    assert read.valid_until == holder.valid_until
    assert read.sex == holder.sex
    assert f"{read.surname}, {read.given_names}" == holder.latin_name


def test_an_internal_passport_moves_its_fourth_digit_to_the_optional_data():
    holder = person(1, 4321, "RU_PASSPORT")

    lines = passport_lines(holder)

    assert holder.number == "0000004321"
    assert lines[1][:9] == "000004321"
    assert lines[1][28] == "0"
    assert check_td3("\n".join(lines), today=TODAY).ok
