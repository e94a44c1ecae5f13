from datetime import date

import pytest

from clearance.lib.documents.mrz import check_digit, check_td3

TODAY = date(2025, 6, 15)
FIRST = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
SECOND = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"


def with_sums(number="E00000001", born="900101", until="300101", personal="<" * 14):
    """A second line with right check digits; `personal` may end in its own."""
    number, born, until = (part + check_digit(part) for part in (number, born, until))
    personal = personal.ljust(15, "<")
    whole = check_digit(number + born + until + personal)
    return f"{number}CHN{born}F{until}{personal}{whole}"


def test_both_lines_are_read():
    found = check_td3(f"{FIRST}\n{SECOND}\n", today=TODAY)

    assert found.ok is True
    assert (found.number, found.nationality, found.issuer) == (
        "L898902C3",
        "UTO",
        "UTO",
    )
    assert (found.surname, found.given_names) == ("ERIKSSON", "ANNA MARIA")
    assert (found.born_on, found.sex) == (date(1974, 8, 12), "F")
    assert found.valid_until == date(2012, 4, 15)


def test_the_second_line_alone_is_enough():
    found = check_td3(SECOND, today=TODAY)

    assert (found.ok, found.number, found.surname) == (True, "L898902C3", "")


@pytest.mark.parametrize(
    ("place", "char", "failed"),
    [
        (0, "M", ("number", "all")),
        (9, "7", ("number", "all")),
        (13, "8", ("born_on", "all")),
        (21, "2", ("valid_until", "all")),
        (28, "Y", ("personal_number", "all")),
        (43, "1", ("all",)),
    ],
)
def test_a_misread_character_names_its_part(place, char, failed):
    line = SECOND[:place] + char + SECOND[place + 1 :]

    found = check_td3(line, today=TODAY)

    assert (found.ok, found.code, found.failed) == (False, "checksum", failed)
    assert found.number == ""


@pytest.mark.parametrize("ending", ["<", "0"])
def test_an_empty_personal_number_has_a_zero_or_nothing_as_its_sum(ending):
    line = with_sums(personal="<" * 14 + ending)

    assert check_td3(line, today=TODAY).ok is True


def test_a_personal_number_without_its_sum_is_refused():
    line = with_sums(personal="12345678901234<")

    assert check_td3(line, today=TODAY).failed == ("personal_number",)


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ("250615", date(2025, 6, 15)),
        ("250616", date(1925, 6, 16)),
        ("000229", date(2000, 2, 29)),
        ("90<<<<", None),
        ("901301", None),
    ],
)
def test_a_birth_is_the_latest_such_day_that_has_come(born, expected):
    assert check_td3(with_sums(born=born), today=TODAY).born_on == expected


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "length"),
        (SECOND[:-1], "length"),
        ("<" * 1000, "length"),
        (SECOND[:-1] + "#", "format"),
        ("V" + FIRST[1:] + SECOND, "format"),
        ("Р" + FIRST[1:] + SECOND, "cyrillic"),
    ],
)
def test_lines_that_cannot_be_read_are_refused(raw, code):
    found = check_td3(raw, today=TODAY)

    assert (found.ok, found.code) == (False, code)
    assert str(found.message)
