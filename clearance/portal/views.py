"""The shop's pages: its orders, whether an ID is needed and why, what holds them."""

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clearance.accounts.access import is_main
from clearance.channels.queries import channel_table
from clearance.identity.queries import receipt_and_decisions
from clearance.lib.access_marks import access
from clearance.lib.masking import mask_address, mask_name, mask_phone
from clearance.lib.workdays import today
from clearance.orders.queries import unseal
from clearance.portal import lists, photos
from clearance.portal.tabs import TABS, tab_counts
from clearance.portal.team import shop_of
from clearance.reports.timeline import timeline
from clearance.reports.waiting import waiting_for


@access("merchant")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """A shop begins with its orders."""
    return redirect("portal:order-list")


@access("merchant")
@require_safe
def order_list(request: HttpRequest) -> HttpResponse:
    """The shop's orders, newest first, by what they wait for."""
    merchant = shop_of(request)
    day = today(timezone.now())
    tab = request.GET.get("tab", "all")
    if tab not in TABS:
        raise Http404
    sought = request.GET.get("q", "").strip()
    channel = request.GET.get("channel", "")

    orders = TABS[tab][1](lists.visible(merchant), day)
    if sought:
        orders = lists.found(orders, sought)
    if channel:
        orders = orders.filter(channel=channel)
    rows, page = lists.rows_of(
        orders,
        day,
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
    )
    counts = tab_counts(merchant, day)
    context = {
        "merchant": merchant,
        "is_main": is_main(request.user),
        "rows": rows,
        "page": page,
        "tab": tab,
        "tabs": [(name, label, counts[name]) for name, (label, _n) in TABS.items()],
        "sought": sought,
        "channel": channel,
        "channels": channel_table(),
        "oldest_news": min((row.order.stage_at for row in rows), default=None),
    }
    return render(request, "portal/order_list.html", context)


@access("merchant")
@require_safe
def order_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One order of the shop: why an ID is needed or not, and what holds it."""
    merchant = shop_of(request)
    order = lists.order_of(merchant, number)
    values = unseal([order])[order.pk]
    prefetch_related_objects([order], "links")
    shown, decisions = receipt_and_decisions(order, today=today(timezone.now()))
    shown = lists.for_shop(shown)
    links = sorted(order.links.all(), key=lambda link: link.created_at, reverse=True)
    # Documents sent for this very order: what other shops collected is not told here.
    records = list(
        order.id_records.filter(submitted_at__isnull=False).order_by("-submitted_at")
    )
    live = next((link for link in links if link.ended_at is None), None)
    waiting = waiting_for(order, shown, live, records, decisions, for_shop=True)
    photo = photos.verdict_on(request, order, shown.record_id)
    context = {
        "order": order,
        "merchant": merchant,
        "receipt": shown,
        "waiting": waiting,
        "events": timeline(
            order, decisions, links, records, waiting=waiting, for_shop=True
        ),
        "channel": channel_table().get(order.channel, order.channel),
        "lines": list(order.lines.order_by("position")),
        "name": mask_name(values.get("recipient_name", "")),
        "phone": mask_phone(values.get("recipient_phone", "")),
        "address": mask_address(values.get("recipient_address", "")),
        "photo": photo,
    }
    if photo.code == "other_shop":
        context |= photos.asking_on(request, order, shown.record_id)
    return render(request, "portal/order_detail.html", context)
