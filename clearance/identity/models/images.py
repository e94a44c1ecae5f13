"""The photos of a record, and leave to look at them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clearance.channels.enums import Side
from clearance.identity.enums import ImageState
from clearance.identity.models.records import IdRecord
from clearance.lib.constraints import one_of, only_one
from clearance.lib.uuid7 import uuid7
from clearance.orders.models import Order


class IdImage(models.Model):
    """One side of a document: a sealed object in the vault, named by this row's id."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    record = models.ForeignKey(
        IdRecord,
        on_delete=models.PROTECT,
        related_name="images",
        verbose_name=_("ID record"),
    )
    side = models.CharField(_("side"), max_length=8, choices=Side)
    state = models.CharField(
        _("state"), max_length=7, choices=ImageState, default=ImageState.INTENT
    )
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    size = models.PositiveIntegerField(_("size"), help_text=_("bytes, before sealing"))
    digest = models.BinaryField(max_length=32, null=True, editable=False)
    is_grey = models.BooleanField(_("without colour"), default=False)
    signs_of_editing = models.BooleanField(_("signs of editing"), default=False)
    received_at = models.DateTimeField(_("received"))

    class Meta:
        verbose_name = _("ID image")
        verbose_name_plural = _("ID images")
        constraints: ClassVar = [
            one_of("side", Side),
            one_of("state", ImageState),
            only_one(
                "record",
                "side",
                when=Q(state=ImageState.ACTIVE),
                name="idimage_one_active_per_side",
                message=_("This side has a photo already."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["digest"], name="idimage_by_picture"),
        ]

    def __str__(self) -> str:
        return f"Image {self.pk} ({self.side})"


class PhotoLease(models.Model):
    """Leave to look at one image for a short while; its id is the image's only URL."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    image = models.ForeignKey(
        IdImage,
        on_delete=models.CASCADE,
        related_name="leases",
        verbose_name=_("image"),
    )
    viewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("viewer"),
    )
    order = models.ForeignKey(
        Order,
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("order"),
    )
    given_at = models.DateTimeField(_("given"))
    until = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("viewing lease")
        verbose_name_plural = _("viewing leases")

    def __str__(self) -> str:
        return f"Lease {self.pk}"
