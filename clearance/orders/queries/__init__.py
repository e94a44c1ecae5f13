"""Reading what is sealed in orders, what the rules look at, and orders alike."""

from clearance.orders.queries.alike import (
    KEY,
    Alike,
    Key,
    asks_of,
    bounds_of,
    by_people,
    groups_alike,
    is_by_people,
    keyed,
    those_alike,
)
from clearance.orders.queries.reading import facts_of, reasons, unseal, with_rulings

__all__ = [
    "KEY",
    "Alike",
    "Key",
    "asks_of",
    "bounds_of",
    "by_people",
    "facts_of",
    "groups_alike",
    "is_by_people",
    "keyed",
    "reasons",
    "those_alike",
    "unseal",
    "with_rulings",
]
