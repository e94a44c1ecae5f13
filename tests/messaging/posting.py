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
    due_at, kind = given.pop("due_at", None), given.pop("kind", "REQUEST_IMAGES")
    asked: dict[str, Any] = {
        "person": given.pop("person", None) or make_person(),
        "to": PHONE,
        "about": Message(id=uuid7()),
        "language": "en",
        "context": {"tail": "0042", "shop": "Hoshi", "link": LINK},
        "now": NOW,
    }
    message = services.post(kind, idempotency_key=key, **asked | given)
    if due_at is not None:
        Message.objects.filter(pk=message.pk).update(due_at=due_at)
    return message
