"""Rows an import makes by the thousand: bare values, and orders without a construction.

A model's constructor asks every field for its default and every relation for its
row: for an order that takes longer than to seal it.
"""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models.base import ModelState

from clearance.accounts.models import Merchant
from clearance.orders.models import Order


class LineRow(NamedTuple):
    """One item of an order, by the columns of its table."""

    order_id: UUID
    position: int
    name: str
    sku: str
    quantity: int
    price_minor: int | None
    origin: str


class DecisionRow(NamedTuple):
    """A decision that the rules took, by the columns of its table."""

    id: UUID
    order_id: UUID
    no: int
    ruling_id: int
    level: str
    subject: str
    cause: str
    decided_at: datetime
    facts_at: datetime
    state_then: str
    number_then: str
    record_then: UUID | None


class BlankOrders:
    """Orders of one shop that arrive at one moment, each begun as a copy of a blank."""

    def __init__(self, merchant: Merchant, now: datetime) -> None:
        blank = Order(
            merchant=merchant, received_at=now, updated_at=now, holder_since_at=now
        )
        self._columns = {
            field.attname: getattr(blank, field.attname)
            for field in Order._meta.concrete_fields
        }

    def begin(self, columns: dict[str, Any]) -> Order:
        """A new order with these columns; an id is among them."""
        order = Order.__new__(Order)
        order.__dict__ = {**self._columns, **columns, "_state": ModelState()}
        return order
