"""Kinds of messages and how far they got."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MessageKind(TextChoices):
    REQUEST_IMAGES = "REQUEST_IMAGES", _("Please upload")
    REQUEST_NUMBER = "REQUEST_NUMBER", _("Please give the number")
    SENT_BACK = "SENT_BACK", _("Please send again")
    ACCEPTED = "ACCEPTED", _("Approved")
    CODE = "CODE", pgettext_lazy("message", "Code")


class MessageState(TextChoices):
    QUEUED = "QUEUED", _("Waiting")
    SENT = "SENT", pgettext_lazy("message", "Sent")
    DEAD = "DEAD", _("Given up")
    CANCELLED = "CANCELLED", _("Cancelled")
