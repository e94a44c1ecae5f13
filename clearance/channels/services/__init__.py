"""Writing rules and putting them in force, and stopping them in an emergency."""

from clearance.channels.services.drafts import (
    check_draft,
    delete_draft,
    next_version,
    publish,
    save_draft,
)
from clearance.channels.services.stops import (
    confirm_lifting,
    confirm_stop,
    propose_lifting,
    propose_stop,
    refuse_stop,
)

__all__ = [
    "check_draft",
    "confirm_lifting",
    "confirm_stop",
    "delete_draft",
    "next_version",
    "propose_lifting",
    "propose_stop",
    "publish",
    "refuse_stop",
    "save_draft",
]
