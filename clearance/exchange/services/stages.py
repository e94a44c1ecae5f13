"""Stages moved by a list: forward only, order by order; a late list changes nothing."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from pathlib import Path

from django.db import transaction

from clearance.accounts.models import Merchant, User
from clearance.audit import services as audit
from clearance.exchange.listing import Listed, StageList
from clearance.exchange.queries import Told, remedy
from clearance.exchange.reading import Problem
from clearance.exchange.reading.problems import Unreadable
from clearance.exchange.services.importing import UNKNOWN_MERCHANT
from clearance.exchange.services.running import lock_orders_of
from clearance.identity.queries import standings
from clearance.identity.services.asking import end_needless
from clearance.lib.verdicts import Refusal
from clearance.lib.workdays import today
from clearance.orders.models import Order
from clearance.orders.rules import may_move

RECORDS_A_CHUNK = 500
MOVED = ["stage", "stage_at", "updated_at", "ask_due_at"]


@dataclass(slots=True)
class Moves:
    """What a list of stages did, counted by record; `refused` when by no record."""

    file_sha256: str = ""
    rows: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    errors: list[Told] = field(default_factory=list)
    refused: Told | None = None

    def reject(self, found: Problem) -> None:
        self.rejected += 1
        self.errors.append(_told(found))


def move_stages(path: Path, *, merchant: str, by: User | None, now: datetime) -> Moves:
    """Move the orders of one shop to the stages that a file lists.

    A stage that an order has passed, or has, is counted as unchanged; unknown orders
    and unreadable records are rejected, the others count. Chunk by chunk: run again,
    what was moved is unchanged. Raises Refusal for an unknown shop.
    """
    shop = Merchant.objects.filter(code=merchant).first()
    if shop is None:
        raise Refusal(UNKNOWN_MERCHANT, code="merchant_unknown")
    moves = Moves()
    with path.open("rb") as source:
        moves.file_sha256 = hashlib.file_digest(source, "sha256").hexdigest()
        try:
            for some in batched(StageList(source).records(), RECORDS_A_CHUNK):
                moves.rows += len(some)
                _move(some, shop, moves, now=now)
        except Unreadable as found:
            moves.refused = _told(found.problem)
            moves.errors.append(moves.refused)
    if moves.updated:
        _record(shop, by=by, now=now)
    return moves


@transaction.atomic
def _move(
    listed: Sequence[Listed], merchant: Merchant, moves: Moves, *, now: datetime
) -> None:
    lock_orders_of(merchant)
    numbers = {each.number for each in listed if each.number}
    rows = Order.objects.filter(merchant=merchant, number__in=numbers)
    orders = {row.number: row for row in rows.select_for_update().order_by("pk")}
    moved: dict[str, Order] = {}
    for each in listed:
        order = orders.get(each.number)
        if each.problem is not None:
            moves.reject(each.problem)
        elif order is None:
            message = remedy("order_not_found")
            moves.reject(Problem(each.row, "order_no", "order_not_found", message))
        elif not may_move(order.stage, each.stage):
            moves.unchanged += 1
        else:
            order.stage, order.stage_at = each.stage, each.at or now
            order.updated_at = now
            moved[order.number] = order
            moves.updated += 1
    _keep(list(moved.values()), now=now)


def _keep(moved: Sequence[Order], *, now: datetime) -> None:
    closed = [order for order in moved if not order.is_open]
    lines = end_needless(closed, standings(closed, today(now)), now=now)
    if moved:
        Order.objects.bulk_create(
            moved, update_conflicts=True, unique_fields=["id"], update_fields=MOVED
        )
    audit.record_many(lines)


@transaction.atomic
def _record(merchant: Merchant, *, by: User | None, now: datetime) -> None:
    audit.record(
        "order.stages_listed", about=merchant, by=by, now=now, merchant_id=merchant.pk
    )


def _told(found: Problem) -> Told:
    return Told(found.row, found.column, found.code, found.message)
