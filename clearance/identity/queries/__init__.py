"""Where orders stand, for one order, a page, or a list; and why."""

from clearance.identity.queries.conditions import (
    asking_images,
    awaiting,
    covered,
    in_review,
    ready_to_ship,
    sent_back,
    upload_state,
)
from clearance.identity.queries.receipts import (
    Fact,
    Receipt,
    receipt,
    receipt_and_decisions,
)
from clearance.identity.queries.standings import (
    Standing,
    needs_of,
    records_of,
    sent_by,
    standing,
    standings,
)

__all__ = [
    "Fact",
    "Receipt",
    "Standing",
    "asking_images",
    "awaiting",
    "covered",
    "in_review",
    "needs_of",
    "ready_to_ship",
    "receipt",
    "receipt_and_decisions",
    "records_of",
    "sent_back",
    "sent_by",
    "standing",
    "standings",
    "upload_state",
]
