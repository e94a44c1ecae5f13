"""Data keys: one row per subject and purpose, wrapped by a key outside the database."""

from collections.abc import Iterator
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clearance.keys.enums import KeyPurpose
from clearance.lib.among import among
from clearance.lib.constraints import one_of
from clearance.lib.uuid7 import uuid7


class DataKeyQuerySet(models.QuerySet["DataKey"]):
    """Data keys, as the work of keeping them names them."""

    def of(self, subjects: list[UUID], purpose: str) -> Self:
        """The keys of these subjects for one purpose."""
        return self.filter(among("subject", subjects), purpose=purpose)

    def not_wrapped_by(self, kek_id: str) -> Self:
        """Keys that still wait for being wrapped by the key of this id."""
        return self.exclude(kek_id=kek_id)

    def wrapping_ids(self) -> Iterator[str]:
        """Each id that rows name: one probe of the index an id, however many rows."""
        last = ""
        while True:
            after = self.filter(kek_id__gt=last).order_by("kek_id")
            found = after.values_list("kek_id", flat=True).first()
            if found is None:
                return
            yield found
            last = found


class DataKey(models.Model):
    """A 256-bit key of one subject; deleting the row makes its data unreadable."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject = models.UUIDField(editable=False)
    purpose = models.CharField(max_length=8, choices=KeyPurpose, editable=False)
    kek_id = models.CharField(max_length=64, editable=False)
    wrapped = models.BinaryField(editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    rewrapped_at = models.DateTimeField(null=True, editable=False)

    objects = DataKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("data key")
        verbose_name_plural = _("data keys")
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "purpose"],
                name="datakey_one_per_subject_and_purpose",
                violation_error_message=_("This subject already has a data key."),
            ),
            one_of("purpose", KeyPurpose),
        ]
        indexes = [models.Index(fields=["kek_id"], name="datakey_by_kek")]

    def __str__(self) -> str:
        return f"Data key {self.pk} ({self.purpose})"
