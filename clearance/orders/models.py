"""Orders, their lines, and the frozen decisions about them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import Merchant
from clearance.channels.enums import ClearanceMode, Level, Logistics, Subject
from clearance.channels.models import IdRequirementRule
from clearance.keys.fields import SealedField
from clearance.lib.constraints import both_or_neither, one_of, only_one
from clearance.lib.guards import guard
from clearance.lib.uuid7 import uuid7
from clearance.orders.enums import (
    OPEN_STAGES,
    DecisionCause,
    NumberState,
    OverrideState,
    Stage,
    UploadState,
)
from clearance.recipients.models import Recipient

OPEN = Q(stage__in=OPEN_STAGES)


class Ruling(models.Model):
    """What the rules in force say about one combination of facts.

    Thousands of orders share the same facts, so the receipt's long part (facts,
    rules in the order tried, the rule that matched) is kept once and never changed.
    """

    key = models.CharField(_("key"), max_length=64, unique=True)
    facts = models.JSONField(_("facts"))
    tried = models.JSONField(_("rules tried"))
    rule = models.ForeignKey(
        IdRequirementRule,
        null=True,
        on_delete=models.PROTECT,
        related_name="rulings",
        verbose_name=_("rule"),
    )
    level = models.CharField(_("level"), max_length=11, choices=Level)
    subject = models.CharField(_("of whom"), max_length=9, choices=Subject, blank=True)
    sides = models.JSONField(_("sides"), default=list)
    document_types = models.JSONField(_("accepted documents"), default=list)
    evaluator = models.PositiveSmallIntegerField(_("evaluator version"))
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("ruling")
        verbose_name_plural = _("rulings")
        constraints: ClassVar = [
            one_of("level", Level),
            one_of("subject", Subject, blank=True),
        ]

    def __str__(self) -> str:
        return f"Ruling {self.pk} ({self.level})"


class Order(models.Model):
    """One order of a shop, as the file, the merchant and customs know it.

    `sealed` packs every personal value (names, phones, address, numbers, accounts)
    under the recipient's data key. `holder` is the person whose document is asked
    for; whether they have a usable one is asked of them, never copied here.
    """

    LABEL = "clearance.order"
    SEALED = (
        "recipient_name",
        "recipient_phone",
        "recipient_address",
        "recipient_id_type",
        "recipient_id_number",
        "buyer_account",
        "orderer_name",
        "orderer_id_type",
        "orderer_id_number",
        "orderer_phone",
        "payer_name",
        "payer_account",
        "payment_no",
    )

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    merchant = models.ForeignKey(
        Merchant,
        on_delete=models.PROTECT,
        related_name="orders",
        db_index=False,
        verbose_name=_("merchant"),
    )
    number = models.CharField(_("order"), max_length=60)
    recipient = models.ForeignKey(
        Recipient,
        on_delete=models.PROTECT,
        related_name="orders",
        verbose_name=_("recipient"),
    )
    holder = models.ForeignKey(
        Recipient,
        null=True,
        on_delete=models.PROTECT,
        related_name="asked_orders",
        db_index=False,
        verbose_name=_("whose document"),
    )
    holder_since_at = models.DateTimeField(_("theirs since"))
    sealed = SealedField(null=True)

    channel = models.CharField(_("channel"), max_length=20)
    channel_assumed = models.BooleanField(_("channel assumed"), default=False)
    clearance_mode = models.CharField(
        _("clearance mode"), max_length=6, choices=ClearanceMode
    )
    mode_assumed = models.BooleanField(_("clearance mode assumed"), default=False)
    logistics = models.CharField(
        _("logistics"), max_length=8, choices=Logistics, blank=True
    )
    logistics_assumed = models.BooleanField(_("logistics assumed"), default=False)
    destination = models.CharField(_("destination"), max_length=2, default="CN")
    destination_assumed = models.BooleanField(_("destination assumed"), default=False)
    dispatch_country = models.CharField(_("sent from"), max_length=2, blank=True)
    carrier = models.CharField(_("carrier"), max_length=60, blank=True)
    waybill_no = models.CharField(_("waybill"), max_length=60, blank=True)
    parent_number = models.CharField(_("parent order"), max_length=60, blank=True)

    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    goods_value_minor = models.BigIntegerField(_("goods"), null=True)
    freight_minor = models.BigIntegerField(_("freight"), null=True)
    discount_minor = models.BigIntegerField(_("discount"), null=True)
    tax_minor = models.BigIntegerField(_("tax"), null=True)
    paid_minor = models.BigIntegerField(_("paid"), null=True)

    placed_at = models.DateTimeField(_("placed"))
    paid_at = models.DateTimeField(_("paid at"), null=True)
    stage = models.CharField(_("stage"), max_length=9, choices=Stage)
    stage_at = models.DateTimeField(_("stage known since"))
    received_at = models.DateTimeField(_("received"))
    updated_at = models.DateTimeField(_("last changed"))
    row_digest = models.BinaryField(max_length=32, null=True, editable=False)
    batch_id = models.UUIDField(_("import"), null=True, editable=False)

    # The current decision's short part, for lists and for the gate.
    level = models.CharField(_("customs ask for"), max_length=11, choices=Level)
    subject = models.CharField(_("of whom"), max_length=9, choices=Subject, blank=True)
    number_state = models.CharField(_("number"), max_length=10, choices=NumberState)
    ruling = models.ForeignKey(
        Ruling,
        null=True,
        on_delete=models.PROTECT,
        related_name="orders",
        db_index=False,
        verbose_name=_("ruling"),
    )
    decision_id = models.UUIDField(_("decision"), null=True, editable=False)
    decision_count = models.PositiveIntegerField(_("decisions"), default=0)
    ask_due_at = models.DateTimeField(_("link due"), null=True, editable=False)
    is_restricted = models.BooleanField(_("restricted"), default=False)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        permissions: ClassVar = [
            ("decide_order", "Can decide an undecided order"),
            ("override_order", "Can propose to override a decision"),
            ("confirm_override", "Can confirm someone else's override"),
            ("set_stage", "Can move the stage of orders"),
            ("export_holds", "Can export the holds of orders"),
        ]
        constraints: ClassVar = [
            # The number first: one index answers "this shop's order" and "this number".
            models.UniqueConstraint(
                fields=["number", "merchant"],
                name="order_one_per_number_and_merchant",
                violation_error_message=_("This shop has an order with this number."),
            ),
            one_of("clearance_mode", ClearanceMode),
            one_of("logistics", Logistics, blank=True),
            one_of("stage", Stage),
            one_of("level", Level),
            one_of("subject", Subject, blank=True),
            one_of("number_state", NumberState),
        ]
        indexes: ClassVar = [
            models.Index(fields=["merchant", "-id"], name="order_of_merchant"),
            models.Index(
                fields=["merchant", "-id"],
                condition=OPEN & Q(level=Level.IMAGES),
                name="order_open_images_of_merchant",
            ),
            models.Index(
                fields=["holder", "-id"],
                condition=OPEN & Q(level=Level.IMAGES),
                name="order_open_images_of_person",
            ),
            models.Index(
                fields=["-id"],
                condition=OPEN & Q(level=Level.IMAGES),
                name="order_open_images",
            ),
            models.Index(
                fields=["-id"],
                condition=OPEN & Q(level=Level.UNDECIDED),
                name="order_open_undecided",
            ),
            models.Index(
                fields=["-id"],
                condition=OPEN
                & Q(number_state__in=[NumberState.MISSING, NumberState.INVALID]),
                name="order_open_without_number",
            ),
            models.Index(
                fields=["ask_due_at"],
                condition=Q(ask_due_at__isnull=False),
                name="order_link_due",
            ),
            models.Index(
                fields=["waybill_no"],
                condition=~Q(waybill_no=""),
                name="order_by_waybill",
            ),
            models.Index(
                fields=["batch_id"],
                condition=Q(batch_id__isnull=False),
                name="order_by_batch",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Still in the transaction: not completed, closed or refunded."""
        return self.stage in OPEN_STAGES


