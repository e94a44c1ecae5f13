"""Emergency stops of the rules: two people set them, two lift them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clearance.accounts.enums import Platform
from clearance.channels.enums import StopState
from clearance.lib.constraints import both_or_neither, one_of, only_one


class PolicyStop(models.Model):
    """An emergency stop: while it stands, every order it covers needs a decision.

    It beats every rule. One person proposes it and another confirms; it is lifted
    the same way. Empty platform or channel: all of them.
    """

    platform = models.CharField(
        _("platform"), max_length=12, choices=Platform, blank=True
    )
    channel = models.CharField(_("channel"), max_length=20, blank=True)
    reason = models.TextField(_("reason"))
    state = models.CharField(
        _("state"), max_length=8, choices=StopState, default=StopState.PROPOSED
    )
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
    lift_reason = models.TextField(_("reason to lift it"), blank=True)
    lift_proposed_at = models.DateTimeField(_("lifting proposed"), null=True)
    lift_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("lifting proposed by"),
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("lifted by"),
    )

    class Meta:
        verbose_name = _("stop")
        verbose_name_plural = _("stops")
        constraints: ClassVar = [
            one_of("platform", Platform, blank=True),
            one_of("state", StopState),
            both_or_neither("answered_at", "answered_by"),
            both_or_neither("lift_proposed_at", "lift_proposed_by"),
            both_or_neither("lifted_at", "lifted_by"),
            only_one(
                "platform",
                "channel",
                when=Q(state__in=[StopState.PROPOSED, StopState.STANDING]),
                name="policystop_one_per_platform_and_channel",
                message=_("There is a stop for this platform and channel already."),
            ),
            models.CheckConstraint(
                condition=Q(state=StopState.REFUSED)
                | Q(answered_by__isnull=True)
                | ~Q(answered_by=F("proposed_by")),
                name="policystop_confirmed_by_another",
                violation_error_message=_("Someone else must confirm this stop."),
            ),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True)
                | ~Q(lifted_by=F("lift_proposed_by")),
                name="policystop_lifted_by_another",
                violation_error_message=_("Someone else must confirm the lifting."),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """How receipts name it."""
        return f"STOP-{self.pk}"
