"""What changes orders: rulings, decisions, overrides, stages, the orderer's number."""

from clearance.orders.services.deciding import (
    DecidedAs,
    keep_decision,
    draft_decision,
    settle,
)
from clearance.orders.services.numbers import set_number
from clearance.orders.services.overrides import (
    answer_override,
    check_answer,
    propose_override,
)
from clearance.orders.services.rulings import Rulings
from clearance.orders.services.stages import move_stage

__all__ = [
    "DecidedAs",
    "Rulings",
    "answer_override",
    "check_answer",
    "keep_decision",
    "move_stage",
    "propose_override",
    "draft_decision",
    "set_number",
    "settle",
]
