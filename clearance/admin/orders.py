"""Orders as staff see them: a list of what holds them, and the page that says why."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime, now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from clearance.admin.base import Deed, KeysetAdmin, ReadOnly, actor
from clearance.admin.filters import (
    ChannelFilter,
    HoldFilter,
    ShopFilter,
    UploadFilter,
    choices,
    of_person,
)
from clearance.admin.order_page import order_page
from clearance.admin.order_stages import ask_and_move
from clearance.identity import access as identity_access
from clearance.identity import services as identity
from clearance.identity.models import IdRecord
from clearance.identity.queries import receipt, standing, standings
from clearance.lib import addresses  # noqa: F401 - importing it registers <row:…>
from clearance.lib.masking import mask_name
from clearance.lib.phones import normalise_phone
from clearance.lib.verdicts import Verdict
from clearance.lib.workdays import today
from clearance.orders.enums import DecisionCause, Stage
from clearance.orders.models import Decision, Order
from clearance.orders.queries import unseal, with_rulings
from clearance.recipients.models import Recipient
from clearance.recipients.queries import known_by_phone
from clearance.templatetags.clearance_tags import badge, money
from clearance.templatetags.state_tags import hold_badge, stage_badge, upload_badge


def _decide_again(request: HttpRequest, order: Order) -> Any:
    identity.decide_again(
        order, cause=DecisionCause.AGAIN, by=actor(request), now=now()
    )
    return _("Decided again. The earlier decision is kept.")


def _send_link(request: HttpRequest, order: Order) -> Any:
    identity.issue_link(order, by=actor(request), now=now())
    return _("A new link is on its way; the earlier one no longer opens.")


def _revoke_link(request: HttpRequest, order: Order) -> Any:
    link = order.links.filter(ended_at__isnull=True).first()
    if link is not None:
        identity.revoke_link(link, by=actor(request), now=now())
    return _("The link no longer opens.")


def _has_link(request: HttpRequest, order: Order) -> Verdict:
    known = getattr(order, "has_live_link", None)
    if known or (known is None and order.links.filter(ended_at__isnull=True).exists()):
        return Verdict.yes()
    return Verdict.no(_("This order has no live link."))


def _may_send(request: HttpRequest, order: Order) -> Verdict:
    known = getattr(order, "standing_now", None) or standing(order, today(now()))
    return identity_access.may_send_link(order, known.state)


def _is_open(request: HttpRequest, order: Order) -> Verdict:
    if order.is_open:
        return Verdict.yes()
    return Verdict.no(_("This order is closed."))


def _is_undecided(request: HttpRequest, order: Order) -> Verdict:
    if order.level == "UNDECIDED":
        return _is_open(request, order)
    return Verdict.no(_("A rule decided this order; propose an override instead."))


@admin.register(Order)
class OrderAdmin(KeysetAdmin, ReadOnly):
    """Every order, newest first."""

    heading = _("Orders")
    empty_text = _("No orders yet. Import a file to begin.")
    list_display = [
        "number",
        "placed",
        "channel_shown",
        "merchant",
        "recipient_shown",
        "upload",
        "hold",
        "stage_shown",
        "amount",
    ]
    list_display_links = ["number"]
    list_filter = [
        HoldFilter,
        UploadFilter,
        ChannelFilter,
        "stage",
        ("merchant", ShopFilter),
    ]
    list_select_related = ["merchant"]
    search_fields = ["number"]
    search_help_text = _(
        "Order, waybill, phone, or a reference such as R-7K3F9QXA: exact."
    )
    actions = ["send_links", "decide_again", "move_released", "move_completed"]
    change_form_template = "admin/order_change.html"
    deeds = {
        "decide": Deed(
            _("Decide…"),
            "clearance.decide_order",
            _is_undecided,
            page="desk:decide",
            only_if=True,
            primary=True,
        ),
        "again": Deed(
            _("Decide again"), "clearance.decide_order", _is_open, _decide_again
        ),
        "override": Deed(
            _("Override decision…"),
            "clearance.override_order",
            _is_open,
            page="desk:override-new",
        ),
        "record": Deed(
            _("Record a document…"),
            "clearance.record_idrecord",
            _may_send,
            page="desk:record-new",
            only_if=True,
        ),
        "link": Deed(
            _("Send link"), "clearance.send_link", _may_send, _send_link, primary=True
        ),
        "revoke": Deed(
            _("Revoke link"),
            "clearance.send_link",
            _has_link,
            _revoke_link,
            only_if=True,
            danger=True,
        ),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        orders = super().get_queryset(request).select_related("merchant", "recipient")
        return with_rulings(orders)

    def prepare_rows(self, request: HttpRequest, rows: Iterable[Order]) -> None:
        orders = list(rows)
        stands = standings(orders, today(now()))
        values, channels = unseal(orders), choices().channels
        for order in orders:
            order.standing_now = stands[order.pk]  # type: ignore[attr-defined]
            order.channel_row = channels.get(order.channel, order.channel)  # type: ignore[attr-defined]
            name = values[order.pk].get("recipient_name", "")
            order.masked_name = mask_name(name)  # type: ignore[attr-defined]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Exactly this number, waybill or phone, or the reference of a person or ID."""
        if not (sought := search_term.strip()):
            return queryset, False
        upper = sought.upper()
        if upper.startswith("R-"):
            known = Recipient.objects.filter(reference=upper)
            return queryset.filter(of_person(known)), False
        if upper.startswith("ID-"):
            sent = IdRecord.objects.filter(reference=upper)
            known = Recipient.objects.filter(pk__in=sent.values("recipient"))
            return queryset.filter(of_person(known)), False
        exact = Q(number=sought) | Q(waybill_no=sought, waybill_no__gt="")
        if normalise_phone(sought):
            exact |= of_person(known_by_phone(sought))
        return queryset.filter(exact), False

    def page_context(self, request: HttpRequest, row: Order) -> dict[str, Any]:
        return order_page(row, now())

    def get_urls(self) -> list[Any]:
        frozen = self.admin_site.admin_view(self.decision_view)
        return [
            path(
                "<uuid:object_id>/decisions/<row:no>/",
                frozen,
                name="clearance_order_decision",
            ),
            *super().get_urls(),
        ]

    def decision_view(
        self, request: HttpRequest, object_id: Any, no: int
    ) -> HttpResponse:
        """One frozen decision, at its own address, to print."""
        order = self.get_object(request, str(object_id))
        if order is None:
            raise Http404
        if not self.has_view_permission(request, order):
            raise PermissionDenied
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        try:
            shown = receipt(order, today=today(now()), no=no)
        except Decision.DoesNotExist as unknown:
            raise Http404 from unknown
        context = self.admin_site.each_context(request) | {
            "order": order,
            "receipt": shown,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/order_decision.html", context)

    @admin.display(description=pgettext_lazy("date", "Placed"))
    def placed(self, order: Order) -> str:
        return date_format(localtime(order.placed_at), "SHORT_DATETIME_FORMAT")

    @admin.display(description=_("Channel"))
    def channel_shown(self, order: Any) -> str:
        return str(order.channel_row)

    @admin.display(description=_("Recipient"))
    def recipient_shown(self, order: Any) -> str:
        return str(order.masked_name)

    @admin.display(description=_("ID"))
    def upload(self, order: Any) -> SafeString:
        state = order.standing_now.state
        return upload_badge(state) if order.is_open else badge("none", state.label)

    @admin.display(description=_("Hold"))
    def hold(self, order: Any) -> SafeString | str:
        return hold_badge(order.standing_now.hold) if order.is_open else ""

    @admin.display(description=_("Stage"))
    def stage_shown(self, order: Order) -> SafeString:
        return stage_badge(order.stage)

    @admin.display(description=_("Amount"))
    def amount(self, order: Order) -> str:
        return money(order.paid_minor, order.currency)

    @admin.action(description=_("Send a link"), permissions=["send_link"])
    def send_links(self, request: HttpRequest, queryset: QuerySet[Order]) -> None:
        self.each(request, queryset, _send_link)

    @admin.action(description=_("Decide again"), permissions=["decide"])
    def decide_again(self, request: HttpRequest, queryset: QuerySet[Order]) -> None:
        self.each(request, queryset, _decide_again)

    @admin.action(description=_("Mark as released"), permissions=["set_stage"])
    def move_released(self, request: HttpRequest, queryset: QuerySet[Order]) -> Any:
        return ask_and_move(self, request, list(queryset), Stage.RELEASED)

    @admin.action(description=_("Mark as completed"), permissions=["set_stage"])
    def move_completed(self, request: HttpRequest, queryset: QuerySet[Order]) -> Any:
        return ask_and_move(self, request, list(queryset), Stage.COMPLETED)

    def done_text(self, done: int) -> str:
        return ngettext("%(n)d order done.", "%(n)d orders done.", done) % {"n": done}

    def has_send_link_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("clearance.send_link")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("clearance.decide_order")

    def has_set_stage_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("clearance.set_stage")
