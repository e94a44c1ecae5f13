"""A person whose parcels come through customs: one row each."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clearance.keys.fields import SealedField
from clearance.lib.constraints import one_of
from clearance.lib.uuid7 import uuid7
from clearance.recipients.enums import PersonState


class Recipient(models.Model):
    """A natural person named on parcels, as recipient or as orderer.

    Matched by a keyed digest of normalised name and phone; never by name alone.
    `sealed` packs name and phone under the person's data key.
    """

    LABEL = "clearance.recipient"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField(_("reference"), max_length=12, unique=True)
    state = models.CharField(
        _("state"), max_length=10, choices=PersonState, default=PersonState.ACTIVE
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="joined",
        verbose_name=_("joined with"),
    )
    sealed = SealedField(null=True)
    match_digest = models.BinaryField(
        _("match digest"), max_length=32, null=True, editable=False
    )
    phone_digest = models.BinaryField(
        _("phone digest"), max_length=32, null=True, editable=False
    )
    created_at = models.DateTimeField(_("first seen"))

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        permissions: ClassVar = [
            ("reveal_recipient", "Can see a person's data, with a reason"),
            ("merge_recipient", "Can join two rows of one person"),
        ]
        constraints: ClassVar = [
            one_of("state", PersonState),
            models.UniqueConstraint(
                fields=["match_digest"],
                name="recipient_one_row_per_name_and_phone",
                violation_error_message=_("This person is on record already."),
            ),
            models.CheckConstraint(
                condition=Q(state=PersonState.MERGED, merged_into__isnull=False)
                | (~Q(state=PersonState.MERGED) & Q(merged_into__isnull=True)),
                name="recipient_merged_names_the_other",
                violation_error_message=_("A joined row names the row it went into."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["phone_digest"], name="recipient_by_phone"),
        ]

    def __str__(self) -> str:
        return self.reference
