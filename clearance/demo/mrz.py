"""The two machine-readable lines of a passport.

Source: ICAO 9303 part 4 (TD3). A Russian internal passport, whose number has ten
digits, moves the fourth to the optional data.
"""

from datetime import date

from clearance.demo.people import Person
from clearance.lib.documents.mrz import FILLER, check_digit


def passport_lines(person: Person) -> tuple[str, str]:
    """Compose both lines, 44 characters each.

    A document without an end of validity writes fillers with the check digit 0.
    """
    surname, given = (part.replace(" ", FILLER) for part in latin_parts(person))
    first = f"P{FILLER}{person.nationality}{surname}{FILLER * 2}{given}"
    digits, optional = person.number, ""
    if len(digits) > 9:
        digits, optional = digits[:3] + digits[4:], digits[3]
    number = _checked(digits.ljust(9, FILLER))
    born = _checked(f"{person.born_on:%y%m%d}")
    until = _checked(_six(person.valid_until))
    optional = _checked(optional.ljust(14, FILLER))
    composite = check_digit(number + born + until + optional)
    second = (
        f"{number}{person.nationality}{born}{person.sex}{until}{optional}{composite}"
    )
    return first[:44].ljust(44, FILLER), second


def latin_parts(person: Person) -> tuple[str, str]:
    """Split the Latin name into surname and given names, in capitals."""
    surname, given = person.latin_name.upper().split(", ")
    return surname, given


def _checked(part: str) -> str:
    return part + check_digit(part)


def _six(day: date | None) -> str:
    return f"{day:%y%m%d}" if day else FILLER * 6
