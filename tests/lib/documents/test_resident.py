from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from clearance.lib.documents import check, index_form, normalise

TODAY = date(2025, 6, 15)
SAMPLE = "11010519491231002X"


def numbers(areas=("110101", "330113", "659999")):
    """Synthetic numbers: sequence 000, any listed area."""
    return st.builds(
        lambda area, day: complete(f"{area}{day:%Y%m%d}000"),
        st.sampled_from(areas),
        st.dates(date(1950, 1, 1), date(2005, 12, 31)),
    )


def complete(seventeen):
    return seventeen + mod_11_2.calc_check_digit(seventeen)


def code_of(raw, document_type="RESIDENT_ID"):
    return check(document_type, raw, today=TODAY).code


def test_a_right_number_says_when_its_holder_was_born():
    found = check("RESIDENT_ID", SAMPLE, today=TODAY)

    assert found.ok is True
    assert (found.number, found.code, found.warnings) == (SAMPLE, "", ())
    assert (found.born_on, found.sex) == (date(1949, 12, 31), "F")
    assert found.format_only is False


def test_an_odd_sequence_is_a_mans():
    number = complete("11010119900101001")

    assert check("RESIDENT_ID", number, today=TODAY).sex == "M"


@pytest.mark.parametrize(
    "written",
    [
        "11010519491231002x",
        " 110105 19491231 002X\t",
        "110105-19491231-002X",
        "110105\u201319491231\u2212002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "\ufeff110105\u200b19491231002X\u202c",
        "11010519491231002\u2169",
        "110105\u300019491231\u00a0002X\r\n",
    ],
)
def test_a_number_typed_otherwise_is_the_same_number(written):
    assert normalise("RESIDENT_ID", written) == SAMPLE
    assert check("RESIDENT_ID", written, today=TODAY).ok is True


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "empty"),
        (" \u200b-", "empty"),
        ("110105194912310020", "checksum"),
        ("440524188001010014", "birth_date"),
        ("110105194902300021", "birth_date"),
        ("110105209901010011", "birth_date"),
        ("710000199001010014", "province"),
        ("000000199001010014", "province"),
        ("11010519491231002\u0425", "cyrillic"),
        ("11010519491231002\u0445", "cyrillic"),
        ("11010519491231002\u03a7", "format"),
        ("1101051949123100X2", "format"),
        ("11O10519491231002X", "format"),
        ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", "format"),
        ("11010519491231002", "length"),
        ("11010519491231002X1", "length"),
        ("1" * 65, "length"),
        ("110105491231002", "first_generation"),
        ("1.10105E+17", "damaged"),
        ("1.10105E17", "damaged"),
        ("810000199001010019", "document_type"),
        ("911840199001010018", "document_type"),
    ],
)
def test_a_wrong_number_is_refused_for_its_own_reason(written, code):
    found = check("RESIDENT_ID", written, today=TODAY)

    assert (found.ok, found.code) == (False, code)
    assert str(found.message)


def test_a_holder_of_just_130_years_may_have_a_card():
    number = complete("11010118950615000")

    assert check("RESIDENT_ID", number, today=TODAY).ok is True
    assert check("RESIDENT_ID", number, today=date(2026, 6, 14)).ok is True
    assert check("RESIDENT_ID", number, today=date(2026, 6, 15)).code == "birth_date"


def test_a_child_born_today_is_known_and_one_born_tomorrow_is_not():
    today, tomorrow = complete("11010120250615000"), complete("11010120250616000")

    assert code_of(today) == ""
    assert code_of(tomorrow) == "birth_date"


@pytest.mark.parametrize(
    ("born", "warned"),
    [("20110615", []), ("20110616", ["under_14"])],
)
def test_a_holder_under_fourteen_needs_a_guardian(born, warned):
    found = check("RESIDENT_ID", complete(f"110101{born}000"), today=TODAY)

    assert found.ok is True
    assert [remark.code for remark in found.warnings] == warned


def test_a_number_that_a_spreadsheet_rounded_is_remarked():
    found = check("RESIDENT_ID", "110101199003070000", today=TODAY)

    assert found.code == "checksum"
    assert [remark.code for remark in found.warnings] == ["rounded"]


def test_a_county_that_no_list_knows_is_accepted():
    assert code_of(complete("33011320000101000")) == ""
    assert code_of(complete("65999920000101000")) == ""


def test_a_temporary_card_bears_the_same_number():
    found = check("TEMPORARY_ID", SAMPLE, today=TODAY)

    assert found.ok is True
    assert index_form("TEMPORARY_ID", SAMPLE) == index_form("RESIDENT_ID", SAMPLE)


def test_both_generations_of_a_number_are_indexed_alike():
    assert index_form("RESIDENT_ID", "110105491231002") == SAMPLE
    assert index_form("RESIDENT_ID", SAMPLE) == SAMPLE


def test_the_sequences_of_centenarians_belong_to_the_century_before():
    upgraded = index_form("RESIDENT_ID", "110105991231996")

    assert upgraded[:17] == "11010518991231996"


@given(numbers(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_changed_character_is_always_caught(number, place, char):
    changed = number[:place] + char + number[place + 1 :]

    assert check("RESIDENT_ID", changed, today=TODAY).ok is (changed == number)


@given(numbers(), st.integers(0, 16))
def test_two_neighbours_swapped_are_always_caught(number, place):
    pair = number[place : place + 2]
    swapped = number[:place] + pair[::-1] + number[place + 2 :]

    assert check("RESIDENT_ID", swapped, today=TODAY).ok is (swapped == number)
