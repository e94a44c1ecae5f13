"""What people say of the upload, in codes: nobody can write about themselves here."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from clearance.identity.enums import FeedbackAnswer, Hindrance
from clearance.identity.models.links import UploadLink
from clearance.lib.constraints import one_of
from clearance.lib.uuid7 import uuid7


class UploadFeedback(models.Model):
    """One tap after the upload, once for each link."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    link = models.OneToOneField(
        UploadLink,
        on_delete=models.CASCADE,
        related_name="feedback",
        verbose_name=_("upload link"),
    )
    answer = models.CharField(_("answer"), max_length=4, choices=FeedbackAnswer)
    hindrance = models.CharField(
        _("what was hard"), max_length=8, choices=Hindrance, blank=True
    )
    given_at = models.DateTimeField(_("given"))

    class Meta:
        verbose_name = _("feedback on an upload")
        verbose_name_plural = _("feedback on uploads")
        constraints: ClassVar = [
            one_of("answer", FeedbackAnswer),
            one_of("hindrance", Hindrance, blank=True),
        ]
        indexes: ClassVar = [
            models.Index(fields=["given_at"], name="uploadfeedback_by_time"),
        ]

    def __str__(self) -> str:
        return f"Feedback {self.pk} ({self.answer})"
