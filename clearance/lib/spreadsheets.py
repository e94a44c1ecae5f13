"""Rows of CSV files that a spreadsheet may open: no cell is taken for a formula."""

import csv
import io

MARK = "\ufeff".encode()
"""The byte order mark by which spreadsheets know UTF-8."""


def csv_row(*cells: object) -> bytes:
    """One row, quoted where needed; a formula is disarmed."""
    line = io.StringIO()
    csv.writer(line).writerow([_disarmed(str(cell)) for cell in cells])
    return line.getvalue().encode()


def _disarmed(cell: str) -> str:
    """Text that a spreadsheet would run as a formula gets an apostrophe before it."""
    begins = cell.lstrip(" ")[:1]
    return f"'{cell}" if begins and begins in "=+-@\t\r" else cell
