"""Automatic checks: what a program looked for in a document, and what it found."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clearance.identity.enums import CheckCode, CheckOutcome, CheckState
from clearance.identity.models.images import IdImage
from clearance.identity.models.records import IdRecord
from clearance.keys.fields import SealedField
from clearance.lib.constraints import one_of, only_one
from clearance.lib.uuid7 import uuid7


class AutoCheck(models.Model):
    """One check of one photo, or of the whole document: planned, then done.

    `value` and `threshold` are figures whose unit belongs to the check; `detail` says
    in a code why it failed or could not run. Nothing personal stands open here:
    `sealed` holds what a picture looks like, under the record's own data key.
    """

    LABEL = "clearance.autocheck"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    record = models.ForeignKey(
        IdRecord,
        on_delete=models.CASCADE,
        related_name="checks",
        verbose_name=_("ID record"),
    )
    image = models.ForeignKey(
        IdImage,
        null=True,
        on_delete=models.CASCADE,
        related_name="checks",
        verbose_name=_("image"),
    )
    code = models.CharField(_("check"), max_length=16, choices=CheckCode)
    version = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(
        _("state"), max_length=7, choices=CheckState, default=CheckState.PLANNED
    )
    outcome = models.CharField(
        _("outcome"), max_length=13, choices=CheckOutcome, blank=True
    )
    detail = models.CharField(_("detail"), max_length=24, blank=True)
    value = models.IntegerField(_("value"), null=True)
    threshold = models.IntegerField(_("threshold"), null=True)
    sealed = SealedField(null=True)
    planned_at = models.DateTimeField(_("planned"))
    leased_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    done_at = models.DateTimeField(_("done"), null=True)

    class Meta:
        verbose_name = _("automatic check")
        verbose_name_plural = _("automatic checks")
        constraints: ClassVar = [
            one_of("code", CheckCode),
            one_of("state", CheckState),
            one_of("outcome", CheckOutcome, blank=True),
            only_one(
                "image",
                "code",
                when=Q(image__isnull=False),
                name="autocheck_one_per_image",
                message=_("This photo has this check already."),
            ),
            only_one(
                "record",
                "code",
                when=Q(image__isnull=True),
                name="autocheck_one_per_record",
                message=_("This document has this check already."),
            ),
            models.CheckConstraint(
                condition=Q(state=CheckState.PLANNED, outcome="", done_at__isnull=True)
                | (Q(state=CheckState.DONE, done_at__isnull=False) & ~Q(outcome="")),
                name="autocheck_done_with_an_outcome",
                violation_error_message=_("A check is done when it has an outcome."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome=CheckOutcome.COULD_NOT_RUN) | ~Q(detail=""),
                name="autocheck_says_why_it_did_not_run",
                violation_error_message=_("A check that could not run says why."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["planned_at", "id"],
                condition=Q(state=CheckState.PLANNED),
                name="autocheck_to_do",
            ),
            models.Index(
                fields=["-planned_at", "-id"],
                condition=Q(code=CheckCode.SAME_PICTURE, sealed__isnull=False),
                name="autocheck_latest_looks",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.pk}"
