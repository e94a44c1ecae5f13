"""Handing a message to whoever carries it."""

import logging
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from clearance.messaging.enums import MessageChannel, Trouble

logger = logging.getLogger(__name__)

MAILER = "clearance.messaging.delivery.mail.Mailer"


class NotDelivered(Exception):
    """The carrier could not take the message now; it is tried again later."""

    def __init__(self, trouble: Trouble = Trouble.DOWN) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble

    @property
    def for_all(self) -> bool:
        """Whether the carrier would not take anybody else's message either."""
        return self.trouble in {Trouble.DOWN, Trouble.BUSY, Trouble.ACCOUNT}


class Refused(Exception):
    """The carrier will never take this message: no use in trying again."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class Sender(Protocol):
    """Takes one message; raises NotDelivered when it could not, Refused if never.

    `key` is the same at every attempt, so that a provider can drop a repeat. The text
    of an e-mail begins with its subject and a blank line.
    """

    def send(self, *, to: str, text: str, key: str) -> None: ...


class OutboxOnly:
    """Sends nothing: staff read the message on the outbox page and pass it on."""

    def send(self, *, to: str, text: str, key: str) -> None:
        logger.debug("message %s waits on the outbox page", key)


def senders() -> dict[str, Sender]:
    """Who carries each kind of message: MESSAGE_SENDER the short ones."""
    paths = {MessageChannel.SMS: settings.MESSAGE_SENDER, MessageChannel.EMAIL: MAILER}
    return {channel.value: import_string(path)() for channel, path in paths.items()}
