"""Codes that go to a phone on file, and prove that its owner is at the other end."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clearance.identity.enums import CodePurpose
from clearance.identity.models.links import UploadLink
from clearance.identity.models.records import IdRecord
from clearance.lib.constraints import one_of
from clearance.lib.uuid7 import uuid7


class OneTimeCode(models.Model):
    """Somebody with a link asked for a code; a row of the same kind for everybody.

    Whether there is a phone to send it to is looked up later, so that asking takes the
    same work whoever asks. The code itself is kept nowhere but in its message.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    link = models.ForeignKey(
        UploadLink,
        on_delete=models.CASCADE,
        related_name="codes",
        verbose_name=_("upload link"),
    )
    purpose = models.CharField(_("purpose"), max_length=6, choices=CodePurpose)
    record = models.ForeignKey(
        IdRecord,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("ID record"),
    )
    digest = models.BinaryField(max_length=32, null=True, editable=False)
    phone_digest = models.BinaryField(
        max_length=32, null=True, editable=False, db_index=True
    )
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    asked_at = models.DateTimeField(_("asked for"))
    looked_up_at = models.DateTimeField(_("looked up"), null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    used_at = models.DateTimeField(_("used"), null=True)

    class Meta:
        verbose_name = _("one-time code")
        verbose_name_plural = _("one-time codes")
        constraints: ClassVar = [
            one_of("purpose", CodePurpose),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(digest__isnull=False),
                name="onetimecode_used_only_when_sent",
                violation_error_message=_("Only a code that was sent can be used."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["id"],
                condition=Q(looked_up_at__isnull=True),
                name="onetimecode_to_look_up",
            ),
        ]

    def __str__(self) -> str:
        return f"Code {self.pk} ({self.purpose})"
