"""What the page of one order shows: the receipt, the person masked, what happened."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clearance.audit.queries import looks_at
from clearance.channels.queries import channel_table
from clearance.identity.models import IdRecord, UploadLink
from clearance.identity.queries import earlier, receipt
from clearance.lib.masking import (
    mask_account,
    mask_address,
    mask_name,
    mask_number,
    mask_phone,
)
from clearance.lib.workdays import today
from clearance.orders.models import Order, Override
from clearance.orders.queries import unseal
from clearance.templatetags.state_tags import HOLD, UPLOAD, stage_badge


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline."""

    at: datetime
    what: str | Promise
    detail: str = ""
    bad: bool = False


def order_page(order: Order, now: datetime) -> dict[str, Any]:
    """Everything the order's page shows beside its buttons; no value unmasked."""
    shown = receipt(order, today=today(now))
    values = unseal([order])[order.pk]
    before = earlier(order)
    links = list(UploadLink.objects.filter(order=order).order_by("-created_at"))
    records = list(
        IdRecord.objects.filter(recipient=order.holder_id, submitted_at__isnull=False)
        .select_related("reviewed_by")
        .order_by("-submitted_at")
        if order.holder_id
        else []
    )
    return {
        "receipt": shown,
        "earlier": before,
        "badges": [
            (UPLOAD[shown.state], shown.state.label),
            (HOLD[shown.hold], shown.hold.label),
        ],
        "stage": stage_badge(order.stage),
        "channel": channel_table().get(order.channel, order.channel),
        "lines": list(order.lines.order_by("position")),
        "person": _masked(values),
        "records": records,
        "live_link": next((link for link in links if link.ended_at is None), None),
        "events": timeline(order, shown.decision, before, links, records),
        "override": Override.objects.filter(order=order, state="PENDING").first(),
        "looks": looks_at([record.pk for record in records]),
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


def timeline(
    order: Order,
    current: Any,
    before: list[Any],
    links: list[UploadLink],
    records: list[IdRecord],
) -> list[Event]:
    """What happened to an order, newest first."""
    events = [Event(order.received_at, _("Order received"), str(order.merchant))]
    for decision in [current, *before]:
        events.append(
            Event(
                decision.decided_at,
                _("Decided"),
                f"{decision.get_level_display()} ({decision.get_cause_display()})",
            )
        )
    for link in links:
        events.append(
            Event(link.created_at, _("Link sent"), link.get_purpose_display())
        )
        if link.opened_at:
            events.append(Event(link.opened_at, _("Link opened")))
        if link.ended_at:
            events.append(
                Event(link.ended_at, _("Link ended"), link.get_ended_because_display())
            )
    for record in records:
        if record.submitted_at:
            events.append(Event(record.submitted_at, _("ID sent"), record.reference))
        if record.reviewed_at:
            events.append(
                Event(
                    record.reviewed_at,
                    record.get_state_display(),
                    f"{record.reference} · {record.reviewed_by}",
                    bad=record.state == "REJECTED",
                )
            )
    return sorted(events, key=lambda event: event.at, reverse=True)
