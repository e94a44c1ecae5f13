"""Kinds of messages, how they travel, how far they got, and what kept them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MessageKind(TextChoices):
    REQUEST_IMAGES = "REQUEST_IMAGES", _("Please upload")
    REQUEST_NUMBER = "REQUEST_NUMBER", _("Please give the number")
    SENT_BACK = "SENT_BACK", _("Please send again")
    ACCEPTED = "ACCEPTED", _("Approved")
    ALLOW_SHOP = "ALLOW_SHOP", _("May a shop see it?")
    CODE = "CODE", pgettext_lazy("message", "Code")


class MessageChannel(TextChoices):
    SMS = "SMS", _("Text message")
    EMAIL = "EMAIL", _("E-mail")


class MessageState(TextChoices):
    QUEUED = "QUEUED", _("Waiting")
    SENT = "SENT", pgettext_lazy("message", "Sent")
    DEAD = "DEAD", _("Given up")
    CANCELLED = "CANCELLED", _("Cancelled")


class Trouble(TextChoices):
    """Why the last attempt failed."""

    DOWN = "DOWN", _("The carrier cannot be reached")
    BUSY = "BUSY", _("The carrier takes no more for now")
    ACCOUNT = "ACCOUNT", _("The carrier does not accept our account")
    UNCLEAR = "UNCLEAR", _("The carrier's answer was not understood")
    NUMBER = "NUMBER", _("The address does not exist")
    BLOCKED = "BLOCKED", _("The person wants no messages")
    TEXT = "TEXT", _("The carrier refuses this text")
    FAULT = "FAULT", _("A fault in this system")
    ERASED = "ERASED", _("Address and text were erased")
    LATE = "LATE", _("Too late to be of use")
