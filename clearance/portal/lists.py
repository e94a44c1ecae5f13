"""A shop's orders, one of them or a page, looked up at once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import Merchant
from clearance.channels.enums import Level
from clearance.channels.queries import channel_table
from clearance.identity import queries as identity
from clearance.identity.queries import Receipt, Standing
from clearance.lib.keyset import Page, page
from clearance.lib.masking import mask_name, mask_phone
from clearance.orders.enums import UploadState
from clearance.orders.models import Order
from clearance.orders.queries import unseal, with_rulings
from clearance.templatetags.clearance_tags import badge, money
from clearance.templatetags.state_tags import (
    channel_name,
    hold_badge,
    shop_upload_badge,
    stage_badge,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One order as a shop may see it: the person is masked, every cell is ready.

    A template that formats fifty rows itself takes longer than the database.
    """

    order: Order
    url: str
    placed: str
    channel: str
    name: str
    phone: str
    upload: SafeString
    hold: SafeString | str
    stage: SafeString
    amount: str


def _row(order: Order, standing: Standing, values: Mapping[str, str]) -> Row:
    return Row(
        order=order,
        url=reverse("portal:order-detail", args=[order.number]),
        placed=date_format(localtime(order.placed_at), "DATETIME_FORMAT"),
        channel=channel_name(order.channel, channel_table()),
        name=mask_name(values.get("recipient_name", "")),
        phone=mask_phone(values.get("recipient_phone", "")),
        upload=_upload(standing.state, is_open=order.is_open),
        hold=hold_badge(standing.hold) if order.is_open else "",
        stage=stage_badge(order.stage),
        amount=money(order.paid_minor, order.currency),
    )


def _upload(state: UploadState, *, is_open: bool) -> SafeString:
    """Where the upload stands; without colour once nobody need act."""
    if is_open:
        return shop_upload_badge(state)
    if state == UploadState.WITHDRAWN:
        return badge("none", _("No longer available"))
    return badge("none", state.label)


def visible(merchant: Merchant) -> QuerySet[Order]:
    """The shop's own orders."""
    return Order.objects.filter(merchant=merchant)


def order_of(merchant: Merchant, number: str) -> Order:
    """The shop's order of this number; 404 for anything else, another shop's too."""
    return get_object_or_404(
        visible(merchant).select_related("merchant"), number=number
    )


def found(orders: QuerySet[Order], sought: str) -> QuerySet[Order]:
    """Orders with exactly this number or waybill."""
    # The second condition names what the index of waybills leaves out.
    waybill = Q(waybill_no=sought, waybill_no__gt="")
    return orders.filter(Q(number=sought) | waybill)


def rows_of(
    orders: QuerySet[Order], day: date, *, before: str, after: str
) -> tuple[list[Row], Page[Order]]:
    """One page of orders with standing and masked person: a fixed number of queries."""
    found_page = page(with_rulings(orders), before=before, after=after)
    standings = identity.standings(found_page.rows, day)
    values = unseal(found_page.rows)
    rows = [
        _row(order, standings[order.pk], values[order.pk]) for order in found_page.rows
    ]
    return rows, found_page


def for_shop(shown: Receipt) -> Receipt:
    """The receipt as a shop reads it.

    A person using a right is not shop news, and neither is why staff stopped the rules.
    """
    if shown.decision.ruling.stop_id and shown.decision.level == Level.UNDECIDED:
        paused = _("The rules are paused for orders like this one; staff will decide.")
        return replace(shown, because=str(paused))
    if shown.state != UploadState.WITHDRAWN:
        return shown
    verdict = _("An ID is needed. The one that was sent is no longer available.")
    return replace(shown, verdict=str(verdict))
