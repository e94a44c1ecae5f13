"""The frozen decisions about orders, and proposals to decide otherwise."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clearance.channels.enums import Level, Subject
from clearance.keys.fields import SealedField
from clearance.lib.constraints import both_or_neither, one_of, only_one
from clearance.lib.guards import guard
from clearance.lib.uuid7 import uuid7
from clearance.orders.enums import (
    DecisionCause,
    NumberState,
    OverrideState,
    UploadState,
)
from clearance.orders.models.orders import Order
from clearance.orders.models.rulings import Ruling


class Decision(models.Model):
    """A frozen answer to "does this order need an ID?"; a new one never rewrites it.

    `ruling` is what the rules said; level and subject are what was decided, by the
    rules or by a person, whose reason is in `sealed` under the recipient's key.
    """

    LABEL = "clearance.decision"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(
        Order,
        on_delete=models.CASCADE,
        related_name="decisions",
        db_index=False,
        verbose_name=_("order"),
    )
    no = models.PositiveIntegerField(_("number of the decision"))
    ruling = models.ForeignKey(
        Ruling,
        on_delete=models.PROTECT,
        related_name="decisions",
        verbose_name=_("ruling"),
    )
    level = models.CharField(_("level"), max_length=11, choices=Level)
    subject = models.CharField(_("of whom"), max_length=9, choices=Subject, blank=True)
    cause = models.CharField(_("decided because"), max_length=8, choices=DecisionCause)
    decided_at = models.DateTimeField(_("decided"))
    facts_at = models.DateTimeField(_("facts as of"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("decided by"),
    )
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("second person"),
    )
    sealed = SealedField(null=True)
    state_then = models.CharField(_("upload then"), max_length=10, choices=UploadState)
    number_then = models.CharField(_("number then"), max_length=10, choices=NumberState)
    record_then = models.UUIDField(_("ID record then"), null=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order", "no"],
                name="decision_numbered_within_order",
                violation_error_message=_("This decision exists already."),
            ),
            one_of("level", Level),
            one_of("subject", Subject, blank=True),
            one_of("cause", DecisionCause),
            one_of("state_then", UploadState),
            one_of("number_then", NumberState),
            models.CheckConstraint(
                condition=~Q(cause=DecisionCause.OVERRIDE)
                | Q(decided_by__isnull=False, seconded_by__isnull=False),
                name="decision_override_has_two_people",
                violation_error_message=_("An override needs two people."),
            ),
        ]

    def __str__(self) -> str:
        return f"Decision {self.no}"


class Override(models.Model):
    """A proposal to decide an order against the rules; another person confirms it."""

    LABEL = "clearance.override"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(
        Order,
        on_delete=models.CASCADE,
        related_name="overrides",
        verbose_name=_("order"),
    )
    state = models.CharField(
        _("state"),
        max_length=9,
        choices=OverrideState,
        default=OverrideState.PENDING,
    )
    level = models.CharField(_("decide as"), max_length=11, choices=Level)
    subject = models.CharField(_("of whom"), max_length=9, choices=Subject, blank=True)
    decision_id = models.UUIDField(_("decision then"), null=True, editable=False)
    sealed = SealedField(null=True)
    proposed_at = models.DateTimeField(_("proposed"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("answered by"),
    )

    class Meta:
        verbose_name = _("override")
        verbose_name_plural = _("overrides")
        constraints: ClassVar = [
            one_of("state", OverrideState),
            one_of("level", Level),
            one_of("subject", Subject, blank=True),
            both_or_neither("answered_at", "answered_by"),
            only_one(
                "order",
                when=Q(state=OverrideState.PENDING),
                name="override_one_pending_per_order",
                message=_("An override of this order is waiting already."),
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True)
                | ~Q(answered_by=models.F("proposed_by"))
                | Q(state=OverrideState.REFUSED),
                name="override_confirmed_by_another",
                violation_error_message=_("Someone else must confirm this override."),
            ),
        ]

    def __str__(self) -> str:
        return f"Override {self.pk} ({self.state})"


# Frozen: a decision never changes (its reason may be sealed anew when rows of one
# person are joined).
guard("clearance_decision", events=["UPDATE"], allow_columns=["sealed"])
