"""Kinds of messages and how far they got."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MessageKind(TextChoices):
    REQUEST_IMAGES = "REQUEST_IMAGES", _("Please upload")
    REQUEST_NUMBER = "REQUEST_NUMBER", _("Please give the number")
    SENT_BACK = "SENT_BACK", _("Please send again")
    ACCEPTED = "ACCEPTED", _("Approved")
    CODE = "CODE", _("Code")


class MessageState(TextChoices):
    QUEUED = "QUEUED", _("Waiting")
    SENT = "SENT", _("Sent")
    DEAD = "DEAD", _("Given up")
    CANCELLED = "CANCELLED", _("Cancelled")
