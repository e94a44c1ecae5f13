"""What a check of a document number says."""

from dataclasses import dataclass
from datetime import date

from clearance.lib.verdicts import Text


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a person should look at; it does not make the number wrong."""

    code: str
    message: Text


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """Whether a document number can be right, and if not, how to mend it.

    `message` never repeats the number. `format_only` says that the document carries
    no check digit, so a slip of the finger may pass. `sex` is "M", "F" or unknown "".
    """

    ok: bool
    number: str
    code: str = ""
    message: Text = ""
    warnings: tuple[Remark, ...] = ()
    born_on: date | None = None
    sex: str = ""
    format_only: bool = False


def refused(number: str, code: str, message: Text, *warnings: Remark) -> NumberCheck:
    return NumberCheck(
        ok=False, number=number, code=code, message=message, warnings=warnings
    )


def right_form(number: str, *warnings: Remark) -> NumberCheck:
    """A number that has the right form, of a document without a check digit."""
    return NumberCheck(ok=True, number=number, warnings=warnings, format_only=True)
