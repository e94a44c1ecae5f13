"""Orders and their lines."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import Merchant
from clearance.channels.enums import ClearanceMode, Level, Logistics, Subject
from clearance.keys.fields import SealedField
from clearance.lib.constraints import one_of
from clearance.lib.uuid7 import uuid7
from clearance.orders.enums import OPEN_STAGES, NumberState, Stage
from clearance.orders.models.rulings import Ruling
from clearance.recipients.models import Recipient

OPEN = Q(stage__in=OPEN_STAGES)


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
            # What is open is a small part; the level tells the lists of work apart.
            models.Index(
                fields=["merchant", "level", "-id"],
                condition=OPEN,
                name="order_open_of_merchant",
            ),
            models.Index(
                fields=["holder", "-id"],
                condition=OPEN & Q(level=Level.IMAGES),
                name="order_open_images_of_person",
            ),
            models.Index(
                fields=["level", "-id"], condition=OPEN, name="order_open_by_level"
            ),
            models.Index(
                fields=["-id"],
                condition=OPEN
                & Q(number_state__in=[NumberState.MISSING, NumberState.INVALID]),
                name="order_open_without_number",
            ),
            # Most orders are completed: a page of them is never far from the newest.
            models.Index(
                fields=["stage", "-id"],
                condition=~Q(stage=Stage.COMPLETED),
                name="order_by_rarer_stage",
            ),
            models.Index(fields=["channel", "-id"], name="order_by_channel"),
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
