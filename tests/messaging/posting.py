"""Messages to people who do not exist."""

from datetime import UTC, datetime
from typing import Any

from clearance.keys.enums import KeyPurpose
from clearance.keys.services import create_key
from clearance.lib.uuid7 import uuid7
from clearance.messaging import services
from clearance.messaging.models import Message

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PHONE = "+8613800001234"
LINK = "https://clearance.example/u/secret/"


def make_person():
    """Somebody with a data key."""
    person = uuid7()
    create_key(person, KeyPurpose.PERSON, now=NOW)
    return person


def post(key: str = "link:1", **given: Any) -> Message:
    """A message about some row, due at once unless told otherwise."""
    asked: dict[str, Any] = {
        "person": given.pop("person", None) or make_person(),
        "to": PHONE,
        "about": Message(id=uuid7()),
        "language": "en",
        "context": {"tail": "0042", "shop": "Hoshi", "link": LINK},
        "now": NOW,
    }
    return services.post("REQUEST_IMAGES", idempotency_key=key, **asked | given)
