"""One order from its records: fields merged, lines collected, what is wrong named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any, Final, NamedTuple

from clearance.exchange.reading.cells import RoundedTally
from clearance.exchange.reading.fields import Convert
from clearance.exchange.reading.identities import add_identity
from clearance.exchange.reading.layouts import ITEM_FIELDS, MONEY_FIELDS, Layout
from clearance.exchange.reading.problems import Problem, Wrong, is_garbled, problem
from clearance.exchange.reading.tables import Record
from clearance.exchange.reading.vocabulary import CHANNEL_OF_MODE

LARGEST_GOODS_VALUE: Final = 10**17
_MINOR: Final = frozenset(MONEY_FIELDS)
_MONEY_KEYS: Final = [f"{name}_minor" for name in MONEY_FIELDS]
_MISSING: Final = object()


class ParsedLine(NamedTuple):
    """One item of an order; `price_minor` is the price of one piece."""

    name: str = ""
    sku: str = ""
    qty: int = 1
    price_minor: int | None = None
    origin: str = ""


@dataclass(slots=True)
class ParsedOrder:
    """One order as the file tells it; usable only without `problems`.

    `fields` holds what the file says and nothing else: keys are the columns of our
    own layout (amounts `goods_value_minor` and so on). `assumed_channel` is what a
    new order gets when its record names none: the default of the file, else that of
    its clearance mode. It never replaces a stored channel.
    """

    row: int
    number: str
    fields: dict[str, object] = field(default_factory=dict)
    lines: list[ParsedLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    assumed_channel: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column that is read: where it is and what it holds.

    `spares` are columns to look into where this one is blank.
    """

    index: int
    header: str
    name: str
    convert: Convert
    spares: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """What the field is called in an order."""
        return f"{self.name}_minor" if self.name in _MINOR else self.name


