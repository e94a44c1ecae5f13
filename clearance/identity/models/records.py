"""ID records: one document of one person, from its upload to its end."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clearance.channels.enums import DocumentType
from clearance.identity.enums import ReceivedBy, RecordSource, RecordState
from clearance.identity.models.reasons import RejectionReason
from clearance.keys.fields import SealedField
from clearance.lib.constraints import both_or_neither, one_of, only_one
from clearance.lib.uuid7 import uuid7
from clearance.orders.models import Order
from clearance.recipients.models import Recipient


class IdRecord(models.Model):
    """One uploaded identity document, kept once per person.

    While `submitted_at` is empty the person is still uploading and nobody else sees
    the record. `sealed` packs name and number under the record's own data key.
    """

    LABEL = "clearance.idrecord"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField(_("reference"), max_length=12, unique=True)
    recipient = models.ForeignKey(
        Recipient,
        on_delete=models.PROTECT,
        related_name="id_records",
        verbose_name=_("recipient"),
    )
    order = models.ForeignKey(
        Order,
        on_delete=models.PROTECT,
        related_name="id_records",
        verbose_name=_("sent for order"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=RecordState, default=RecordState.PENDING
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    document_type = models.CharField(
        _("document"), max_length=20, choices=DocumentType, blank=True
    )
    family = models.CharField(_("document family"), max_length=20, blank=True)
    sealed = SealedField(null=True)
    number_digest = models.BinaryField(max_length=32, null=True, editable=False)
    name_equal = models.BooleanField(_("same name as the order"), null=True)
    born_on = models.DateField(null=True, editable=False)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    long_term = models.BooleanField(_("valid long-term"), default=False)
    # The number itself is sealed; lists of orders ask only whether it is there.
    has_inn = models.BooleanField(_("taxpayer number (INN) given"), default=False)

    source = models.CharField(_("source"), max_length=5, choices=RecordSource)
    received_by = models.CharField(
        _("received"), max_length=7, choices=ReceivedBy, blank=True
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    consent_at = models.DateTimeField(_("consent given"), null=True)
    consent_reuse = models.BooleanField(_("may serve later orders"), default=False)
    guardian_consent = models.BooleanField(_("guardian agreed"), default=False)

    started_at = models.DateTimeField(_("upload started"))
    submitted_at = models.DateTimeField(_("sent"), null=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("reviewer at work"),
    )
    claimed_until = models.DateTimeField(_("until"), null=True)
    declined_by = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="+",
        blank=True,
        verbose_name=_('reviewers who said "not me"'),
    )
    needs_supervisor = models.BooleanField(_("for a supervisor"), default=False)
    reviewed_at = models.DateTimeField(_("reviewed"), null=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    reasons = models.ManyToManyField(
        RejectionReason, related_name="+", blank=True, verbose_name=_("reasons")
    )
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("ID record")
        verbose_name_plural = _("ID records")
        permissions: ClassVar = [
            ("review_idrecord", "Can approve or send back an ID"),
            ("supervise_review", "Can decide what reviewers escalate"),
            ("record_idrecord", "Can record a document received otherwise"),
        ]
        constraints: ClassVar = [
            only_one(
                "recipient",
                "family",
                when=Q(state=RecordState.ACCEPTED),
                name="idrecord_one_accepted_per_family",
                message=_("This person has an approved document of this kind."),
            ),
            one_of("state", RecordState),
            one_of("source", RecordSource),
            one_of("received_by", ReceivedBy, blank=True),
            one_of("document_type", DocumentType, blank=True),
            both_or_neither("reviewed_at", "reviewed_by"),
            both_or_neither("claimed_until", "claimed_by"),
            models.CheckConstraint(
                condition=Q(state__in=[RecordState.PENDING, RecordState.ERASED])
                | Q(submitted_at__isnull=False),
                name="idrecord_judged_only_once_sent",
                violation_error_message=_("This upload is not complete yet."),
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True)
                | Q(entered_by__isnull=True)
                | ~Q(reviewed_by=models.F("entered_by")),
                name="idrecord_reviewed_by_another",
                violation_error_message=_("Someone else must review this document."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["submitted_at", "id"],
                condition=Q(state=RecordState.PENDING, submitted_at__isnull=False),
                name="idrecord_awaiting_review",
            ),
            models.Index(fields=["number_digest"], name="idrecord_by_number"),
            models.Index(
                fields=["started_at"],
                condition=Q(submitted_at__isnull=True),
                name="idrecord_drafts",
            ),
            models.Index(
                fields=["valid_until"],
                condition=Q(state=RecordState.ACCEPTED, valid_until__isnull=False),
                name="idrecord_running_out",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
