"""Drafts of rules as the tests of policy write them."""

from datetime import timedelta
from typing import Any

from clearance.channels.models import IdRequirementRule
from clearance.channels.services import save_draft
from clearance.lib.workdays import today
from tests.factories import NOW, make_staff

DAY = today(NOW)
TOMORROW = DAY + timedelta(days=1)
ASKED = {
    "level": "IMAGES",
    "subject": "RECIPIENT",
    "sides": ["PORTRAIT", "EMBLEM"],
    "document_types": ["RESIDENT_ID", "PASSPORT"],
}


def author():
    """The one who writes drafts."""
    return make_staff("policy", username="author")


def publisher():
    """Another who may publish them."""
    return make_staff("policy", username="publisher")


def draft_of(**fields: Any) -> IdRequirementRule:
    """A draft for bonded goods declared as personal articles; not saved."""
    kept = {
        "code": "OWN",
        "destination": "CN",
        "channel": "direct_mail",
        "clearance_mode": "1210",
        "level": "NUMBER_ONLY",
        "subject": "ORDERER",
        "because": "The declaration names the orderer.",
        "source_note": "A letter of the broker.",
        "starts_on": DAY,
    }
    return IdRequirementRule(**kept | fields)


def saved_draft(**fields: Any) -> IdRequirementRule:
    """The same, saved by its author."""
    return save_draft(draft_of(**fields), by=author(), now=NOW)
