"""Handing a message to whoever carries it."""

import logging
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


class NotDelivered(Exception):
    """The sender could not take the message; it is tried again later."""


class Sender(Protocol):
    """Takes one message; raises NotDelivered when it could not.

    `key` is the same at every attempt, so that a provider can drop a repeat.
    """

    def send(self, *, to: str, text: str, key: str) -> None: ...


class OutboxOnly:
    """Sends nothing: staff read the message on the outbox page and pass it on."""

    def send(self, *, to: str, text: str, key: str) -> None:
        logger.debug("message %s waits on the outbox page", key)


def sender() -> Sender:
    """The sender that MESSAGE_SENDER names."""
    chosen: Sender = import_string(settings.MESSAGE_SENDER)()
    return chosen
