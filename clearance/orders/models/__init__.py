"""Orders, their lines, the frozen decisions about them, and trials of policy."""

from clearance.orders.models.decisions import Decision, Override
from clearance.orders.models.orders import OPEN, Order, OrderLine
from clearance.orders.models.policy import DecidingRound, Rehearsal, RehearsedFlip
from clearance.orders.models.rulings import Ruling

__all__ = [
    "OPEN",
    "DecidingRound",
    "Decision",
    "Order",
    "OrderLine",
    "Override",
    "Rehearsal",
    "RehearsedFlip",
    "Ruling",
]
