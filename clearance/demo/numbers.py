"""Synthetic document numbers: rightly formed, and nobody's.

Every number is a pure function of an index, so that a million of them need no memory.
Resident numbers carry sequence 000, which is never issued (it reads as even: female);
the others sit in ranges that begin with zeros. Numbers of people with a resident ID
or a permanent resident's card repeat after 634,074 indexes, of residence permits
after 61,362, the rest after a million at the earliest.

Source of the forms: GB 11643, ISO 7064 MOD 11-2, domain.md §2.
"""

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from stdnum.iso7064 import mod_11_2
from stdnum.ru.inn import calc_personal_check_digits

from clearance.lib.documents.hkid import check_character

FIRST_BIRTH: Final = date(1950, 1, 1)
BIRTH_DAYS: Final = (date(2006, 1, 1) - FIRST_BIRTH).days

# One county a province. Their count is prime, so that index → (area, birth) repeats
# only after both have been through all their values.
AREAS: Final = (
    *("110101", "120101", "130102", "140105", "150102", "210102", "220102", "230102"),
    *("310101", "320102", "330102", "340102", "350102", "360102", "370102", "410102"),
    *("420102", "430102", "440103", "450102", "460105", "500101", "510104", "520102"),
    *("530102", "540102", "610102", "620102", "630102", "640104", "650102"),
)
RESIDENCE_AREAS: Final = ("810000", "820000", "830000")
HKID_LETTERS: Final = "ABCDEFGHKLMNPRSTVYZ"


class Fault(StrEnum):
    """The ways a number goes wrong between a person and a customs message."""

    CHECKSUM = "CHECKSUM"
    LENGTH = "LENGTH"
    LETTER = "LETTER"  # a Cyrillic letter that looks Latin
    BIRTH = "BIRTH"  # no such day, although the check character is right
    AREA = "AREA"  # no such province, although the check character is right
    OLD = "OLD"  # the fifteen digits of before 1999
    DAMAGED = "DAMAGED"  # a spreadsheet made a float of it


def born_on(index: int) -> date:
    """Spread birth days over 1950–2005, neighbours far apart."""
    return FIRST_BIRTH + timedelta(days=(index * 7919) % BIRTH_DAYS)


def with_check(seventeen: str) -> str:
    """Append the MOD 11-2 check character of GB 11643."""
    return seventeen + mod_11_2.calc_check_digit(seventeen)


def _area(index: int) -> str:
    return AREAS[(index + index // BIRTH_DAYS) % len(AREAS)]


def resident_id(index: int) -> str:
    return with_check(f"{_area(index)}{born_on(index):%Y%m%d}000")


def residence_permit(index: int) -> str:
    area = RESIDENCE_AREAS[(index + index // BIRTH_DAYS) % len(RESIDENCE_AREAS)]
    return with_check(f"{area}{born_on(index):%Y%m%d}000")


def pr_card(index: int) -> str:
    """Number a permanent resident's card of the form in force since December 2023."""
    return with_check(f"9{_area(index)[:2]}840{born_on(index):%Y%m%d}000")


def home_return_permit(index: int) -> str:
    return f"{'HM'[index % 2]}00{index % 1_000_000:06}"


def taiwan_permit(index: int) -> str:
    return f"00{index % 1_000_000:06}"


def hkid(index: int) -> str:
    body = f"{HKID_LETTERS[index % len(HKID_LETTERS)]}0{index % 100_000:05}"
    return f"{body}({check_character(body)})"


def passport(index: int) -> str:
    return f"E00{index % 1_000_000:06}"


def ru_passport(index: int) -> str:
    return f"0000{index % 1_000_000:06}"


def ru_foreign_passport(index: int) -> str:
    return f"00{index % 10_000_000:07}"


def inn(index: int) -> str:
    """Number a Russian taxpayer, of tax office 9900, which does not exist."""
    digits = f"9900{index % 1_000_000:06}"
    return digits + calc_personal_check_digits(digits)


NUMBERS: Final[dict[str, Callable[[int], str]]] = {
    "RESIDENT_ID": resident_id,
    "TEMPORARY_ID": resident_id,
    "RESIDENCE_PERMIT": residence_permit,
    "HOME_RETURN_PERMIT": home_return_permit,
    "TAIWAN_PERMIT": taiwan_permit,
    "HKID": hkid,
    "PASSPORT": passport,
    "PR_CARD": pr_card,
    "RU_PASSPORT": ru_passport,
    "RU_FOREIGN_PASSPORT": ru_foreign_passport,
}


def number_for(document_type: str, index: int) -> str:
    """Make the number of a document of `document_type` (contract.md); KeyError else."""
    return NUMBERS[document_type](index)


def broken(number: str, kind: Fault) -> str:
    """Spoil a right number in one chosen way.

    Raises ValueError where the fault does not exist: a Taiwan permit has no check
    character, only resident numbers hold a birth day.
    """
    match kind:
        case Fault.LENGTH:
            return number[:-1]
        case Fault.CHECKSUM:
            return _other_check(number)
        case Fault.LETTER if "X" in number:
            return number.replace("X", "\N{CYRILLIC CAPITAL LETTER HA}")
        case Fault.LETTER:
            return number[:-1] + "\N{CYRILLIC CAPITAL LETTER O}"
        case Fault.DAMAGED if len(number) >= 15 and number[:-1].isdigit():
            return f"{number[0]}.{number[1:6]}E+{len(number) - 1}"
        case Fault.BIRTH if _is_resident_form(number):
            return with_check(number[:10] + "0231" + number[14:17])
        case Fault.AREA if _is_resident_form(number):
            return with_check("100101" + number[6:17])
        case Fault.OLD if _is_resident_form(number):
            return number[:6] + number[8:17]
    raise ValueError(f"{kind} does not apply to a number of this form")


def _is_resident_form(number: str) -> bool:
    return len(number) == 18 and number[0] != "9"


def _other_check(number: str) -> str:
    if number.endswith(")"):  # Hong Kong writes the check character in brackets
        return f"{number[:-2]}{_next_of('0123456789A', number[-2])})"
    if len(number) == 18:
        return number[:-1] + _next_of("0123456789X", number[-1])
    if len(number) == 12:
        return number[:-1] + _next_of("0123456789", number[-1])
    raise ValueError("a number of this form has no check character")


def _next_of(alphabet: str, character: str) -> str:
    return alphabet[(alphabet.index(character) + 1) % len(alphabet)]
