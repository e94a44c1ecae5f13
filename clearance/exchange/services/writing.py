"""The rows of a chunk, written in bulk: the one place that knows how.

An update is an insert that meets its own row: one statement for many orders, where a
bulk update would spell out every column of every row as a case.
"""

from collections.abc import Sequence
from uuid import UUID

from clearance.exchange.services.asking import Asked
from clearance.exchange.services.changes import Change
from clearance.exchange.services.rows import DecisionRow, LineRow
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import OpenedKey, open_keys
from clearance.lib.bulk import insert, insert_rows
from clearance.orders.models import Decision, Order, OrderLine, Override

FIXED = frozenset({"id", "merchant", "number", "received_at"})
UPDATED = [
    field.name for field in Order._meta.concrete_fields if field.name not in FIXED
]


def write(changes: Sequence[Change], asked: Asked) -> None:
    """Seal the personal values, and write orders, items and decisions."""
    keys = _keys_of(changes, asked.new_keys)
    for change in changes:
        _seal(change, keys)
    new = [change for change in changes if change.is_new]
    old = [change for change in changes if not change.is_new]
    insert(Order, [change.order for change in new])
    if old:
        _reseal_reasons(old, keys)
        Order.objects.bulk_create(
            [change.order for change in old],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=UPDATED,
        )
        replaced = [change.order.pk for change in old if change.lines is not None]
        OrderLine.objects.filter(order_id__in=replaced).delete()
    insert_rows(OrderLine, LineRow._fields, _lines(changes))
    insert_rows(Decision, DecisionRow._fields, asked.decisions)


def _keys_of(
    changes: Sequence[Change], known: dict[UUID, OpenedKey]
) -> dict[UUID, OpenedKey]:
    wanted = {
        change.order.recipient_id
        for change in changes
        if not change.is_restricted and change.values != change.values_before
    }
    return known | open_keys(wanted - known.keys(), KeyPurpose.PERSON)


def _seal(change: Change, keys: dict[UUID, OpenedKey]) -> None:
    order = change.order
    if change.is_restricted or change.values == change.values_before:
        return
    key = keys[order.recipient_id]
    order.sealed = key.seal(Order.LABEL, order.id, "sealed", change.values)


def _lines(changes: Sequence[Change]) -> list[LineRow]:
    return [
        LineRow(
            change.order.id,
            position,
            line.name,
            line.sku,
            line.qty,
            line.price_minor,
            line.origin,
        )
        for change in changes
        for position, line in enumerate(change.lines or (), start=1)
    ]


def _reseal_reasons(changes: Sequence[Change], keys: dict[UUID, OpenedKey]) -> None:
    """What people gave as reasons follows the order to its other recipient's key."""
    moved = {
        change.order.pk: change
        for change in changes
        if change.person_changed and not change.is_restricted
    }
    if not moved:
        return
    given = {"order_id__in": moved, "sealed__isnull": False}
    decisions = list(Decision.objects.filter(**given))
    overrides = list(Override.objects.filter(**given))
    rows: list[Decision | Override] = [*decisions, *overrides]
    for row in rows:
        change = moved[row.order_id]
        before, after = change.key_before, keys[change.order.recipient_id]
        if before is None or row.sealed is None:
            continue
        said = before.unseal(row.LABEL, row.pk, "sealed", row.sealed)
        row.sealed = after.seal(row.LABEL, row.pk, "sealed", said)
    Decision.objects.bulk_update(decisions, ["sealed"])
    Override.objects.bulk_update(overrides, ["sealed"])
