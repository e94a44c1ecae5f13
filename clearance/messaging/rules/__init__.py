"""What messages say, how long they are, when they may leave: pure."""

from clearance.messaging.rules.hours import country_of, leave_at, window
from clearance.messaging.rules.parts import BUDGET, parts_of
from clearance.messaging.rules.retrying import (
    GIVE_UP_AFTER,
    LONGEST_WAIT,
    RETRY_WITHIN,
    URGENT,
    USEFUL,
    wait_after,
)
from clearance.messaging.rules.wording import text, version

__all__ = [
    "BUDGET",
    "GIVE_UP_AFTER",
    "LONGEST_WAIT",
    "RETRY_WITHIN",
    "URGENT",
    "USEFUL",
    "country_of",
    "leave_at",
    "parts_of",
    "text",
    "version",
    "wait_after",
    "window",
]
