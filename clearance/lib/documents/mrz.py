"""The two lines at the foot of a passport's photo page: ICAO 9303, format TD3.

Unlike the number alone they carry check digits, so a slip in copying is seen.
"""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from clearance.lib.documents.resident import day_of
from clearance.lib.documents.text import LONGEST, has_cyrillic, plain
from clearance.lib.verdicts import Text

FILLER = "<"

_WIDTH = 44
_LINE = re.compile(r"[A-Z0-9<]{44}")
_WEIGHTS = (7, 3, 1)


@dataclass(frozen=True, slots=True)
class MrzCheck:
    """What the machine-readable lines say, once their check digits agree.

    `failed` names the parts whose check digit does not fit: `number born_on
    valid_until personal_number all`. `surname` and `given_names` are empty when only
    the second line was given; names there are in Latin letters without accents.
    """

    ok: bool
    code: str = ""
    message: Text = ""
    failed: tuple[str, ...] = ()
    number: str = ""
    nationality: str = ""
    issuer: str = ""
    surname: str = ""
    given_names: str = ""
    born_on: date | None = None
    sex: str = ""
    valid_until: date | None = None


def check_td3(raw: str, *, today: date) -> MrzCheck:
    """Read both lines, or the second alone; never raises.

    Years have two digits: a birth is the latest such day up to `today`, an end of
    validity lies in this century. Codes of refusal: `length format cyrillic checksum`.
    """
    if len(raw) > 4 * LONGEST:
        return MrzCheck(ok=False, code="length", message=_WRONG_LENGTH)
    text = plain(raw)
    if has_cyrillic(text):
        return MrzCheck(
            ok=False,
            code="cyrillic",
            message=_("There is a Cyrillic letter in the lines: use Latin letters."),
        )
    if len(text) not in {_WIDTH, 2 * _WIDTH}:
        return MrzCheck(ok=False, code="length", message=_WRONG_LENGTH)
    first, second = text[:-_WIDTH], text[-_WIDTH:]
    if not _LINE.fullmatch(second) or not _is_first_line(first):
        return MrzCheck(
            ok=False,
            code="format",
            message=_(
                "The lines have only the letters A to Z, digits and the sign <, and "
                "the first begins with P."
            ),
        )
    if failed := _failed_parts(second):
        return MrzCheck(
            ok=False,
            code="checksum",
            message=_(
                "A check digit does not fit: at least one character is misread. "
                "Compare the lines with the passport."
            ),
            failed=failed,
        )
    return _read(first, second, today)


_WRONG_LENGTH = _("The two lines have 44 characters each. Type them all, with every <.")


def check_digit(part: str) -> str:
    """The check digit of a part: weights 7, 3, 1 modulo 10, the filler counts 0."""
    total = sum(
        _WEIGHTS[place % 3] * (0 if char == FILLER else int(char, 36))
        for place, char in enumerate(part)
    )
    return str(total % 10)


def _is_first_line(line: str) -> bool:
    return not line or (line[0] == "P" and _LINE.fullmatch(line) is not None)


def _failed_parts(line: str) -> tuple[str, ...]:
    parts = {
        "number": (line[0:9], line[9]),
        "born_on": (line[13:19], line[19]),
        "valid_until": (line[21:27], line[27]),
        "personal_number": (line[28:42], line[42]),
        "all": (line[0:10] + line[13:20] + line[21:43], line[43]),
    }
    return tuple(
        name for name, (part, digit) in parts.items() if not _fits(name, part, digit)
    )


def _fits(name: str, part: str, digit: str) -> bool:
    """An empty personal number may have a filler in place of its check digit."""
    if name == "personal_number" and digit == FILLER:
        return not part.strip(FILLER)
    return digit == check_digit(part)


def _read(first: str, second: str, today: date) -> MrzCheck:
    surname, _separator, given_names = first[5:].partition(2 * FILLER)
    sex = second[20]
    return MrzCheck(
        ok=True,
        number=second[0:9].rstrip(FILLER),
        nationality=second[10:13].rstrip(FILLER),
        issuer=first[2:5].rstrip(FILLER),
        surname=_words(surname),
        given_names=_words(given_names),
        born_on=_birth(second[13:19], today),
        sex=sex if sex in {"M", "F"} else "",
        valid_until=_day(f"20{second[21:27]}"),
    )


def _birth(digits: str, today: date) -> date | None:
    """The latest past day with these last two digits of the year."""
    days = (_day(f"{century}{digits}") for century in (20, 19))
    return next((day for day in days if day and day <= today), None)


def _day(digits: str) -> date | None:
    return day_of(digits) if digits.isascii() and digits.isdigit() else None


def _words(part: str) -> str:
    return " ".join(part.replace(FILLER, " ").split())
