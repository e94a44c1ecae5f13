"""The links that documents come through."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clearance.identity.enums import LinkEnd, LinkPurpose
from clearance.identity.models.records import IdRecord
from clearance.lib.constraints import one_of, only_one
from clearance.lib.uuid7 import uuid7
from clearance.orders.models import Order


class UploadLink(models.Model):
    """A link opened on a phone: 128 random bits, kept only as a keyed digest."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(
        Order, on_delete=models.CASCADE, related_name="links", verbose_name=_("order")
    )
    purpose = models.CharField(_("asks for"), max_length=6, choices=LinkPurpose)
    record = models.ForeignKey(
        IdRecord,
        null=True,
        on_delete=models.SET_NULL,
        related_name="links",
        verbose_name=_("ID record"),
    )
    token_digest = models.BinaryField(max_length=32, unique=True, editable=False)
    created_at = models.DateTimeField(_("made"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("made by"),
    )
    expires_at = models.DateTimeField(_("valid until"))
    opened_at = models.DateTimeField(_("opened"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_because = models.CharField(
        _("ended because"), max_length=10, choices=LinkEnd, blank=True
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("ended by"),
    )
    resend_after = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("upload link")
        verbose_name_plural = _("upload links")
        permissions: ClassVar = [("send_link", "Can send or revoke upload links")]
        constraints: ClassVar = [
            one_of("purpose", LinkPurpose),
            one_of("ended_because", LinkEnd, blank=True),
            only_one(
                "order",
                when=Q(ended_at__isnull=True),
                name="uploadlink_one_live_per_order",
                message=_("This order has a live link."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_because="")
                | (Q(ended_at__isnull=False) & ~Q(ended_because="")),
                name="uploadlink_ends_for_a_reason",
                violation_error_message=_("A link ends for a reason."),
            ),
        ]

    def __str__(self) -> str:
        made = date_format(localtime(self.created_at), "SHORT_DATETIME_FORMAT")
        return gettext("Upload link of %(made)s") % {"made": made}
