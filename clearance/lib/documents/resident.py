"""The PRC resident identity card, also temporary: GB 11643, ISO 7064 MOD 11-2.

Six digits of area, eight of birth, three of sequence (odd for men), one check
character. The rules of the eighteen characters serve residence permits too.
"""

import re
from datetime import date
from operator import mul

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum.iso7064 import mod_11_2

from clearance.lib.documents.result import NumberCheck, Remark, refused
from clearance.lib.provinces import MAINLAND

OLDEST = 130
GUARDIAN_UNDER = 14

_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
_FIFTEEN = re.compile(r"[0-9]{15}")
_PERMIT_AREAS = ("81", "82", "83")
_WEIGHTS = [2 ** (17 - place) % 11 for place in range(17)]
_CENTENARIANS = ("996", "997", "998", "999")


def check_resident(number: str, today: date) -> NumberCheck:
    """The number of a resident card; one of another document is named as such."""
    if _FIFTEEN.fullmatch(number):
        return refused(
            number,
            "first_generation",
            _(
                "This is the number of a first-generation card, which is no longer "
                "valid. Type the 18 characters of the current card."
            ),
        )
    if wrong := wrong_form(number):
        return wrong
    if number.startswith(_PERMIT_AREAS):
        return refused(
            number,
            "document_type",
            _(
                "This is the number of a residence permit for residents of Hong Kong, "
                "Macau or Taiwan. Choose that document type."
            ),
        )
    if number.startswith("9"):
        return refused(
            number,
            "document_type",
            _(
                "This is the number of a foreign permanent resident ID card. "
                "Choose that document type."
            ),
        )
    if number[:2] not in MAINLAND:
        return refused(
            number,
            "province",
            _("No province has these first two digits. Compare them with the card."),
        )
    return check_birth_and_sum(number, today)


def wrong_form(number: str) -> NumberCheck | None:
    """What is wrong with the form of an eighteen-character number, if anything."""
    if len(number) != 18:
        return refused(
            number,
            "length",
            _("This number has 18 characters. Type all of them, as on the document."),
        )
    if not _EIGHTEEN.fullmatch(number):
        return refused(
            number,
            "format",
            _(
                "This number has 17 digits, then a digit or X. "
                "Type 0 for the letter O and 1 for the letter I."
            ),
        )
    return None


def check_birth_and_sum(number: str, today: date, *warnings: Remark) -> NumberCheck:
    """The part that citizens' cards and residence permits share, after the area."""
    born_on = day_of(number[6:14])
    if born_on is None:
        return refused(
            number,
            "birth_date",
            _("Digits 7 to 14 are no date of birth. Compare them with the document."),
            *warnings,
        )
    if strange := _strange_age(born_on, today):
        return refused(number, "birth_date", strange, *warnings)
    if not has_right_sum(number):
        return wrong_sum(number, *warnings)
    if age_on(today, born_on) < GUARDIAN_UNDER:
        warnings += (under_guardian(),)
    return NumberCheck(
        ok=True,
        number=number,
        warnings=warnings,
        born_on=born_on,
        sex="M" if number[16] in "13579" else "F",
    )


def wrong_sum(number: str, *warnings: Remark) -> NumberCheck:
    if number.endswith("000"):
        warnings += (
            Remark(
                "rounded",
                _(
                    "The number ends in zeros, as when a spreadsheet rounds it. "
                    "Set the column to text and enter the number again."
                ),
            ),
        )
    return refused(
        number,
        "checksum",
        _(
            "The last character does not fit the others: at least one is mistyped. "
            "Compare each with the document."
        ),
        *warnings,
    )


def under_guardian() -> Remark:
    return Remark(
        "under_14", _("The holder is under 14: a parent or guardian has to agree.")
    )


def has_right_sum(number: str) -> bool:
    """Whether eighteen characters, of which the last may be X, sum up as they should.

    Spelt out, because an import asks it twice for every order.
    """
    last = 10 if number[17] == "X" else int(number[17])
    total: int = sum(map(mul, _WEIGHTS, map(int, number[:17])))
    return (total + last) % 11 == 1


def day_of(digits: str) -> date | None:
    """The day written as YYYYMMDD, or None when the calendar has no such day."""
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def age_on(day: date, born_on: date) -> int:
    """Completed years of age on a day; of those born on 29 February, from 1 March."""
    before_birthday = (day.month, day.day) < (born_on.month, born_on.day)
    return day.year - born_on.year - before_birthday


def eighteen(number: str) -> str:
    """The eighteen-character form of a number of either generation.

    Fifteen digits gain the century and the check character; the sequences 996 to
    999 were kept for those born before 1900. Anything else comes back as it is.
    """
    if not _FIFTEEN.fullmatch(number):
        return number
    century = "18" if number[12:] in _CENTENARIANS else "19"
    seventeen = number[:6] + century + number[6:]
    return seventeen + str(mod_11_2.calc_check_digit(seventeen))


def _strange_age(born_on: date, today: date) -> Promise | None:
    if born_on > today:
        return _("The date of birth in digits 7 to 14 is in the future.")
    if age_on(today, born_on) > OLDEST:
        return _(
            "By digits 7 to 14 the holder is over 130 years old. "
            "Compare the year of birth with the document."
        )
    return None
