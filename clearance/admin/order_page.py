"""What the page of one order shows: the receipt, the person masked, what happened."""

from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clearance.audit.queries import looks_at
from clearance.channels.enums import DocumentType
from clearance.channels.queries import channel_table
from clearance.identity.queries import Receipt, receipt_and_decisions, sent_by
from clearance.lib.masking import (
    mask_account,
    mask_address,
    mask_name,
    mask_number,
    mask_phone,
)
from clearance.lib.workdays import today
from clearance.orders.enums import NumberState, UploadState
from clearance.orders.models import Order, Override
from clearance.orders.queries import unseal
from clearance.reports.real_names import real_name_of
from clearance.reports.timeline import timeline
from clearance.reports.waiting import waiting_for
from clearance.templatetags.state_tags import HOLD, UPLOAD, stage_badge


def order_page(order: Order, now: datetime) -> dict[str, Any]:
    """Everything the order's page shows beside its buttons; no value unmasked."""
    holder = [order.holder_id] if order.holder_id else []
    sent = sent_by(holder).select_related("reviewed_by").order_by("-submitted_at")
    records = list(sent) if holder else []
    prefetch_related_objects([order], "links")
    shown, decisions = receipt_and_decisions(order, today=today(now), records=records)
    values = unseal([order])[order.pk]
    links = sorted(order.links.all(), key=lambda link: link.created_at, reverse=True)
    # The buttons ask the same: the page has the answers already.
    order.standing_now = shown  # type: ignore[attr-defined]
    live = next((link for link in links if link.ended_at is None), None)
    order.has_live_link = live is not None  # type: ignore[attr-defined]
    waiting = waiting_for(order, shown, live, records, decisions)
    return {
        "receipt": shown,
        "earlier": decisions[1:],
        "waiting": waiting,
        "badges": state_badges(order, shown),
        "stage": stage_badge(order.stage),
        "channel": channel_table().get(order.channel, order.channel),
        "lines": list(order.lines.order_by("position")),
        "person": _masked(values),
        "banners": _warnings(order, values),
        "records": records,
        "live_link": live,
        "events": timeline(order, decisions, links, records, waiting=waiting),
        "override": Override.objects.filter(order=order, state="PENDING").first(),
        "looks": looks_at([record.pk for record in records]),
        "real_name": real_name_of(order),
        "reveal_url": reverse("desk:reveal", args=[order.pk]),
    }


def _masked(values: dict[str, str]) -> list[tuple[str | Promise, str]]:
    get = values.get
    orderer_type = get("orderer_id_type", "RESIDENT_ID")
    rows = [
        (_("Name"), mask_name(get("recipient_name", ""))),
        (_("Phone"), mask_phone(get("recipient_phone", ""))),
        (_("Address"), mask_address(get("recipient_address", ""))),
        (_("Orderer"), mask_name(get("orderer_name", ""))),
        (
            _("Orderer's number"),
            mask_number(orderer_type, get("orderer_id_number", "")),
        ),
        (_("Payer"), mask_account(get("payer_account", ""))),
    ]
    return [(label, value) for label, value in rows if value]


def _warnings(order: Order, values: dict[str, str]) -> list[dict[str, Any]]:
    """What a person has to settle although nothing holds the order.

    Declarations of bonded and consolidated goods name a resident card (its number is
    the temporary one's too): others are not provided for, and are asked of a broker.
    """
    kind = values.get("orderer_id_type", "") or DocumentType.RESIDENT_ID
    fits = kind in {DocumentType.RESIDENT_ID, DocumentType.TEMPORARY_ID}
    if (
        fits
        or not order.is_open
        or order.destination != "CN"
        or order.number_state != NumberState.PRESENT
    ):
        return []
    return [
        {
            "tone": "wait",
            "strong": _("The orderer's number is not of a resident identity card."),
            "text": _(
                "Declarations of bonded and consolidated goods are made for that card"
                " alone. Ask the broker before this order ships."
            ),
        }
    ]


def state_badges(order: Order, shown: Receipt) -> list[tuple[str, Any]]:
    """Where the order stands; plain words once it is closed: nobody need act."""
    states = [
        (UPLOAD[shown.state], shown.state.label),
        (HOLD[shown.hold], shown.hold.label),
    ]
    if not order.is_open:
        return [("none", shown.state.label)]
    return states[:1] if shown.state == UploadState.UNDECIDED else states
