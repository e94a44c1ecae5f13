"""Real-name checks: whether name and number belong together, asked of a provider."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clearance.identity.enums import RealNameOutcome, RealNameReason, RealNameState
from clearance.identity.models.records import IdRecord
from clearance.lib.constraints import one_of, only_one
from clearance.lib.uuid7 import uuid7
from clearance.orders.models import Order

SAID = (
    RealNameOutcome.SAME,
    RealNameOutcome.DIFFERENT,
    RealNameOutcome.NOT_FOUND,
)
"""What a provider said; that a check could not run says nothing about anybody."""


class RealNameCheck(models.Model):
    """The check of one document at review, or of one order's orderer (T1).

    A row is work: it waits, is leased, asked, and done. `key` names one question at the
    provider, at every attempt; `asked_at` is when it was first asked, and paid for.
    `digest` is the keyed digest of the question, by which an answer is found again;
    `facts_at` says how the order was when it was looked at. Neither name nor number
    stands here.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    record = models.ForeignKey(
        IdRecord,
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        verbose_name=_("ID record"),
    )
    order = models.ForeignKey(
        Order,
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        verbose_name=_("order"),
    )
    state = models.CharField(
        _("state"), max_length=7, choices=RealNameState, default=RealNameState.WAITING
    )
    outcome = models.CharField(
        _("outcome"), max_length=13, choices=RealNameOutcome, blank=True, default=""
    )
    reason = models.CharField(
        _("why it could not run"),
        max_length=13,
        choices=RealNameReason,
        blank=True,
        default="",
    )
    provider = models.CharField(_("asked of"), max_length=60, blank=True, default="")
    is_reused = models.BooleanField(_("an answer given before"), default=False)
    digest = models.BinaryField(max_length=32, null=True, editable=False)
    facts_at = models.DateTimeField(null=True, editable=False)
    key = models.UUIDField(default=uuid7, editable=False)
    planned_at = models.DateTimeField(_("planned"))
    due_at = models.DateTimeField(_("due"))
    leased_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    asked_at = models.DateTimeField(_("first asked"), null=True)
    checked_at = models.DateTimeField(_("checked"), null=True)

    class Meta:
        verbose_name = _("real-name check")
        verbose_name_plural = _("real-name checks")
        constraints: ClassVar = [
            one_of("state", RealNameState),
            one_of("outcome", RealNameOutcome, blank=True),
            one_of("reason", RealNameReason, blank=True),
            only_one(
                "record",
                when=Q(record__isnull=False),
                name="realnamecheck_one_per_record",
                message=_("This document has this check already."),
            ),
            only_one(
                "order",
                when=Q(order__isnull=False),
                name="realnamecheck_one_per_order",
                message=_("This order has this check already."),
            ),
            models.CheckConstraint(
                condition=Q(record__isnull=True, order__isnull=False)
                | Q(record__isnull=False, order__isnull=True),
                name="realnamecheck_about_one",
                violation_error_message=_("A check is of a document or of an order."),
            ),
            models.CheckConstraint(
                condition=Q(state=RealNameState.WAITING) | ~Q(outcome=""),
                name="realnamecheck_done_with_an_outcome",
                violation_error_message=_("A check is done when it has an outcome."),
            ),
            models.CheckConstraint(
                condition=Q(outcome=RealNameOutcome.COULD_NOT_RUN) & ~Q(reason="")
                | ~Q(outcome=RealNameOutcome.COULD_NOT_RUN) & Q(reason=""),
                name="realnamecheck_says_why_it_did_not_run",
                violation_error_message=_("A check that could not run says why."),
            ),
            models.CheckConstraint(
                condition=Q(outcome="", checked_at__isnull=True)
                | ~Q(outcome="") & Q(checked_at__isnull=False),
                name="realnamecheck_outcome_with_its_time",
                violation_error_message=_("An outcome and its time belong together."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state=RealNameState.WAITING),
                name="realnamecheck_to_do",
            ),
            models.Index(
                fields=["digest"],
                condition=Q(digest__isnull=False),
                name="realnamecheck_answers",
            ),
            models.Index(
                fields=["checked_at"],
                condition=Q(digest__isnull=False),
                name="realnamecheck_by_age",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"


class RealNameBudget(models.Model):
    """One row: how often a day a provider may be asked, how long an answer serves.

    `asked` counts the questions of the day `counted_on`, in Shanghai.
    """

    LONGEST = 30
    """Days after which no answer serves any more: its digest is forgotten then."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    per_day = models.PositiveIntegerField(_("checks a day, at most"), default=2000)
    good_for_days = models.PositiveSmallIntegerField(
        _("days an answer serves"), default=LONGEST
    )
    counted_on = models.DateField(_("day"), null=True, editable=False)
    asked = models.PositiveIntegerField(_("asked on it"), default=0, editable=False)

    class Meta:
        verbose_name = _("budget of real-name checks")
        verbose_name_plural = _("budget of real-name checks")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(id=1),
                name="realnamebudget_is_one",
                violation_error_message=_("There is one such budget."),
            ),
            models.CheckConstraint(
                condition=Q(good_for_days__lte=30),
                name="realnamebudget_within_retention",
                violation_error_message=_("An answer serves 30 days at most."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.per_day} a day"
