"""What changes orders: rulings, decisions, overrides, stages, the orderer's number."""

from clearance.orders.services.deciding import (
    DecidedAs,
    decision_on,
    draft_decision,
    keep_decision,
    keep_decisions,
    keep_settled,
    settle,
)
from clearance.orders.services.numbers import set_number
from clearance.orders.services.overrides import (
    answer_override,
    check_answer,
    demand_open,
    propose_override,
)
from clearance.orders.services.rulings import Rulings
from clearance.orders.services.stages import move_stage

__all__ = [
    "DecidedAs",
    "Rulings",
    "answer_override",
    "check_answer",
    "decision_on",
    "demand_open",
    "draft_decision",
    "keep_decision",
    "keep_decisions",
    "keep_settled",
    "move_stage",
    "propose_override",
    "set_number",
    "settle",
]
