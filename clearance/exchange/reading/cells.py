"""One cell: unwrapped from a spreadsheet's habits, and checked for its damage."""

import re
import unicodedata
from collections.abc import Iterable
from math import sqrt
from typing import Final

from clearance.exchange.reading.problems import Wrong
from clearance.lib.characters import compatible, without_unseen
from clearance.lib.names import clean_name

DIGITS_KEPT: Final = 15
"""A spreadsheet keeps this many digits of a number and turns the rest into zeros."""

_WRAPPED: Final = re.compile(r'="(.*)"', re.DOTALL)
_SCIENTIFIC: Final = re.compile(r"[+-]?[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,3}")
_FLOAT: Final = re.compile(r"[0-9]{5,}[.,]0+")
_ROUNDED: Final = re.compile(r"[0-9]{15}0+")
_ORDER_NUMBER: Final = re.compile(r"[A-Za-z0-9._-]{1,60}")
_PLAIN_NUMBER: Final = re.compile(r"[A-Za-z0-9_-]{1,15}")
# Most cells are made of these and need no cleaning.
_CLEAN_WORD: Final = re.compile(r"[A-Za-z0-9+][A-Za-z0-9._:+/-]*")
_CLEAN_TEXT: Final = re.compile(
    r"[!-<>-~\u4e00-\u9fa5][ -~\u4e00-\u9fa5\u3001\u3002\uff08\uff09\uff0c]*"
)
_CLEAN_NAME: Final = re.compile(r"[A-Za-z\u4e00-\u9fa5]+")
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class Numeric(str):
    """A cell that the workbook holds as a number, not as text."""

    __slots__ = ()


def plain_decimal(cell: Numeric) -> str:
    """The number as a person reads it in the workbook: 57.27, not 57.269999999."""
    try:
        text = format(float(cell), ".15g")
    except ValueError:
        return str(cell)
    return text if "e" not in text else str(cell)


def unwrapped(cell: str) -> str:
    """Without ="…", a leading apostrophe and padding; full-width forms made plain."""
    if _CLEAN_WORD.fullmatch(cell):
        return cell
    text = compatible(cell).strip()
    if text.startswith("="):
        wrapped = _WRAPPED.fullmatch(text)
        text = wrapped[1].strip() if wrapped else text
    return text.lstrip("'\u2018\u2019").strip()


def tidy_text(cell: str) -> str:
    """Free text on one line without unseen characters; full-width brackets stay."""
    if isinstance(cell, Numeric):
        return plain_decimal(cell)
    if _CLEAN_TEXT.fullmatch(cell):
        return cell.strip()
    text = unicodedata.normalize("NFC", without_unseen(cell))
    text = _CONTROLS.sub(" ", text).strip()
    wrapped = _WRAPPED.fullmatch(text) if text.startswith("=") else None
    return wrapped[1].strip() if wrapped else text


def person_name(cell: str) -> str:
    """A name as it is kept."""
    if _CLEAN_NAME.fullmatch(cell) and not isinstance(cell, Numeric):
        return cell
    return clean_name(tidy_text(cell))


def identifier(cell: str) -> str:
    """A number that is a name: of an order, a phone, a document, a waybill.

    Raises Wrong with `damaged_number` when a spreadsheet has taken it for a quantity.
    """
    if isinstance(cell, Numeric):
        raise Wrong("damaged_number")
    if cell.isascii() and cell.isalnum():
        return cell
    text = unwrapped(cell)
    if _SCIENTIFIC.fullmatch(text) and not text.isalnum():
        raise Wrong("damaged_number")
    if _FLOAT.fullmatch(text):
        raise Wrong("damaged_number")
    return text


def order_number(cell: str) -> str:
    """A usable order number, [A-Za-z0-9._-]{1,60}; raises Wrong."""
    if type(cell) is str and _PLAIN_NUMBER.fullmatch(cell):
        return cell
    text = identifier(cell)
    if not _ORDER_NUMBER.fullmatch(text):
        raise Wrong("required", "order_no_form")
    return text


def is_rounded(text: str) -> bool:
    """Say whether all digits that a spreadsheet would lose are zeros."""
    return len(text) > DIGITS_KEPT and _ROUNDED.fullmatch(text) is not None


def is_marked_text(cell: str) -> bool:
    """Say whether the file itself marks the cell as text, which nothing rounds."""
    return cell.startswith(("=", "'")) or cell.endswith("\t")


class RoundedTally:
    """Whether the long numbers of one column end in zeros more often than by chance.

    One eighteen-digit number in a thousand ends in three zeros unharmed. A column
    with more of them than chance explains (by two standard deviations) went through
    a spreadsheet.
    """

    __slots__ = ("_expected", "_rounded")

    def __init__(self) -> None:
        self._expected = 0.0
        self._rounded = 0

    def add(self, cell: str) -> None:
        if len(cell) <= DIGITS_KEPT or is_marked_text(cell):
            return
        text = unwrapped(cell)
        if not (text.isascii() and text.isdigit()) or len(text) <= DIGITS_KEPT:
            return
        self._expected += 10.0 ** (DIGITS_KEPT - len(text))
        self._rounded += is_rounded(text)

    def add_all(self, cells: Iterable[str]) -> None:
        for cell in cells:
            self.add(cell)

    @property
    def damaged(self) -> bool:
        return self._rounded > self._expected + 2 * sqrt(self._expected)

    def damages(self, cell: str) -> bool:
        """Say whether this cell of the column is one of the damaged."""
        return (
            len(cell) > DIGITS_KEPT
            and self.damaged
            and not is_marked_text(cell)
            and is_rounded(unwrapped(cell))
        )
