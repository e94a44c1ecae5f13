"""What reviewers decided, what of it is looked at again, and how they like to work."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clearance.identity.enums import Judged
from clearance.identity.models.records import IdRecord
from clearance.keys.fields import SealedField
from clearance.lib.constraints import both_or_neither, one_of, only_one
from clearance.lib.uuid7 import uuid7


class Judgement(models.Model):
    """One decision on one document, and what it changed, while it can be undone.

    `changed` holds the columns of every row it touched, before and after: ids, states
    and times, and sealed bytes as they were. It is emptied once undoing is over.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    record = models.ForeignKey(
        IdRecord,
        on_delete=models.CASCADE,
        related_name="judgements",
        verbose_name=_("ID record"),
    )
    judged = models.CharField(_("decision"), max_length=9, choices=Judged)
    reason_codes = models.CharField(_("reasons"), max_length=200, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("decided by"),
    )
    judged_at = models.DateTimeField(_("decided"))
    undo_until = models.DateTimeField(_("can be undone until"))
    undone_at = models.DateTimeField(_("undone"), null=True)
    changed = models.JSONField(default=dict, editable=False)
    is_settled = models.BooleanField(_("cannot be undone any more"), default=False)

    class Meta:
        verbose_name = _("review decision")
        verbose_name_plural = _("review decisions")
        constraints: ClassVar = [
            one_of("judged", Judged),
            only_one(
                "record",
                when=Q(undone_at__isnull=True),
                name="judgement_one_stands_per_record",
                message=_("This document was decided already."),
            ),
            models.CheckConstraint(
                condition=Q(judged=Judged.APPROVED, reason_codes="")
                | (~Q(judged=Judged.APPROVED) & ~Q(reason_codes="")),
                name="judgement_sent_back_for_a_reason",
                violation_error_message=_("Choose at least one reason."),
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(undone_at__lt=F("undo_until")),
                name="judgement_undone_in_time",
                violation_error_message=_("The minute for undoing is over."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["judged_at"], name="judgement_by_time"),
            models.Index(
                fields=["undo_until"],
                condition=Q(is_settled=False),
                name="judgement_to_settle",
            ),
        ]

    def __str__(self) -> str:
        return f"Judgement {self.pk}"


class SecondLook(models.Model):
    """A decision drawn for the sample: somebody else says whether they agree."""

    LABEL = "clearance.secondlook"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    judgement = models.OneToOneField(
        Judgement,
        on_delete=models.CASCADE,
        related_name="look",
        verbose_name=_("review decision"),
    )
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("decided by"),
    )
    drawn_at = models.DateTimeField(_("drawn"))
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("reviewer at work"),
    )
    claimed_until = models.DateTimeField(_("until"), null=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("looked at by"),
    )
    looked_at = models.DateTimeField(_("looked at"), null=True)
    agrees = models.BooleanField(_("agrees"), null=True)
    sealed = SealedField(null=True)

    class Meta:
        verbose_name = _("second look")
        verbose_name_plural = _("second looks")
        constraints: ClassVar = [
            both_or_neither("claimed_until", "claimed_by"),
            both_or_neither("looked_at", "looked_by"),
            models.CheckConstraint(
                condition=Q(looked_at__isnull=True, agrees__isnull=True)
                | Q(looked_at__isnull=False, agrees__isnull=False),
                name="secondlook_says_something",
                violation_error_message=_("Say whether you agree."),
            ),
            models.CheckConstraint(
                condition=Q(looked_by__isnull=True) | ~Q(looked_by=F("judged_by")),
                name="secondlook_by_another",
                violation_error_message=_("Someone else must look at it again."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["drawn_at", "id"],
                condition=Q(looked_at__isnull=True),
                name="secondlook_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"Second look {self.pk}"


class ReviewTerms(models.Model):
    """What supervisors set for the review; one row."""

    sample_percent = models.PositiveSmallIntegerField(
        _("share of decisions looked at again, in percent")
    )
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("set by"),
    )
    set_at = models.DateTimeField(_("set"), null=True)

    class Meta:
        verbose_name = _("terms of the review")
        verbose_name_plural = _("terms of the review")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(sample_percent__lte=100),
                name="reviewterms_share_is_a_share",
                violation_error_message=_("A share lies between 0 and 100 percent."),
            ),
            models.CheckConstraint(
                condition=Q(pk=1),
                name="reviewterms_one_row",
                violation_error_message=_("There is one row only."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sample_percent} %"


class ReviewerChoice(models.Model):
    """Whether a reviewer works with keys; without a row they are on."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("reviewer"),
    )
    keys_on = models.BooleanField(_("keys are on"), default=True)

    class Meta:
        verbose_name = _("reviewer's choice")
        verbose_name_plural = _("reviewers' choices")

    def __str__(self) -> str:
        return f"Choice {self.pk}"
