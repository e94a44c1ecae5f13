"""Messages that wait to leave, or left: the outbox."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from clearance.keys.fields import SealedField
from clearance.lib.constraints import one_of
from clearance.lib.uuid7 import uuid7
from clearance.messaging.enums import MessageKind, MessageState


class Message(models.Model):
    """One message to one person; address and text are sealed under the person's key.

    Posted in the transaction that makes it necessary, delivered at least once.
    `person` is the subject of that data key; `about` names the row it speaks of.
    """

    LABEL = "clearance.message"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("message"), max_length=14, choices=MessageKind)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES
    )
    person = models.UUIDField(_("person"))
    about_type = models.CharField(_("about"), max_length=40)
    about_id = models.UUIDField(_("about row"))
    sealed = SealedField(null=True)
    template_version = models.PositiveSmallIntegerField(
        _("template version"), default=1
    )
    state = models.CharField(
        _("state"), max_length=9, choices=MessageState, default=MessageState.QUEUED
    )
    idempotency_key = models.CharField(max_length=100, unique=True, editable=False)
    posted_at = models.DateTimeField(_("posted"))
    due_at = models.DateTimeField(_("due"))
    leased_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("left"), null=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("outbox")
        constraints: ClassVar = [
            one_of("kind", MessageKind),
            one_of("state", MessageState),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=Q(state=MessageState.QUEUED),
                name="message_waiting",
            ),
            models.Index(fields=["about_id"], name="message_about"),
        ]

    def __str__(self) -> str:
        posted = date_format(localtime(self.posted_at), "SHORT_DATETIME_FORMAT")
        return f"{self.get_kind_display()} · {posted}"
