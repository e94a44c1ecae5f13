"""What changes orders: rulings, decisions, overrides, stages, the orderer's number."""

from clearance.orders.services.at_once import Due, asks_nobody, keep_at_once
from clearance.orders.services.deciding import settle
from clearance.orders.services.keeping import (
    DecidedAs,
    decision_on,
    draft_decision,
    keep_decision,
    keep_decisions,
    keep_settled,
    seal_reasons,
)
from clearance.orders.services.numbers import set_number
from clearance.orders.services.overrides import (
    answer_override,
    check_answer,
    demand_open,
    propose_override,
)
from clearance.orders.services.publishing import (
    answer_alike,
    decide_after_carrier,
    lift_stop,
    publish_rule,
    set_stop,
)
from clearance.orders.services.rehearsals import (
    ask_rehearsal,
    drive_rehearsal_ends,
    drop_draft,
    find_flips,
    finish_rehearsal,
    latest_of,
    may_publish,
    serves,
)
from clearance.orders.services.rulings import Rulings
from clearance.orders.services.stages import move_stage

__all__ = [
    "DecidedAs",
    "Due",
    "Rulings",
    "answer_alike",
    "answer_override",
    "ask_rehearsal",
    "asks_nobody",
    "check_answer",
    "decide_after_carrier",
    "decision_on",
    "demand_open",
    "draft_decision",
    "drive_rehearsal_ends",
    "drop_draft",
    "find_flips",
    "finish_rehearsal",
    "keep_at_once",
    "keep_decision",
    "keep_decisions",
    "keep_settled",
    "latest_of",
    "lift_stop",
    "may_publish",
    "move_stage",
    "propose_override",
    "publish_rule",
    "seal_reasons",
    "serves",
    "set_number",
    "set_stop",
    "settle",
]
