"""What an order becomes when a file speaks of it: pure.

A file changes only what it says. What it leaves blank stays, what was assumed gives
way to what is said, and a stage never moves back.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from clearance.exchange.reading import ParsedLine, ParsedOrder
from clearance.lib import documents
from clearance.lib.workdays import today
from clearance.orders.enums import Stage
from clearance.orders.models import Order, OrderLine
from clearance.orders.rules import may_move

PLAIN = {
    "destination": "destination",
    "dispatch_country": "dispatch_country",
    "carrier": "carrier",
    "waybill_no": "waybill_no",
    "parent_order_no": "parent_number",
    "currency": "currency",
    "goods_value_minor": "goods_value_minor",
    "freight_minor": "freight_minor",
    "discount_minor": "discount_minor",
    "tax_minor": "tax_minor",
    "paid_minor": "paid_minor",
    "placed_at": "placed_at",
    "paid_at": "paid_at",
}
"""Fields of a file that are columns of an order, and nothing more."""

type Defaults = Mapping[str, tuple[str, str]]
"""Usual clearance mode and logistics, by the code of the channel."""


def canonical(parsed: ParsedOrder) -> str:
    """What a file says of an order, as one text: equal when it says the same.

    Between its parts stands the one character that no cell can hold.
    """
    fields = parsed.fields
    said = [f"{name}={fields[name]}" for name in sorted(fields)]
    items = [str(value) for line in parsed.lines for value in line]
    return "\0".join([*said, "", *items])


def personal(fields: Mapping[str, object]) -> dict[str, str]:
    """The personal values that a file gives."""
    return {name: str(fields[name]) for name in Order.SEALED if name in fields}


def merged_values(
    stored: Mapping[str, str], said: Mapping[str, str], *, now: datetime
) -> dict[str, str]:
    """Personal values after the file, without what is blank.

    A number that can be right, perhaps given by the orderer through a link, does not
    give way to one that cannot.
    """
    values = {**stored, **said}
    for whose in ("orderer", "recipient"):
        kind, number = f"{whose}_id_type", f"{whose}_id_number"
        if number not in said or said[number] == stored.get(number):
            continue
        if _is_right(stored, kind, number, now) and not _is_right(
            values, kind, number, now
        ):
            values[kind], values[number] = stored.get(kind, ""), stored[number]
    return {name: value for name, value in values.items() if value}


def apply_columns(
    order: Order, parsed: ParsedOrder, defaults: Defaults, *, now: datetime
) -> bool:
    """Set what the file says on an order that is stored; whether anything changed."""
    before = dict(order.__dict__)
    fields: Mapping[str, Any] = parsed.fields
    for field, column in PLAIN.items():
        if field in fields:
            setattr(order, column, fields[field])
    if "destination" in fields:
        order.destination_assumed = False
    if "channel" in fields:
        order.channel, order.channel_assumed = fields["channel"], False
    _apply_assumed(order, fields, defaults, anew=order.channel != before["channel"])
    _apply_stage(order, fields, now)
    return any(
        value != before[name]
        for name, value in order.__dict__.items()
        if name != "_state"
    )


def new_columns(
    parsed: ParsedOrder, defaults: Defaults, *, now: datetime
) -> dict[str, Any]:
    """The columns of an order that arrives for the first time.

    Its stage is as of now: when the file was read, not when the order got there.
    """
    fields: Mapping[str, Any] = parsed.fields
    columns: dict[str, Any] = {
        column: fields[field] for field, column in PLAIN.items() if field in fields
    }
    channel = fields.get("channel") or parsed.assumed_channel or ""
    mode, logistics = defaults.get(channel, ("", ""))
    paid_at = columns.get("paid_at")
    columns.setdefault("placed_at", paid_at or now)
    stage = fields.get("stage") or (Stage.PAID if paid_at else Stage.PLACED).value
    return columns | {
        "channel": channel,
        "channel_assumed": "channel" not in fields,
        "destination_assumed": "destination" not in fields,
        "clearance_mode": fields.get("clearance_mode") or mode,
        "mode_assumed": "clearance_mode" not in fields,
        "logistics": fields.get("logistics") or logistics,
        "logistics_assumed": "logistics" not in fields and bool(logistics),
        "stage": stage,
        "stage_at": now,
    }


def same_lines(stored: Sequence[OrderLine], said: Sequence[ParsedLine]) -> bool:
    """Whether the file lists the items that are stored; one that lists none agrees."""
    if not said:
        return True
    before = [
        ParsedLine(line.name, line.sku, line.quantity, line.price_minor, line.origin)
        for line in sorted(stored, key=lambda line: line.position)
    ]
    return before == list(said)


def _apply_assumed(
    order: Order, fields: Mapping[str, Any], defaults: Defaults, *, anew: bool
) -> None:
    """Mode and logistics as said; what was only assumed follows a new channel."""
    mode, logistics = defaults.get(order.channel, ("", ""))
    if "clearance_mode" in fields:
        order.clearance_mode, order.mode_assumed = fields["clearance_mode"], False
    elif anew and order.mode_assumed and mode:
        order.clearance_mode = mode
    if "logistics" in fields:
        order.logistics, order.logistics_assumed = fields["logistics"], False
    elif anew and (order.logistics_assumed or not order.logistics):
        order.logistics, order.logistics_assumed = logistics, bool(logistics)


def _apply_stage(order: Order, fields: Mapping[str, Any], now: datetime) -> None:
    stage = fields.get("stage")
    if stage is None and "paid_at" in fields:
        stage = Stage.PAID.value
    if stage is not None and may_move(order.stage, stage):
        order.stage, order.stage_at = stage, now


def _is_right(values: Mapping[str, str], kind: str, number: str, now: datetime) -> bool:
    if not values.get(number):
        return False
    named = values.get(kind) or "RESIDENT_ID"
    return documents.check(named, values[number], today=today(now)).ok
