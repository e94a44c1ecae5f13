"""What can be wrong with an order file: code, place and remedy, never the value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

from clearance.exchange.reading.remedies import remedy_of_kind
from clearance.lib.verdicts import Text

LONGEST_HEADER: Final = 120

REMEDIES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "encoding": _(
            "The file is neither UTF-8 nor GB18030 throughout. Save it again as "
            "“CSV UTF-8”."
        ),
        "header_missing": _(
            "The first record must name the columns, the order number among them."
        ),
        "header_duplicate": _("Two columns have this name. Delete or rename one."),
        "quote_unbalanced": _(
            "A quotation mark opens in this record and is not closed in place. Close "
            "it, and write a quotation mark inside a cell twice."
        ),
        "nul": _("The record holds NUL characters. Export the file again as text."),
        "empty": _("The file holds no orders."),
        "too_large": _("This is larger than can be read. Split the file."),
        "workbook_refused": _(
            "This workbook cannot be read. Save the orders alone as .xlsx or as CSV."
        ),
        "channel_missing": _(
            "Nothing says how the order is fulfilled. Add a channel column, or choose "
            "one channel for the whole file."
        ),
        "channel_unknown": _(
            "This is no known channel. Use bonded, consolidated, direct_mail or "
            "domestic_stock."
        ),
        "mode_unknown": _(
            "This is no known clearance mode. Use 1210, 1239, 9610, POSTAL or 0110."
        ),
        "logistics_unknown": _("Write platform or merchant."),
        "amount": _(
            "Write a plain amount such as 1234.50, without thousands separators."
        ),
        "currency": _("Write the currency as three letters of ISO 4217, such as CNY."),
        "date": _("Write the time as 2026-11-01 08:00:00."),
        "damaged_number": _(
            "A spreadsheet has damaged this number. Set the column to text and enter "
            "or export the number again."
        ),
        "id_number": _(
            "This cannot be the number of such a document. Compare it with the "
            "document."
        ),
        "phone": _("This cannot be a phone number. Write it with all digits."),
        "required": _("This must not be empty."),
        "order_fields_differ": _(
            "Another record of the same order says something else here. Give every "
            "record of an order the same value, or leave it blank."
        ),
        "duplicate": _(
            "This record repeats another one of the same order exactly. Its item was "
            "counted again; delete one if that is wrong."
        ),
        "unknown_column": _("This column is not known and was not read."),
        "money_rule": _(
            "The amount paid is not goods + freight + tax - discount. Compare the "
            "amounts with the payment."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend; `row` counts records, the header being 1.

    `row` is null for the whole file, `column` is the header as the file writes it.
    `kind` tells apart what has one code; "" where the remedy is that of the code.
    """

    row: int | None
    column: str | None
    code: str
    message: Text
    kind: str = ""


class Wrong(ValueError):
    """A cell that cannot be used; it knows its code and kind, not its value."""

    def __init__(self, code: str, kind: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.kind = kind


class Unreadable(Exception):
    """The file as a whole cannot be read."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def problem(
    code: str, *, row: int | None = None, column: str | None = None, kind: str = ""
) -> Problem:
    """A problem with the remedy of its kind, or the usual one of its code."""
    if column is not None:
        column = column.replace("\0", "")[:LONGEST_HEADER]
    return Problem(row, column, code, remedy(code, kind, column), kind)


def remedy(code: str, kind: str = "", column: str | None = None) -> Text:
    """What to do about a problem, in the language of whoever reads.

    "" for a code that no order file has.
    """
    return remedy_of_kind(kind, column) or REMEDIES.get(code, "")


def unreadable(
    code: str, *, row: int | None = None, column: str | None = None, kind: str = ""
) -> Unreadable:
    return Unreadable(problem(code, row=row, column=column, kind=kind))


def lacking_column(column: str) -> Unreadable:
    return unreadable("header_missing", column=column, kind="lacking_column")


def is_garbled(flaws: Iterable[Problem]) -> bool:
    """Whether a quotation mark put the cells of a record into the wrong columns."""
    return any(flaw.code == "quote_unbalanced" for flaw in flaws)
