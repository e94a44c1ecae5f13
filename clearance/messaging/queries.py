"""Reading the outbox."""

from collections.abc import Iterable
from uuid import UUID

from clearance.keys.enums import KeyPurpose
from clearance.keys.services import open_keys
from clearance.messaging.models import Message


def unseal(messages: Iterable[Message]) -> dict[UUID, dict[str, str]]:
    """Address and text of these messages, in one query; {} where they are erased."""
    rows = list(messages)
    keys = open_keys([row.person for row in rows], KeyPurpose.PERSON)
    return {
        row.pk: keys[row.person].unseal(Message.LABEL, row.pk, "sealed", row.sealed)
        if row.sealed is not None and row.person in keys
        else {}
        for row in rows
    }
