"""Trying a draft rule on stored orders, and deciding open orders again afterwards."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clearance.channels.enums import Level, Subject
from clearance.channels.models import IdRequirementRule, PolicyStop
from clearance.lib.constraints import one_of, only_one
from clearance.lib.uuid7 import uuid7
from clearance.orders.enums import JobState, RoundCause
from clearance.orders.models.rulings import Ruling


class Rehearsal(models.Model):
    """What a draft would do to the stored orders: which flip, and how.

    `digest` is the draft's at that moment: what was rehearsed may be published, and
    nothing else. `kinds` describes the ways orders flip, in the order of
    `RehearsedFlip.kind`; `counts` says what follows for people.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rule = models.ForeignKey(
        IdRequirementRule,
        on_delete=models.CASCADE,
        related_name="rehearsals",
        verbose_name=_("rule"),
    )
    digest = models.CharField(_("digest of the draft"), max_length=64)
    state = models.CharField(
        _("state"), max_length=7, choices=JobState, default=JobState.WAITING
    )
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("asked by"),
    )
    data_at = models.DateTimeField(_("orders as of"), null=True)
    done_at = models.DateTimeField(_("done"), null=True)
    kinds = models.JSONField(_("ways orders flip"), default=list)
    counts = models.JSONField(_("what follows"), default=dict)

    class Meta:
        verbose_name = _("rehearsal")
        verbose_name_plural = _("rehearsals")
        constraints: ClassVar = [
            one_of("state", JobState),
            only_one(
                "rule",
                when=~Q(state=JobState.DONE),
                name="rehearsal_one_at_a_time_per_rule",
                message=_("A rehearsal of this draft is running already."),
            ),
        ]

    def __str__(self) -> str:
        return f"Rehearsal {self.pk}"


class RehearsedFlip(models.Model):
    """One stored order that a draft would decide otherwise. Narrow: there are many.

    `kind` is the place in `Rehearsal.kinds` of what it says now and would say then.
    """

    pk = models.CompositePrimaryKey("rehearsal_id", "kind", "order_id")
    rehearsal_id = models.UUIDField(_("rehearsal"))
    kind = models.PositiveSmallIntegerField(_("kind"))
    order_id = models.UUIDField(_("order"))

    class Meta:
        verbose_name = _("rehearsed flip")
        verbose_name_plural = _("rehearsed flips")

    def __str__(self) -> str:
        return f"Flip of {self.order_id}"


class DecidingRound(models.Model):
    """Open orders to be decided again: a rule began or ended, a stop, one answer.

    Nobody keeps a list of them: an order is due while what the rules say of it differs
    from what its ruling says, so a round that was killed simply goes on. For `ALIKE` it
    is due while it stands undecided on `ruling`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cause = models.CharField(_("because"), max_length=10, choices=RoundCause)
    state = models.CharField(
        _("state"), max_length=7, choices=JobState, default=JobState.WAITING
    )
    due_on = models.DateField(_("due"))
    rule = models.ForeignKey(
        IdRequirementRule,
        null=True,
        on_delete=models.PROTECT,
        related_name="rounds",
        verbose_name=_("rule"),
    )
    stop = models.ForeignKey(
        PolicyStop,
        null=True,
        on_delete=models.PROTECT,
        related_name="rounds",
        verbose_name=_("stop"),
    )
    ruling = models.ForeignKey(
        Ruling,
        null=True,
        on_delete=models.PROTECT,
        related_name="rounds",
        verbose_name=_("orders alike"),
    )
    level = models.CharField(_("answer"), max_length=11, choices=Level, blank=True)
    subject = models.CharField(_("of whom"), max_length=9, choices=Subject, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("asked by"),
    )
    started_at = models.DateTimeField(_("started"), null=True)
    done_at = models.DateTimeField(_("done"), null=True)
    checked = models.PositiveIntegerField(_("orders looked at"), default=0)
    decided = models.PositiveIntegerField(_("orders decided again"), default=0)

    class Meta:
        verbose_name = _("round of deciding")
        verbose_name_plural = _("rounds of deciding")
        constraints: ClassVar = [
            one_of("cause", RoundCause),
            one_of("state", JobState),
            one_of("level", Level, blank=True),
            one_of("subject", Subject, blank=True),
            models.CheckConstraint(
                condition=~Q(cause=RoundCause.ALIKE)
                | (Q(ruling__isnull=False) & ~Q(level="") & ~Q(reason="")),
                name="decidinground_alike_has_its_answer",
                violation_error_message=_("Say what is decided, and why."),
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(done_at__gte=F("asked_at")),
                name="decidinground_done_after_it_was_asked",
                violation_error_message=_("A round ends after it was asked for."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_on"],
                condition=~Q(state=JobState.DONE),
                name="decidinground_due",
            ),
        ]

    def __str__(self) -> str:
        return f"Round {self.pk} ({self.cause})"
