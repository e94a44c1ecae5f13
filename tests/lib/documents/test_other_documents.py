from datetime import date

import pytest

from clearance.lib.documents import check, index_form, normalise

TODAY = date(2025, 6, 15)


@pytest.mark.parametrize(
    ("document_type", "written", "number"),
    [
        ("RESIDENCE_PERMIT", "810000199001010019", "810000199001010019"),
        ("RESIDENCE_PERMIT", "820000 1990 0101 0010", "820000199001010010"),
        ("RESIDENCE_PERMIT", "830000199001010012", "830000199001010012"),
        ("PR_CARD", "911840199001010018", "911840199001010018"),
        ("HKID", "A123456(3)", "A1234563"),
        ("HKID", "c668668（9）", "C6686689"),
        ("HKID", "AB987654(3)", "AB9876543"),
        ("HKID", "L555555(0)", "L5555550"),
        ("INN", "123456789047", "123456789047"),
        ("INN", "5001 0073 2259", "500100732259"),
    ],
)
def test_a_right_number_passes_its_check_digit(document_type, written, number):
    found = check(document_type, written, today=TODAY)

    assert (found.ok, found.number, found.code) == (True, number, "")
    assert (found.format_only, found.warnings) == (False, ())


@pytest.mark.parametrize(
    ("document_type", "written", "number"),
    [
        ("HOME_RETURN_PERMIT", "h00000001", "H00000001"),
        ("HOME_RETURN_PERMIT", "M0000000102", "M0000000102"),
        ("TAIWAN_PERMIT", "0000 0001", "00000001"),
        ("PR_CARD", "USA000000000001", "USA000000000001"),
        ("PASSPORT", "E00000001", "E00000001"),
        ("PASSPORT", "EA0000001", "EA0000001"),
        ("PASSPORT", "G00000001", "G00000001"),
        ("PASSPORT", "140000001", "140000001"),
        ("PASSPORT", "PE0000001", "PE0000001"),
        ("PASSPORT", "K00000001", "K00000001"),
        ("PASSPORT", "KJ0000001", "KJ0000001"),
        ("PASSPORT", "MA0000001", "MA0000001"),
        ("PASSPORT", "MB0000001", "MB0000001"),
        ("PASSPORT", "L898902C3", "L898902C3"),
        ("RU_PASSPORT", "00 00 000001", "0000000001"),
        ("RU_FOREIGN_PASSPORT", "00 0000001", "000000001"),
    ],
)
def test_a_number_without_check_digit_is_judged_by_form_only(
    document_type, written, number
):
    found = check(document_type, written, today=TODAY)

    assert (found.ok, found.number, found.code) == (True, number, "")
    assert (found.format_only, found.warnings) == (True, ())


@pytest.mark.parametrize(
    ("document_type", "written", "warning"),
    [
        ("TAIWAN_PERMIT", "0000000001(A)", "old_permit"),
        ("TAIWAN_PERMIT", "0000000001", "old_permit"),
        ("PASSPORT", "EO0000001", "lookalike"),
        ("PASSPORT", "SAMPLE", "no_digits"),
        ("RESIDENCE_PERMIT", "810001199001010007", "area"),
        ("PR_CARD", "911840199013010015", "birth_date"),
        ("PR_CARD", "911840202001010004", "under_14"),
    ],
)
def test_an_unusual_number_passes_with_a_remark(document_type, written, warning):
    found = check(document_type, written, today=TODAY)

    assert (found.ok, [remark.code for remark in found.warnings]) == (True, [warning])


@pytest.mark.parametrize(
    ("document_type", "written", "code"),
    [
        ("RESIDENCE_PERMIT", "810000199001010018", "checksum"),
        ("RESIDENCE_PERMIT", "710000199001010014", "province"),
        ("RESIDENCE_PERMIT", "11010519491231002X", "province"),
        ("RESIDENCE_PERMIT", "810000199013010019", "birth_date"),
        ("RESIDENCE_PERMIT", "81000019900101001", "length"),
        ("HOME_RETURN_PERMIT", "H0000001", "length"),
        ("HOME_RETURN_PERMIT", "A00000001", "format"),
        ("HOME_RETURN_PERMIT", "H000000010", "length"),
        ("HOME_RETURN_PERMIT", "Н00000001", "cyrillic"),
        ("TAIWAN_PERMIT", "0000001", "length"),
        ("TAIWAN_PERMIT", "A0000001", "format"),
        ("HKID", "A123456(4)", "checksum"),
        ("HKID", "A123456", "length"),
        ("HKID", "A12345", "length"),
        ("HKID", "12345678", "format"),
        ("HKID", "А123456(3)", "cyrillic"),
        ("PASSPORT", "E123", "length"),
        ("PASSPORT", "11010519491231002X", "length"),
        ("PASSPORT", "E0000#001", "format"),
        ("PASSPORT", "É0000001", "format"),
        ("PR_CARD", "911840199001010019", "checksum"),
        ("PR_CARD", "811840199001010018", "format"),
        ("PR_CARD", "US0000000000001", "format"),
        ("PR_CARD", "USA00000000001", "length"),
        ("RU_PASSPORT", "000000001", "length"),
        ("RU_PASSPORT", "№0000000001", "format"),
        ("RU_FOREIGN_PASSPORT", "0000000001", "length"),
        ("INN", "123456789037", "checksum"),
        ("INN", "7707083893", "length"),
        ("INN", "000000000000", "format"),
        ("INN", "", "empty"),
        ("LIBRARY_CARD", "1", "document_type"),
    ],
)
def test_a_wrong_number_is_refused_for_its_own_reason(document_type, written, code):
    found = check(document_type, written, today=TODAY)

    assert (found.ok, found.code) == (False, code)
    assert str(found.message)


def test_the_number_of_a_company_is_refused_in_words_of_its_own():
    said = {
        number: str(check("INN", number, today=TODAY).message)
        for number in ("7707083893", "77070838931", "1234567890471")
    }

    assert "company" in said.pop("7707083893")
    assert len(set(said.values())) == 1
    assert not any("company" in sentence for sentence in said.values())


@pytest.mark.parametrize("digit", "012456789A")
def test_every_other_character_in_the_brackets_is_refused(digit):
    assert check("HKID", f"A123456({digit})", today=TODAY).code == "checksum"


def test_a_home_return_permit_is_indexed_without_its_re_issues():
    first, second = "H0000000101", "H0000000102"

    assert index_form("HOME_RETURN_PERMIT", first) == "H00000001"
    assert index_form("HOME_RETURN_PERMIT", second) == "H00000001"
    assert index_form("HOME_RETURN_PERMIT", "H00000001") == "H00000001"


@pytest.mark.parametrize(
    ("document_type", "number"),
    [("PASSPORT", "E00000001"), ("HKID", "A1234563"), ("INN", "123456789047")],
)
def test_other_numbers_are_indexed_whole(document_type, number):
    assert index_form(document_type, number) == number


def test_brackets_are_part_of_no_hong_kong_number():
    assert normalise("HKID", " a123456（3） ") == "A1234563"