class OrderReader:
    """Builds the orders of one file."""

    def __init__(
        self,
        layout: Layout,
        columns: Sequence[Column],
        *,
        default_channel: str | None,
        today: date,
        rounded: Mapping[str, RoundedTally],
    ) -> None:
        self._layout = layout
        self._default_channel = default_channel
        self._today = today
        self._rounded = {
            name: tally for name, tally in rounded.items() if tally.damaged
        }
        self._by_name = {column.name: column for column in columns}
        self._items = [column for column in columns if column.name in ITEM_FIELDS]
        self._heads = [
            column
            for column in columns
            if column.name not in ITEM_FIELDS and column.name != "order_no"
        ]
        self._head_steps = [
            (column.index, column.key, self._converter(column), column)
            for column in self._heads
        ]
        self._head_of = itemgetter(*([column.index for column in self._heads] or [0]))
        self._item_steps = [
            (column.index, column.name, column.convert, column)
            for column in self._items
        ]
        self._identities = [
            (whose, column.header)
            for whose in ("recipient", "orderer")
            if (column := self._by_name.get(f"{whose}_id_number")) is not None
        ]
        self._required = [
            (self._by_name[name].key, self._by_name[name])
            for name in layout.required
            if name not in {"order_no", "channel"}
        ]
        self._has_spares = any(column.spares for column in columns)
        self._checks_money = all(
            name in self._by_name
            or (name == "goods_value" and layout.goods_value_from_items)
            for name in MONEY_FIELDS
        )

    def build(self, number: str, records: Sequence[Record]) -> ParsedOrder:
        order = ParsedOrder(row=0, number=number)
        first: list[str] | None = None
        head: object = None
        seen: dict[tuple[str, ...], int] = {}
        for row, cells, flaws in records:
            order.row = order.row or row
            order.problems.extend(flaws)
            if is_garbled(flaws):
                # Its cells stand in the wrong columns: what they say is not asked.
                continue
            if self._has_spares:
                self._use_spares(cells)
            if len(records) > 1 and seen.setdefault(tuple(cells), row) != row:
                order.warnings.append(problem("duplicate", row=row))
            if first is None:
                self._add_fields(order, row, cells, None)
                first, head = cells, self._head_of(cells)
            elif self._head_of(cells) != head:
                self._add_fields(order, row, cells, first)
            if self._items:
                self._add_line(order, row, cells)
        if not is_garbled(order.problems):
            self._finish(order)
        return order

    def _use_spares(self, cells: list[str]) -> None:
        for column in self._heads:
            if column.spares and not cells[column.index].strip():
                for spare in column.spares:
                    if cells[spare].strip():
                        cells[column.index] = cells[spare]
                        break

    def _converter(self, column: Column) -> Convert:
        """How the column's cells are read; one that was rounded is checked for it."""
        tally = self._rounded.get(column.name)
        if tally is None:
            return column.convert

        def convert(cell: str) -> object:
            value = column.convert(cell)
            if tally.damages(cell):
                raise Wrong("damaged_number")
            return value

        return convert

    def _add_fields(
        self,
        order: ParsedOrder,
        row: int,
        cells: list[str],
        first: list[str] | None,
    ) -> None:
        """Take what a record says of its order; repeated cells are not read again."""
        fields = order.fields
        for index, key, convert, column in self._head_steps:
            cell = cells[index]
            if not cell or (first is not None and first[index] == cell):
                continue
            if cell.isspace():
                continue
            try:
                value = convert(cell)
            except Wrong as wrong:
                order.problems.append(_at(row, column, wrong))
                continue
            if value == "":
                continue
            if first is None:
                fields[key] = value
            elif fields.setdefault(key, value) != value:
                order.problems.append(
                    problem("order_fields_differ", row=row, column=column.header)
                )

    def _add_line(self, order: ParsedOrder, row: int, cells: list[str]) -> None:
        values: dict[str, Any] = {}
        filled = False
        for index, name, convert, column in self._item_steps:
            cell = cells[index]
            if not cell or cell.isspace():
                continue
            filled = True
            try:
                values[name] = convert(cell)
            except Wrong as wrong:
                order.problems.append(_at(row, column, wrong))
        if not filled:
            return
        said = values.get
        order.lines.append(
            ParsedLine(
                said("item_name", ""),
                said("item_sku", ""),
                said("item_qty", 1),
                said("item_price"),
                said("item_origin", ""),
            )
        )

    def _finish(self, order: ParsedOrder) -> None:
        for whose, header in self._identities:
            add_identity(order, whose, header, today=self._today)
        if self._layout.goods_value_from_items:
            self._add_goods_value(order)
        self._resolve_channel(order)
        for key, column in self._required:
            if key not in order.fields:
                self._require(order, column)
        if self._checks_money:
            self._check_money(order)

    def _add_goods_value(self, order: ParsedOrder) -> None:
        """A clearing agent's price is that of one piece."""
        total = 0
        for line in order.lines:
            if line.price_minor is None:
                return
            total += line.price_minor * line.qty
        if total > LARGEST_GOODS_VALUE:
            column = self._by_name["item_price"].header
            order.problems.append(problem("amount", row=order.row, column=column))
        elif order.lines and "item_price" in self._by_name:
            order.fields["goods_value_minor"] = total

    def _resolve_channel(self, order: ParsedOrder) -> None:
        if "channel" in order.fields or _complains(order, self._by_name.get("channel")):
            return
        mode = str(order.fields.get("clearance_mode", ""))
        order.assumed_channel = self._default_channel or CHANNEL_OF_MODE.get(mode)
        if order.assumed_channel is not None:
            return
        where = self._by_name.get("channel")
        if where is not None and "channel" in self._layout.required:
            code = "required"
        else:
            code = "channel_missing"
            where = where or self._by_name.get("clearance_mode")
            if _complains(order, where):
                return
        order.problems.append(problem(code, row=order.row, column=_header(where)))

    def _require(self, order: ParsedOrder, column: Column) -> None:
        if not _complains(order, column):
            lacks = problem("required", row=order.row, column=column.header)
            order.problems.append(lacks)

    def _check_money(self, order: ParsedOrder) -> None:
        amounts = [order.fields.get(key, _MISSING) for key in _MONEY_KEYS]
        if any(amount is _MISSING for amount in amounts):
            return
        goods, freight, tax, discount, paid = amounts
        if paid != goods + freight + tax - discount:  # type: ignore[operator]
            column = self._by_name["paid"].header
            order.warnings.append(problem("money_rule", row=order.row, column=column))


def rejected(row: int, code: str, column: str, *flaws: Problem) -> ParsedOrder:
    """A record without a usable order number, which counts as one rejected order."""
    kind = "order_no" if code == "required" else ""
    wrong = problem(code, row=row, column=column, kind=kind)
    return ParsedOrder(row=row, number="", problems=[*flaws, wrong])


def _at(row: int, column: Column, wrong: Wrong) -> Problem:
    return problem(wrong.code, row=row, column=column.header, kind=wrong.kind)


def _header(column: Column | None) -> str | None:
    return None if column is None else column.header


def _complains(order: ParsedOrder, column: Column | None) -> bool:
    return column is not None and any(
        found.column == column.header for found in order.problems
    )
