"""Order files made for tests, and what the tables hold after they were imported."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clearance.demo.orders import COLUMNS, order_rows
from clearance.exchange import services
from clearance.orders.models import Decision, Order, OrderLine
from clearance.orders.queries import unseal
from clearance.recipients.models import Recipient
from clearance.recipients.queries import unseal as unseal_people

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)

ORDER = {
    "order_no": "A-1",
    "channel": "direct_mail",
    "placed_at": "2026-11-20 10:00:00",
    "paid_at": "2026-11-20 10:03:00",
    "recipient_name": "李样本",
    "recipient_phone": "13800001234",
    "recipient_address": "浙江省杭州市西湖区演示路1号",
    "paid": "118.00",
    "item_name": "样本饼干",
    "item_qty": "2",
    "item_price": "59.00",
}
NUMBER = "110101199001010007"
"""A resident number of sequence 000, whose check digit is right."""


def row(**cells: str) -> dict[str, str]:
    """A direct-mail order of 李样本, with these cells instead."""
    return ORDER | cells


def bonded(**cells: str) -> dict[str, str]:
    """A bonded order whose orderer's number is there, with these cells instead."""
    return (
        row(channel="bonded", orderer_name="李样本", orderer_id_number=NUMBER) | cells
    )


def write(path: Path, *rows: Mapping[str, str], columns: Sequence[str] = ()) -> Path:
    names = list(columns) or list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def generated(
    path: Path, orders: int, *, merchant: str = "hoshi", seed: int = 1
) -> Path:
    start = datetime(2026, 11, 1, tzinfo=UTC)
    return write(path, *order_rows(seed, orders, merchant, start), columns=COLUMNS)


def imported(path: Path, *, now: datetime = NOW, **options: Any) -> services.Outcome:
    options.setdefault("merchant", "hoshi")
    return services.import_file(path, by=None, now=now, **options)


def counts(outcome: services.Outcome) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, rejected."""
    return outcome.created, outcome.updated, outcome.unchanged, outcome.rejected


def contents() -> dict[str, list[Any]]:
    """Everything orders hold, personal values opened, without ids and times."""
    orders = list(Order.objects.select_related("ruling", "merchant").order_by("number"))
    people = {row.pk: row for row in Recipient.objects.all()}
    names = unseal_people(people.values())
    values = unseal(orders)
    return {
        "orders": [
            [
                *_columns(order),
                order.ruling and order.ruling.key,
                values[order.pk],
                names[order.recipient_id],
                names.get(order.holder_id) if order.holder_id else None,
                order.decision_id is not None,
                order.ask_due_at is not None,
            ]
            for order in orders
        ],
        "people": sorted(map(repr, names.values())),
        "lines": list(
            OrderLine.objects.order_by("order__number", "position").values_list(
                "order__number", "position", "name", "sku", "quantity", "price_minor"
            )
        ),
        "decisions": list(
            Decision.objects.order_by("order__number", "no").values_list(
                "order__number", "no", "level", "subject", "cause", "state_then"
            )
        ),
    }


def _columns(order: Order) -> Iterator[Any]:
    left_out = {"id", "recipient", "holder", "sealed", "ruling", "row_digest"}
    left_out |= {"holder_since_at", "received_at", "updated_at", "batch_id"}
    left_out |= {"decision_id", "ask_due_at", "stage_at"}
    for field in order._meta.concrete_fields:
        if field.name not in left_out:
            yield getattr(order, field.attname)
