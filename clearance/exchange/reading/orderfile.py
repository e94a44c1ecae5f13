"""An order file, opened: its layout recognised, its orders read one by one."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from os import PathLike
from pathlib import Path
from typing import BinaryIO, Final, Self

from clearance.exchange.reading import limits
from clearance.exchange.reading.cells import RoundedTally, order_number
from clearance.exchange.reading.container import OLE_MAGIC, ZIP_MAGIC, refused
from clearance.exchange.reading.encoding import is_other_than_text
from clearance.exchange.reading.fields import converters
from clearance.exchange.reading.gathering import Runs, gather
from clearance.exchange.reading.layouts import (
    Layout,
    holds_a_value,
    layout_of,
    plain_header,
)
from clearance.exchange.reading.orders import (
    Column,
    OrderReader,
    ParsedOrder,
    rejected,
)
from clearance.exchange.reading.problems import (
    Problem,
    Unreadable,
    Wrong,
    lacking_column,
    problem,
    unreadable,
)
from clearance.exchange.reading.tables import CsvTable, Record, Table
from clearance.exchange.reading.workbook import WorkbookTable

_ROUNDED_FIELDS: Final = ("order_no", "waybill_no", "parent_order_no")


class OrderFile:
    """The orders of one CSV or XLSX file, whatever its name.

    `source` is a path or a seekable binary stream, which stays open. `channels` maps
    every accepted word to its code, `default_channel` serves orders that name none,
    `today` is the day in Asia/Shanghai.

    The whole file is looked through once when it is opened: with `problems` nothing
    in it is readable; `records` counts its records that are not blank.
    """

    def __init__(
        self,
        source: BinaryIO | str | PathLike[str],
        *,
        channels: Mapping[str, str],
        default_channel: str | None,
        today: date,
    ) -> None:
        self._owned: BinaryIO | None = None
        if isinstance(source, str | PathLike):
            source = self._owned = Path(source).open("rb")  # noqa: SIM115
        self.layout = ""
        self.headers: list[str] = []
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.records = 0
        self._runs = Runs()
        self._default_channel = default_channel
        self._today = today
        try:
            self._open(source, channels)
        except Unreadable as found:
            self.problems.append(found.problem)
            self.records = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file if it was opened here."""
        if self._owned is not None:
            self._owned.close()

    def orders(self) -> Iterator[ParsedOrder]:
        """Every order once, in the same sequence each time; none with `problems`."""
        if self.problems:
            return
        reader = OrderReader(
            self._layout,
            self._columns,
            default_channel=self._default_channel,
            today=self._today,
            rounded=self._rounded,
        )
        header = self.headers[self._number_at]
        for number, records in gather(self._numbered, self._runs):
            if number:
                yield reader.build(number, records)
                continue
            row, cells, flaws = records[0]
            code = self._number(cells)[1]
            yield rejected(row, code, header, *flaws)

    def _open(self, source: BinaryIO, channels: Mapping[str, str]) -> None:
        self._table = _table(source)
        self.headers = [header.strip() for header in self._table.headers]
        self.warnings.extend(self._table.notes)
        layout = layout_of(self.headers)
        if layout is None:
            raise unreadable("header_missing", row=1)
        self._layout = layout
        self.layout = layout.code
        convert = converters(
            layout.code, channels=channels, day_zero=self._table.day_zero
        )
        places = self._places(layout)
        self._columns = [
            Column(at[0], self.headers[at[0]], name, convert[name], tuple(at[1:]))
            for name, at in places.items()
        ]
        self._number_at = places["order_no"][0]
        self._rounded: dict[str, RoundedTally] = {
            name: RoundedTally() for name in _ROUNDED_FIELDS if name in places
        }
        self._check_columns(layout, places)
        self._look_through([places[name][0] for name in self._rounded])

    def _places(self, layout: Layout) -> dict[str, list[int]]:
        """Where each field stands; the first header in the layout's order leads."""
        found: dict[str, list[int]] = {}
        seen: set[str] = set()
        for at, header in enumerate(self.headers):
            name = layout.field_of(header)
            if name is None:
                if header and not layout.knows(header):
                    shown = None if holds_a_value(header) else header
                    self.warnings.append(problem("unknown_column", row=1, column=shown))
                continue
            plain = plain_header(header)
            if plain in seen:
                raise unreadable("header_duplicate", row=1, column=header)
            seen.add(plain)
            found.setdefault(name, []).append(at)
        preferred = list(layout.columns)
        for places in found.values():
            places.sort(key=lambda at: preferred.index(plain_header(self.headers[at])))
        return found

    def _check_columns(self, layout: Layout, places: Mapping[str, object]) -> None:
        for name in layout.required:
            if name not in places and name != "channel":
                raise lacking_column(name)
        if self._default_channel is None and not (
            "channel" in places or "clearance_mode" in places
        ):
            raise unreadable("channel_missing")

    def _look_through(self, rounded_at: Sequence[int]) -> None:
        """Count records, runs of order numbers and rounded numbers."""
        tallies = list(zip(rounded_at, self._rounded.values(), strict=True))
        records = 0
        add = self._runs.add
        for row, cells, _flaws in self._table.records():
            if row > limits.ROWS:
                raise unreadable("too_large", row=row)
            number = self._number(cells)[0]
            if not number:
                records += any(map(str.strip, cells))
                continue
            records += 1
            if add(number):
                for at, tally in tallies:
                    if len(cells[at]) > 15:
                        tally.add(cells[at])
        if not records:
            raise unreadable("empty")
        self._runs.close()
        self.records = records

    def _numbered(self) -> Iterator[tuple[str, Record]]:
        """Records with their order number, or "" where it cannot be used."""
        tally = self._rounded["order_no"]
        check_rounded = tally.damaged
        for record in self._table.records():
            cells = record[1]
            number = self._number(cells)[0]
            if number:
                if check_rounded and tally.damages(cells[self._number_at]):
                    number = ""
            elif not any(map(str.strip, cells)):
                continue
            yield number, record

    def _number(self, cells: list[str]) -> tuple[str, str]:
        """The order number of a record, or "" and what is wrong with it."""
        try:
            return order_number(cells[self._number_at]), "damaged_number"
        except Wrong as wrong:
            return "", wrong.code


def _table(source: BinaryIO) -> Table:
    """The table of a file by what it begins with; raises Unreadable."""
    size = source.seek(0, 2)
    if size > limits.FILE_BYTES:
        raise unreadable("too_large", kind="file_size")
    source.seek(0)
    start = source.read(16)
    if not start.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise unreadable("empty")
    if start.startswith(ZIP_MAGIC):
        return WorkbookTable(source)
    if start.startswith(OLE_MAGIC):
        raise refused("old_workbook")
    if is_other_than_text(start):
        raise unreadable("encoding", kind="not_text")
    return CsvTable(source)
