"""ID records, their images, the links they come through, reasons to send back."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from clearance.channels.enums import DocumentType, Side
from clearance.identity.enums import (
    ImageState,
    LinkEnd,
    LinkPurpose,
    ReceivedBy,
    RecordSource,
    RecordState,
)
from clearance.keys.fields import SealedField
from clearance.lib.constraints import both_or_neither, one_of, only_one
from clearance.lib.uuid7 import uuid7
from clearance.orders.models import Order
from clearance.recipients.models import Recipient


class RejectionReason(models.Model):
    """Why a document is sent back: a label for staff, a sentence for the person."""

    code = models.CharField(_("code"), max_length=12, unique=True)
    key = models.CharField(pgettext_lazy("keyboard", "key"), max_length=1, blank=True)
    label = models.CharField(_("staff label"), max_length=80)
    label_zh = models.CharField(_("staff label in Chinese"), max_length=80, blank=True)
    text = models.TextField(_("text for the person"))
    text_zh = models.TextField(_("text in Chinese"), blank=True)
    text_ru = models.TextField(_("text in Russian"), blank=True)
    may_be_final = models.BooleanField(
        _("a supervisor may make it final"), default=False
    )
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("rejection reason")
        verbose_name_plural = _("rejection reasons")

    def __str__(self) -> str:
        chinese = (get_language() or "").startswith("zh")
        return (chinese and self.label_zh) or self.label

    def text_in(self, language: str) -> str:
        """The sentence the person reads, in their language."""
        translated = {"zh": self.text_zh, "ru": self.text_ru}.get(language[:2], "")
        return translated or self.text


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
