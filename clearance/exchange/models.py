"""Imports of order files: one row each, resumable, with what was wrong."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import Merchant
from clearance.exchange.enums import BatchState
from clearance.lib.constraints import one_of
from clearance.lib.uuid7 import uuid7


class ImportBatch(models.Model):
    """One order file on its way in; its bytes lie sealed in the vault until done.

    `cursor` counts the orders already committed, so that a killed import goes on
    where it stopped.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    merchant = models.ForeignKey(
        Merchant,
        on_delete=models.PROTECT,
        related_name="imports",
        verbose_name=_("merchant"),
    )
    channel = models.CharField(_("channel for all"), max_length=20, blank=True)
    all_or_nothing = models.BooleanField(_("all or nothing"), default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=BatchState, default=BatchState.CHECKING
    )
    file_digest = models.CharField(_("fingerprint of the file"), max_length=64)
    file_size = models.BigIntegerField(_("size"))
    has_object = models.BooleanField(_("file kept"), default=False)
    layout = models.CharField(_("layout"), max_length=10, blank=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    created = models.PositiveIntegerField(_("new"), default=0)
    updated = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    cursor = models.PositiveIntegerField(default=0, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        permissions: ClassVar = [
            ("import_orders", "Can import order files"),
            ("take_back_import", "Can take back an import"),
        ]
        constraints: ClassVar = [one_of("state", BatchState)]
        indexes: ClassVar = [
            models.Index(
                fields=["leased_until"],
                condition=Q(state__in=[BatchState.CHECKING, BatchState.RUNNING]),
                name="importbatch_at_work",
            ),
        ]

    def __str__(self) -> str:
        return f"Import {self.pk}"


class ImportProblem(models.Model):
    """What was wrong in one place of an order file; never the value itself."""

    batch = models.ForeignKey(
        ImportBatch,
        on_delete=models.CASCADE,
        related_name="problems",
        verbose_name=_("import"),
    )
    is_warning = models.BooleanField(_("warning"), default=False)
    row = models.PositiveIntegerField(_("row"), null=True)
    column = models.CharField(_("column"), max_length=120, blank=True)
    code = models.CharField(_("code"), max_length=24)
    kind = models.CharField(_("kind"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("problem in a file")
        verbose_name_plural = _("problems in files")

    def __str__(self) -> str:
        return f"{self.code} in row {self.row}"
