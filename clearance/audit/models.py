"""The access log: who did what to which row, in an order nobody can rewrite.

Entries hold ids and codes only, never a name, number, phone, address, file name or
search term: people appear as row ids, so that erasure never touches the chain.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from clearance.audit.enums import Outcome
from clearance.lib.constraints import one_of
from clearance.lib.guards import guard


class AuditEntry(models.Model):
    """One line of the log, tied to the line before by a keyed digest.

    Written by `audit.services` alone; the database refuses any later change. There
    are no foreign keys: a line outlives the rows it speaks of.
    """

    seq = models.BigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("at"))
    actor_id = models.BigIntegerField(_("user"), null=True)
    role = models.CharField(_("role"), max_length=40, blank=True)
    session_digest = models.CharField(_("session"), max_length=64, blank=True)
    action = models.CharField(_("action"), max_length=64)
    object_type = models.CharField(_("kind of record"), max_length=64, blank=True)
    object_id = models.CharField(_("record"), max_length=64, blank=True)
    merchant_id = models.BigIntegerField(_("merchant"), null=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome)
    reason_code = models.CharField(_("reason"), max_length=120, blank=True)
    rule_version = models.CharField(_("rule version"), max_length=64, blank=True)
    request_id = models.CharField(_("request"), max_length=64, blank=True)
    key_id = models.CharField(_("key"), max_length=64)
    prev = models.BinaryField(max_length=32)
    mac = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("access log entry")
        verbose_name_plural = _("access log")
        default_permissions = ("view",)
        constraints: ClassVar = [
            one_of("outcome", Outcome),
            models.CheckConstraint(
                condition=models.Q(seq__gte=1),
                name="auditentry_numbers_start_at_one",
                violation_error_message=_("Entries are numbered from one."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                "object_type",
                "object_id",
                models.F("seq").desc(),
                name="auditentry_about",
            ),
            models.Index("actor_id", models.F("seq").desc(), name="auditentry_actor"),
            models.Index("action", "seq", name="auditentry_action"),
            models.Index(
                "merchant_id",
                models.F("seq").desc(),
                name="auditentry_merchant",
                condition=models.Q(merchant_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.outcome}"


class ChainHead(models.Model):
    """The single row that says where the log ends; writers queue on its lock.

    `anchored_seq` is the last entry for which a signed anchor lies outside the
    database: an anchor directory that then lacks it has lost something.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    mac = models.BinaryField(max_length=32)
    anchored_seq = models.BigIntegerField(default=0)
    anchored_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("end of the access log")
        verbose_name_plural = _("end of the access log")
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(id=1),
                name="chainhead_is_single",
                violation_error_message=_("The access log has one end."),
            ),
        ]

    def __str__(self) -> str:
        return f"after {self.seq}"


guard("clearance_auditentry")
guard("clearance_chainhead", events=("DELETE", "TRUNCATE"))
