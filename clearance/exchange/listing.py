"""Lists of stages as files: which order reached what, and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from clearance.exchange.reading import Problem, limits
from clearance.exchange.reading.cells import order_number
from clearance.exchange.reading.container import OLE_MAGIC, ZIP_MAGIC, refused
from clearance.exchange.reading.encoding import is_other_than_text
from clearance.exchange.reading.fields import stage as stage_of
from clearance.exchange.reading.layouts import plain_header
from clearance.exchange.reading.problems import (
    Wrong,
    lacking_column,
    problem,
    unreadable,
)
from clearance.exchange.reading.tables import CsvTable, Record, Table
from clearance.exchange.reading.times import instant
from clearance.exchange.reading.workbook import WorkbookTable

COLUMNS = ("order_no", "stage", "at")


@dataclass(frozen=True, slots=True)
class Listed:
    """One record of a list: an order's stage and since when, or what is wrong."""

    row: int
    number: str = ""
    stage: str = ""
    at: datetime | None = None
    problem: Problem | None = None


class StageList:
    """A CSV or XLSX with the columns order_no, stage and at, whose cells may be blank.

    Raises Unreadable when it is none.
    """

    def __init__(self, source: BinaryIO) -> None:
        self._table = _table(source)
        self._places = self._columns()

    def records(self) -> Iterator[Listed]:
        """Each record that is not blank. Raises Unreadable where the file breaks."""
        for record in self._table.records():
            if any(cell.strip() for cell in record[1]):
                yield self._listed(record)

    def _columns(self) -> dict[str, int]:
        places: dict[str, int] = {}
        for at, header in enumerate(self._table.headers):
            name = plain_header(header)
            if name in places:
                raise unreadable("header_duplicate", row=1, column=header)
            if name in COLUMNS:
                places[name] = at
        for name in COLUMNS:
            if name not in places:
                raise lacking_column(name)
        return places

    def _listed(self, record: Record) -> Listed:
        row, cells, flaws = record
        if flaws:
            return Listed(row, problem=flaws[0])
        name = "order_no"
        try:
            number = order_number(cells[self._places[name]])
            name = "stage"
            reached = _stage(cells[self._places[name]])
            name = "at"
            cell = cells[self._places[name]]
            day_zero = self._table.day_zero
            at = instant(cell, day_zero=day_zero) if cell.strip() else None
        except Wrong as wrong:
            column = self._table.headers[self._places[name]]
            found = problem(wrong.code, row=row, column=column, kind=wrong.kind)
            return Listed(row, problem=found)
        return Listed(row, number, reached, at)


def _stage(cell: str) -> str:
    """The stage a cell names; raises Wrong with `required`, or `stage` for another."""
    if not cell.strip():
        raise Wrong("required")
    try:
        return stage_of(cell)
    except Wrong as wrong:
        raise Wrong("stage", wrong.kind) from None


def _table(source: BinaryIO) -> Table:
    """The table of a file by what it begins with; raises Unreadable."""
    if source.seek(0, 2) > limits.FILE_BYTES:
        raise unreadable("too_large")
    source.seek(0)
    start = source.read(16)
    source.seek(0)
    if not start.strip(b"\0 \t\r\n"):
        raise unreadable("empty")
    if start.startswith(ZIP_MAGIC):
        return WorkbookTable(source)
    if start.startswith(OLE_MAGIC):
        raise refused("old_workbook")
    if is_other_than_text(start):
        raise unreadable("encoding", kind="not_text")
    return CsvTable(source)