class OrderLine(models.Model):
    """One item of an order. Prices are minor units of the order's currency."""

    order = models.ForeignKey(
        Order, on_delete=models.CASCADE, related_name="lines", verbose_name=_("order")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("item"), max_length=400, blank=True)
    sku = models.CharField(_("article number"), max_length=100, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    price_minor = models.BigIntegerField(_("unit price"), null=True)
    origin = models.CharField(_("origin"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")

    def __str__(self) -> str:
        return f"Item {self.position}"


class Decision(models.Model):
    """A frozen answer to "does this order need an ID?"; a new one never rewrites it.

    `ruling` is what the rules said; level and subject are what was decided, by the
    rules or by a person, whose reason is in `sealed` under the recipient's key.
    """

    LABEL = "clearance.decision"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(
        Order,
        on_delete=models.CASCADE,
        related_name="decisions",
        db_index=False,
        verbose_name=_("order"),
    )
    no = models.PositiveIntegerField(_("number of the decision"))
    ruling = models.ForeignKey(
        Ruling,
        on_delete=models.PROTECT,
        related_name="decisions",
        verbose_name=_("ruling"),
    )
    level = models.CharField(_("level"), max_length=11, choices=Level)
    subject = models.CharField(_("of whom"), max_length=9, choices=Subject, blank=True)
    cause = models.CharField(_("decided because"), max_length=8, choices=DecisionCause)
    decided_at = models.DateTimeField(_("decided"))
    facts_at = models.DateTimeField(_("facts as of"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("decided by"),
    )
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("second person"),
    )
    sealed = SealedField(null=True)
    state_then = models.CharField(_("upload then"), max_length=10, choices=UploadState)
    number_then = models.CharField(_("number then"), max_length=10, choices=NumberState)
    record_then = models.UUIDField(_("ID record then"), null=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order", "no"],
                name="decision_numbered_within_order",
                violation_error_message=_("This decision exists already."),
            ),
            one_of("level", Level),
            one_of("subject", Subject, blank=True),
            one_of("cause", DecisionCause),
            one_of("state_then", UploadState),
            one_of("number_then", NumberState),
            models.CheckConstraint(
                condition=~Q(cause=DecisionCause.OVERRIDE)
                | Q(decided_by__isnull=False, seconded_by__isnull=False),
                name="decision_override_has_two_people",
                violation_error_message=_("An override needs two people."),
            ),
        ]

    def __str__(self) -> str:
        return f"Decision {self.no}"


class Override(models.Model):
    """A proposal to decide an order against the rules; another person confirms it."""

    LABEL = "clearance.override"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(
        Order,
        on_delete=models.CASCADE,
        related_name="overrides",
        verbose_name=_("order"),
    )
    state = models.CharField(
        _("state"),
        max_length=9,
        choices=OverrideState,
        default=OverrideState.PENDING,
    )
    level = models.CharField(_("decide as"), max_length=11, choices=Level)
    subject = models.CharField(_("of whom"), max_length=9, choices=Subject, blank=True)
    decision_id = models.UUIDField(_("decision then"), null=True, editable=False)
    sealed = SealedField(null=True)
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

    class Meta:
        verbose_name = _("override")
        verbose_name_plural = _("overrides")
        constraints: ClassVar = [
            one_of("state", OverrideState),
            one_of("level", Level),
            one_of("subject", Subject, blank=True),
            both_or_neither("answered_at", "answered_by"),
            only_one(
                "order",
                when=Q(state=OverrideState.PENDING),
                name="override_one_pending_per_order",
                message=_("An override of this order is waiting already."),
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True)
                | ~Q(answered_by=models.F("proposed_by"))
                | Q(state=OverrideState.REFUSED),
                name="override_confirmed_by_another",
                violation_error_message=_("Someone else must confirm this override."),
            ),
        ]

    def __str__(self) -> str:
        return f"Override {self.pk} ({self.state})"


# Frozen: a decision never changes (its reason may be sealed anew when rows of one
# person are joined), and neither does what the rules said.
guard("clearance_decision", events=["UPDATE"], allow_columns=["sealed"])
guard("clearance_ruling", events=["UPDATE", "DELETE"])
