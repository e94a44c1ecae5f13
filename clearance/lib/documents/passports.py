"""Passports of any country: their numbers carry no check digit outside the MRZ."""

import re
from datetime import date

from django.utils.translation import gettext_lazy as _

from clearance.lib.documents.result import NumberCheck, Remark, refused, right_form

_GENERIC = re.compile(r"[A-Z0-9]{5,9}")
_CHINESE_LOOKALIKE = re.compile(r"E[IO][0-9]{7}")


def check_passport(number: str, today: date) -> NumberCheck:
    """Five to nine letters and digits; which of them, each country decides."""
    if not 5 <= len(number) <= 9:
        return refused(
            number,
            "length",
            _(
                "A passport number has 5 to 9 letters and digits. Type the one at the "
                "top of the photo page."
            ),
        )
    if not _GENERIC.fullmatch(number):
        return refused(
            number,
            "format",
            _("A passport number has only the letters A to Z and digits."),
        )
    if _CHINESE_LOOKALIKE.fullmatch(number):
        return right_form(
            number,
            Remark(
                "lookalike",
                _(
                    "Chinese passports have no letter I or O in second place: "
                    "it may be the digit 1 or 0."
                ),
            ),
        )
    if number.isalpha():
        return right_form(
            number, Remark("no_digits", _("This passport number has no digit in it."))
        )
    return right_form(number)
