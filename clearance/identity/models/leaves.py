"""Leave that a person gives a shop to see what they sent through another shop."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import Merchant
from clearance.lib.uuid7 import uuid7
from clearance.orders.models import Order
from clearance.recipients.models import Recipient


class ShopLeave(models.Model):
    """One question of a shop to a person, and their answer: kept until its end.

    Until `ends_at` the person may answer, or think better of it; what they allowed
    holds no longer than that.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(
        Recipient,
        on_delete=models.CASCADE,
        related_name="shop_leaves",
        verbose_name=_("recipient"),
    )
    merchant = models.ForeignKey(
        Merchant,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("merchant"),
    )
    order = models.ForeignKey(
        Order,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("asked for order"),
    )
    token_digest = models.BinaryField(max_length=32, unique=True, editable=False)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("asked by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True)
    is_allowed = models.BooleanField(_("allowed"), default=False)
    ends_at = models.DateTimeField(_("ends"))

    class Meta:
        verbose_name = _("leave for a shop")
        verbose_name_plural = _("leave for shops")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_allowed=False) | Q(answered_at__isnull=False),
                name="shopleave_allowed_by_an_answer",
                violation_error_message=_("Leave is given by an answer."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["person", "merchant", "-asked_at"], name="shopleave_of_person"
            ),
        ]

    def __str__(self) -> str:
        return f"Leave {self.pk}"

    def is_open(self, now: datetime) -> bool:
        """Whether the shop may look because of it."""
        return self.is_allowed and now < self.ends_at
