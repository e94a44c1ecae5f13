"""Russian passports, internal and for travel, and the taxpayer number (INN)."""

import re
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clearance.lib.documents.result import NumberCheck, refused, right_form

_DIGITS = re.compile(r"[0-9]+")
_COMPANY = re.compile(r"[0-9]{10}")
_ELEVENTH = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_TWELFTH = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def check_internal_passport(number: str, today: date) -> NumberCheck:
    """Four digits of series and six of number."""
    return _wrong_digits(
        number,
        10,
        _("An internal passport has 4 digits of series and 6 of number. Type all 10."),
    ) or right_form(number)


def check_foreign_passport(number: str, today: date) -> NumberCheck:
    """Two digits of series and seven of number."""
    return _wrong_digits(
        number,
        9,
        _("A travel passport has 2 digits of series and 7 of number. Type all 9."),
    ) or right_form(number)


def check_inn(number: str, today: date) -> NumberCheck:
    """The taxpayer number of a person: twelve digits, the last two of them checks."""
    if _COMPANY.fullmatch(number):
        return refused(
            number,
            "length",
            _("This is the INN of a company, of 10 digits. A person's has 12."),
        )
    wrong = _wrong_digits(
        number, 12, _("The INN of a person has 12 digits. Type all 12.")
    )
    if wrong:
        return wrong
    if number[:2] == "00":
        return refused(
            number, "format", _("No INN begins with 00. Compare it with the notice.")
        )
    if number[10:] != check_digits(number[:10]):
        return refused(
            number,
            "checksum",
            _(
                "The last two digits do not fit the others: at least one is mistyped. "
                "Compare each with the notice."
            ),
        )
    return NumberCheck(ok=True, number=number)


def check_digits(ten: str) -> str:
    """The eleventh and twelfth digit of a person's INN."""
    eleven = ten + _digit(ten, _ELEVENTH)
    return eleven[-1] + _digit(eleven, _TWELFTH)


def _digit(digits: str, weights: tuple[int, ...]) -> str:
    products = (
        weight * int(digit) for weight, digit in zip(weights, digits, strict=True)
    )
    return str(sum(products) % 11 % 10)


def _wrong_digits(number: str, length: int, message: Promise) -> NumberCheck | None:
    if not _DIGITS.fullmatch(number):
        return refused(
            number, "format", _("This number has digits only. Leave out anything else.")
        )
    if len(number) != length:
        return refused(number, "length", message)
    return None
