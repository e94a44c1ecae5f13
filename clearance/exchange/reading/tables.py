"""Records of a CSV file: commas, semicolons or tabs, any line ends, quotes checked."""

import csv
import io
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import date
from typing import BinaryIO, Final, Protocol

from clearance.exchange.reading import limits
from clearance.exchange.reading.encoding import encoding_of, text_of
from clearance.exchange.reading.layouts import recognised
from clearance.exchange.reading.problems import (
    Problem,
    Unreadable,
    problem,
    unreadable,
)

type Record = tuple[int, list[str], Sequence[Problem]]
"""Number of the record (header = 1), its cells, what is wrong with it as a whole."""

DELIMITERS: Final = ",;\t"
EXCEL_FIRST_DAY: Final = date(1899, 12, 30)


class Table(Protocol):
    """Records under one header, readable any number of times.

    `day_zero` is what the spreadsheet counts its days from; `notes` are warnings.
    """

    headers: list[str]
    day_zero: date
    notes: list[Problem]

    def records(self) -> Iterator[Record]: ...


class _Lines:
    """Lines of text, watched for what the csv module does not mind.

    `taken` are those of the record being read: a quotation mark that is never closed
    swallows the lines after it, which are then read again without the first.
    """

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        self.nul = False
        self.long = False

    def give_back(self) -> str:
        """The first line of the record; the others are read once more."""
        first, *swallowed = self.taken
        self._again.extendleft(reversed(swallowed))
        self.taken.clear()
        self.nul = self.long = False
        return first

    def __iter__(self) -> Iterator[str]:
        readline = self._text.readline
        while line := (
            self._again.popleft() if self._again else readline(limits.LINE_CHARACTERS)
        ):
            if len(line) > limits.CELL_CHARACTERS:
                self.long = True
                if len(line) == limits.LINE_CHARACTERS:
                    raise csv.Error("field larger than a line may be")
            if "\0" in line:
                self.nul = True
            self.taken.append(line)
            yield line


class CsvTable:
    """A CSV file; raises Unreadable from the constructor or while it is read."""

    day_zero = EXCEL_FIRST_DAY

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.notes: list[Problem] = []
        self._encoding, readable = encoding_of(source)
        self._delimiter = ","
        self._delimiter = self._find_delimiter()
        if not readable:
            raise self._undecodable()
        self.headers = self._first_record(self._delimiter)
        if len(self.headers) > limits.COLUMNS:
            raise unreadable("too_large", row=1, kind="columns")

    def records(self) -> Iterator[Record]:
        records = self._numbered(self._delimiter)
        next(records, None)
        yield from records

    def _find_delimiter(self) -> str:
        """The delimiter under which most of the header is known."""

        def score(delimiter: str) -> tuple[int, int]:
            try:
                header = self._first_record(delimiter, errors="replace")
            except Unreadable:
                return (0, 0)
            return (recognised(header), len(header))

        return max(DELIMITERS, key=score)

    def _first_record(self, delimiter: str, errors: str = "strict") -> list[str]:
        records = self._numbered(delimiter, errors=errors)
        _row, cells, flaws = next(records, (1, [], ()))
        if flaws:
            raise Unreadable(flaws[0])
        return cells

    def _numbered(self, delimiter: str, errors: str = "strict") -> Iterator[Record]:
        """The records from the header on; one with an open quotation mark stands alone.

        Only a file that is broken all over is given up.
        """
        lines = _Lines(text_of(self._source, self._encoding, errors=errors))
        row = width = broken = 0
        more = True
        while more:
            more = False
            try:
                for cells in self._reader(lines, delimiter):
                    row += 1
                    if row == 1:
                        width = len(cells)
                    if len(cells) != width or lines.nul or lines.long:
                        flaws = self._flaws(row, cells, width, lines)
                        lines.nul = lines.long = False
                        yield row, cells, flaws
                    else:
                        yield row, cells, ()
                    lines.taken.clear()
            except csv.Error as error:
                row += 1
                given_up = _given_up(row, str(error), lines)
            except _Swallowed:
                given_up = None
            except UnicodeError:
                raise unreadable("encoding", row=row + 1) from None
            else:
                return
            broken += 1
            if given_up or row == 1 or broken > limits.BROKEN_RECORDS:
                raise given_up or unreadable("quote_unbalanced", row=row)
            more = True
            first = lines.give_back().rstrip("\r\n")
            cells = next(csv.reader([first], delimiter=delimiter), [])
            cells = [*cells, *[""] * width][:width]
            yield row, cells, [problem("quote_unbalanced", row=row)]

    def _reader(self, lines: _Lines, delimiter: str) -> Iterator[list[str]]:
        return csv.reader(
            iter(lines), delimiter=delimiter, strict=True, skipinitialspace=True
        )

    def _flaws(
        self, row: int, cells: list[str], width: int, lines: _Lines
    ) -> list[Problem]:
        """What is wrong with a record; mends it so that it can be looked at."""
        flaws = []
        if lines.nul and any("\0" in cell for cell in cells):
            flaws.append(problem("nul", row=row))
            cells[:] = [cell.replace("\0", "") for cell in cells]
        for index, cell in enumerate(cells):
            if len(cell) > limits.CELL_CHARACTERS:
                flaws.append(problem("too_large", row=row, column=self._header(index)))
                cells[index] = ""
        if len(cells) < width:
            self._refuse_swallowed(cells, width)
            cells.extend([""] * (width - len(cells)))
        elif any(cell.strip() for cell in cells[width:]):
            flaws.append(problem("quote_unbalanced", row=row, kind="more_cells"))
        del cells[width:]
        return flaws

    def _refuse_swallowed(self, cells: list[str], width: int) -> None:
        """A short record with most of another one inside a cell lost a quote."""
        for cell in cells:
            if ("\n" in cell or "\r" in cell) and (
                cell.count(self._delimiter) >= max(1, (width - 1) // 2)
            ):
                raise _Swallowed

    def _header(self, index: int) -> str | None:
        headers = getattr(self, "headers", [])
        return headers[index] if index < len(headers) else None

    def _undecodable(self) -> Unreadable:
        """Name the first record that holds bytes which are no text."""
        row = 0
        errors = "replace" if self._encoding == "utf-16" else "surrogateescape"
        text = text_of(self._source, self._encoding, errors=errors)
        try:
            reader = csv.reader(iter(_Lines(text)), delimiter=self._delimiter)
            for cells in reader:
                row += 1
                if any(_has_stray_bytes(cell) for cell in cells):
                    break
        except (csv.Error, UnicodeError):
            row += 1
        return unreadable("encoding", row=row or None)


def _has_stray_bytes(cell: str) -> bool:
    return not cell.isascii() and any(
        "\udc80" <= char <= "\udcff" or char == "\ufffd" for char in cell
    )


def _given_up(row: int, error: str, lines: _Lines) -> Unreadable | None:
    """A record larger than any may be ends the reading; a quotation mark does not."""
    # A field grows over many lines only when its quotation mark is never closed.
    if error.startswith("field larger") and len(lines.taken) <= 1:
        return unreadable("too_large", row=row)
    return None if lines.taken else unreadable("quote_unbalanced", row=row)


class _Swallowed(Exception):
    """A cell holds most of another record."""
