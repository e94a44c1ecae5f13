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
from clearance.messaging.enums import (
    MessageChannel,
    MessageKind,
    MessageState,
    Trouble,
)


class Message(models.Model):
    """One message to one person; address and text are sealed under the person's key.

    Posted in the transaction that makes it necessary, delivered at least once.
    `person` is the subject of that data key; `about` names the row it speaks of. `turn`
    is its place among those to one person, `country` whose clock says when it is day.
    """

    LABEL = "clearance.message"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("message"), max_length=14, choices=MessageKind)
    channel = models.CharField(
        _("sent by"), max_length=5, choices=MessageChannel, default=MessageChannel.SMS
    )
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES
    )
    person = models.UUIDField(_("person"))
    turn = models.PositiveIntegerField(_("turn"), default=0)
    country = models.CharField(_("country"), max_length=2, blank=True, default="")
    about_type = models.CharField(_("about"), max_length=40)
    about_id = models.UUIDField(_("about row"))
    sealed = SealedField(null=True)
    template_version = models.PositiveSmallIntegerField(
        _("template version"), default=1
    )
    parts = models.PositiveSmallIntegerField(_("parts"), default=1)
    state = models.CharField(
        _("state"), max_length=9, choices=MessageState, default=MessageState.QUEUED
    )
    idempotency_key = models.CharField(max_length=100, unique=True, editable=False)
    posted_at = models.DateTimeField(_("posted"))
    due_at = models.DateTimeField(_("due"))
    leased_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    trouble = models.CharField(
        _("trouble"), max_length=7, choices=Trouble, blank=True, default=""
    )
    sent_at = models.DateTimeField(_("left"), null=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("outbox")
        permissions: ClassVar = [("retry_message", "Can send given-up messages again")]
        constraints: ClassVar = [
            one_of("kind", MessageKind),
            one_of("channel", MessageChannel),
            one_of("state", MessageState),
            one_of("trouble", Trouble, blank=True),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=Q(state=MessageState.QUEUED),
                name="message_waiting",
            ),
            models.Index(
                fields=["id"],
                condition=Q(state=MessageState.DEAD),
                name="message_dead",
            ),
            models.Index(fields=["about_id"], name="message_about"),
            models.Index(fields=["person", "turn"], name="message_turns"),
        ]

    def __str__(self) -> str:
        posted = date_format(localtime(self.posted_at), "SHORT_DATETIME_FORMAT")
        return f"{self.get_kind_display()} · {posted}"
