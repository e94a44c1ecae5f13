"""The first sheet of an .xlsx workbook, record by record in constant memory.

Text cells are text; number cells become `Numeric`, because an order number or an ID
that a workbook holds as a number has already lost digits or zeros. The sheet's own
claim about its size is never read.
"""

import posixpath
import re
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO, Final
from xml.parsers import expat

from clearance.exchange.reading import limits
from clearance.exchange.reading.cells import Numeric
from clearance.exchange.reading.container import Container, refused
from clearance.exchange.reading.problems import Problem, problem, unreadable
from clearance.exchange.reading.strings import SharedStrings, local
from clearance.exchange.reading.tables import EXCEL_FIRST_DAY, Record

MAC_FIRST_DAY: Final = date(1904, 1, 1)
_ROOT_RELATIONS: Final = "_rels/.rels"
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_COLUMNS: Final = {
    (_LETTERS[index // 26 - 1] if index >= 26 else "") + _LETTERS[index % 26]: index
    for index in range(limits.COLUMNS)
}


class WorkbookTable:
    """The records of the first sheet; raises Unreadable."""

    def __init__(self, source: BinaryIO) -> None:
        self._container = Container(source)
        book = _target(self._container, _ROOT_RELATIONS, "officeDocument")
        if book is None:
            raise refused("no_workbook")
        self.day_zero = EXCEL_FIRST_DAY
        self.notes: list[Problem] = []
        self._sheet = self._first_sheet(book)
        strings = _target(self._container, _relations_of(book), "sharedStrings", book)
        self._strings = SharedStrings(self._container, strings)
        row, cells, _flaws = next(self._numbered(), (1, [], ()))
        self.headers = list(cells) if row == 1 else []
        while self.headers and not self.headers[-1].strip():
            self.headers.pop()

    def records(self) -> Iterator[Record]:
        width = len(self.headers)
        for row, cells, flaws in self._numbered():
            if row == 1:
                continue
            cells.extend([""] * (width - len(cells)))
            yield row, cells, flaws

    def _first_sheet(self, book: str) -> str:
        sheets: list[str] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            match local(name):
                case "workbookPr" if attributes.get("date1904") in {"1", "true"}:
                    self.day_zero = MAC_FIRST_DAY
                case "sheet":
                    sheets.extend(
                        value
                        for key, value in attributes.items()
                        if local(key) == "id" and key != "id"
                    )

        _parse(self._container, book, start)
        if not sheets:
            raise refused("no_workbook")
        if len(sheets) > 1:
            self.notes.append(problem("workbook_refused", kind="sheets"))
        relations = _relations(self._container, _relations_of(book), book)
        for identity, kind, part in relations:
            if identity == sheets[0] and kind == "worksheet":
                return part
        raise refused("no_workbook")

    def _numbered(self) -> Iterator[Record]:
        """Rows that have cells, the header being row 1."""
        sheet = _Sheet(self._strings)
        for _pause in self._container.parse(self._sheet, sheet.parser):
            yield from sheet.take()


class _Sheet:
    """Handlers that turn the events of a sheet into rows."""

    def __init__(self, strings: SharedStrings) -> None:
        self._strings = strings
        self._ready: list[Record] = []
        self._row = 0
        self._cells: list[str] = []
        self._flaws: list[Problem] = []
        self._column = -1
        self._kind = "n"
        self._parts: list[str] = []
        self._length = 0
        self._taking = False
        self._hints = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.ordered_attributes = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def take(self) -> list[Record]:
        ready, self._ready = self._ready, []
        return ready

    def _start(self, name: str, attributes: list[str]) -> None:
        if ":" in name:
            name = local(name)
        if name == "c":
            self._open_cell(attributes)
        elif name in {"v", "t"}:
            self._taking = not self._hints
        elif name == "rPh":
            self._hints += 1
        elif name == "row":
            self._open_row(attributes)

    def _end(self, name: str) -> None:
        if ":" in name:
            name = local(name)
        if name in {"v", "t"}:
            self._taking = False
        elif name == "c":
            if self._parts:
                self._close_cell()
        elif name == "row":
            if any(self._cells):
                self._ready.append((self._row, self._cells, self._flaws))
        elif name == "rPh":
            self._hints -= 1

    def _characters(self, data: str) -> None:
        if self._taking:
            self._parts.append(data)
            self._length += len(data)
            if self._length > 4 * limits.CELL_CHARACTERS:
                raise unreadable("too_large", row=self._row)

    def _open_row(self, attributes: list[str]) -> None:
        row = self._row + 1
        for at in range(0, len(attributes), 2):
            if attributes[at] == "r":
                row = _whole(attributes[at + 1])
        if row <= self._row:
            raise refused("row_order")
        if row > limits.ROWS:
            raise unreadable("too_large", row=row)
        self._row = row
        self._cells = []
        self._flaws = []
        self._column = -1

    def _open_cell(self, attributes: list[str]) -> None:
        column = self._column + 1
        self._kind = "n"
        for at in range(0, len(attributes), 2):
            if attributes[at] == "r":
                letters = attributes[at + 1].rstrip("0123456789")
                column = _COLUMNS.get(letters, limits.COLUMNS)
            elif attributes[at] == "t":
                self._kind = attributes[at + 1]
        if column >= limits.COLUMNS:
            raise unreadable("too_large", row=self._row, kind="sheet_columns")
        self._column = column
        self._parts = []
        self._length = 0

    def _close_cell(self) -> None:
        text = "".join(self._parts)
        self._parts = []
        match self._kind:
            case "n":
                text = Numeric(text.strip())
            case "s":
                try:
                    text = self._strings[_whole(text.strip())]
                except IndexError:
                    raise refused("no_workbook") from None
            case "b":
                text = "TRUE" if text.strip() == "1" else "FALSE"
            case "e":
                return
        if "_x" in text and type(text) is str:
            text = _ESCAPED.sub(_unescaped, text)
        if "\0" in text:
            self._flaws.append(problem("nul", row=self._row))
            text = text.replace("\0", "")
        if len(text) > limits.CELL_CHARACTERS:
            self._flaws.append(problem("too_large", row=self._row))
            text = ""
        missing = self._column - len(self._cells)
        if missing < 0:
            self._cells[self._column] = text
            return
        if missing:
            self._cells.extend([""] * missing)
        self._cells.append(text)


def _unescaped(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return "" if 0xD800 <= code <= 0xDFFF else chr(code)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise refused("no_workbook")
    return int(text)


def _parse(container: Container, part: str, start: object) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start  # type: ignore[assignment]
    for _pause in container.parse(part, parser):
        pass


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")


def _relations(
    container: Container, part: str, owner: str = ""
) -> list[tuple[str, str, str]]:
    """Identity, kind and target part of each relation."""
    found = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = attributes.get("Target", "")
        if target.startswith("/"):
            path = target.lstrip("/")
        else:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(owner), target))
        kind = attributes.get("Type", "").rpartition("/")[2]
        found.append((attributes.get("Id", ""), kind, path))

    if part in container:
        _parse(container, part, start)
    return found


def _target(container: Container, part: str, kind: str, owner: str = "") -> str | None:
    relations = _relations(container, part, owner)
    return next((path for _id, found, path in relations if found == kind), None)
