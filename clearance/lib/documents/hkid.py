"""The Hong Kong identity card: one or two letters, six digits, a check character."""

import re
from datetime import date

from django.utils.translation import gettext_lazy as _

from clearance.lib.documents.result import NumberCheck, refused

_FORM = re.compile(r"[A-Z]{1,2}[0-9]{6}[0-9A]")
_UNCHECKED = re.compile(r"[A-Z]{1,2}[0-9]{6}")
_BLANK = 36


def check_hkid(number: str, today: date) -> NumberCheck:
    """The number with its check character, which the card prints in brackets."""
    if _UNCHECKED.fullmatch(number):
        return refused(
            number,
            "length",
            _("Type the last character too: the one that the card shows in brackets."),
        )
    if len(number) not in {8, 9}:
        return refused(
            number,
            "length",
            _("This number has 1 or 2 letters, 6 digits and 1 character in brackets."),
        )
    if not _FORM.fullmatch(number):
        return refused(
            number,
            "format",
            _("This number is 1 or 2 letters, 6 digits, and a digit or A in brackets."),
        )
    if number[-1] != check_character(number[:-1]):
        return refused(
            number,
            "checksum",
            _(
                "The character in brackets does not fit the others: at least one is "
                "mistyped. Compare each with the card."
            ),
        )
    return NumberCheck(ok=True, number=number)


def check_character(body: str) -> str:
    """The character in brackets: weights 9 to 2 modulo 11, a missing letter is 36."""
    values = [int(char, 36) for char in body]
    padded = [_BLANK] * (8 - len(values)) + values
    total = sum(
        weight * value for weight, value in zip(range(9, 1, -1), padded, strict=True)
    )
    return "0123456789A"[-total % 11]
