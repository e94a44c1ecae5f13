"""What a kind of problem needs, where that is more than the remedy of its code.

A problem is kept by code and kind, so that a page, an error file and an import that
was taken up again say the same sentence as the run that found it. A key is never used
again for something else.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clearance.lib.verdicts import Text

_LACKING: Final = _("Add the column {column}.")

KINDS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        # the file, and its records
        "lacking_column": _LACKING,
        "not_text": _(
            "This is no order file: its content is not text, whatever its name "
            "ends with. Save the orders as .xlsx or CSV."
        ),
        "file_size": _("Split it into files below 500 MB."),
        "columns": _("Delete unused columns."),
        "more_cells": _(
            "The record has more cells than the header. Put a cell that "
            "holds the delimiter between quotation marks."
        ),
        "order_no": _(
            "Every record needs its order number: up to 60 Latin letters, digits, "
            "dots, hyphens or underscores. Repeat it instead of merging cells."
        ),
        "order_no_form": _(
            "Write the order number: up to 60 Latin letters, digits, dots, hyphens or "
            "underscores."
        ),
        # workbooks
        "macros": _("The workbook holds macros. Save it as .xlsx without them."),
        "macro_sheets": _("The workbook holds macros. Save it as .xlsx."),
        "links": _(
            "The workbook links to other files. Keep the values and drop the links."
        ),
        "connections": _("The workbook draws on other sources. Save the values alone."),
        "embeddings": _("The workbook holds other files. Save the orders alone."),
        "programs": _("The workbook holds programs. Save the orders alone."),
        "inflated": _(
            "Unpacked, this workbook is far too large. Save the orders alone, or as "
            "CSV."
        ),
        "broken": _("The workbook is damaged. Save it again as .xlsx or as CSV."),
        "password": _("Save the workbook without a password."),
        "entities": _("The workbook holds XML entities. Save it again as .xlsx."),
        "parts": _("The workbook has too many parts. Save the orders alone."),
        "old_workbook": _(
            "Save the workbook as .xlsx, without a password and not as .xls."
        ),
        "no_workbook": _("This is no .xlsx workbook. Save the orders as .xlsx or CSV."),
        "sheets": _("The workbook has several sheets; only the first was read."),
        "row_order": _("The rows of the sheet are out of order. Save it again."),
        "sheet_columns": _("The sheet has too many columns. Delete unused ones."),
        # cells
        "quantity": _("Write the quantity as a whole number from 1."),
        "long_cell": _("This is too long. Shorten it."),
        "country": _("Write the country as two letters of ISO 3166-1, such as CN."),
        "document_type": _("This is no known document type, such as RESIDENT_ID."),
        "stage": _("This is no known stage, such as PAID or SHIPPED."),
        # numbers of documents, by what is wrong with them
        "number_untyped": _("Name the type of the document, or correct the number."),
        "number_length": _(
            "The number is too short or too long for this document. Compare it with "
            "the document."
        ),
        "number_format": _(
            "The number does not have the letters and digits of this document. "
            "Compare it with the document."
        ),
        "number_cyrillic": _(
            "There is a Cyrillic letter in the number. Switch the keyboard to "
            "Latin and type it again."
        ),
        "number_province": _(
            "The number does not begin like one of this document. Compare it with the "
            "document."
        ),
        "number_birth_date": _(
            "Digits 7 to 14 are no date of birth. Compare them with the document."
        ),
        "number_checksum": _(
            "The last character does not fit the others: at least one is mistyped. "
            "Compare each with the document."
        ),
        "number_first_generation": _(
            "This is the number of a first-generation card, which is no longer "
            "valid. Type the 18 characters of the current card."
        ),
        "number_document_type": _(
            "This is the number of another document. Correct its type."
        ),
    }
)


def remedy_of_kind(kind: str, column: str | None) -> Text | None:
    """The remedy of a kind of problem; None where that of its code says enough."""
    text = KINDS.get(kind)
    if kind == "lacking_column":
        return format_lazy(_LACKING, column=column or "")
    return text
