"""Deciding against the rules: one proposes, another confirms."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from clearance.accounts.access import may_be_second
from clearance.desk.deciding import AnswerForm
from clearance.desk.shell import actor, shown
from clearance.identity import services as identity
from clearance.identity.queries import receipt
from clearance.lib.access_marks import access
from clearance.lib.verdicts import Refusal
from clearance.lib.workdays import today
from clearance.orders import queries
from clearance.orders.enums import OverrideState
from clearance.orders.models import Order, Override
from clearance.orders.services import propose_override

CONFIRM = "clearance.confirm_override"


@access("staff", permission="clearance.view_override")
@require_safe
def override_list(request: HttpRequest) -> HttpResponse:
    """Proposals that wait for a second person, oldest first."""
    waiting = list(
        Override.objects.filter(state=OverrideState.PENDING)
        .select_related("order__merchant", "proposed_by")
        .order_by("pk")[:100]
    )
    reasons = queries.reasons(waiting)
    rows = [
        (
            override,
            reasons.get(override.pk, ""),
            may_be_second(request.user, CONFIRM, first_id=override.proposed_by_id),
        )
        for override in waiting
    ]
    return shown(request, "desk/override_list.html", {"rows": rows})


@access("staff", permission="clearance.override_order")
@require_http_methods(["GET", "HEAD", "POST"])
def override_new(request: HttpRequest, pk: Any) -> HttpResponse:
    """Propose another answer for one order, with a reason."""
    order = get_object_or_404(Order.objects.select_related("merchant"), pk=pk)
    form = AnswerForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                propose_override(
                    order,
                    **form.answer_given(),
                    by=actor(request),
                    now=timezone.now(),
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(
                    request, _("Proposed. It counts once a second person confirms it.")
                )
                return redirect("admin:clearance_order_change", order.pk)
    context = {
        "order": order,
        "form": form,
        "receipt": receipt(order, today=today(timezone.now())),
    }
    return shown(request, "desk/override_new.html", context, status=status)


@access("staff", permission=CONFIRM)
@require_POST
def override_confirm(request: HttpRequest, pk: Any) -> HttpResponse:
    """Confirm someone else's proposal: the order is decided so."""
    override = get_object_or_404(Override, pk=pk)
    identity.confirm_override(override, by=actor(request), now=timezone.now())
    messages.success(request, _("Confirmed. The order is decided so."))
    return redirect("desk:override-list")


@access("staff", permission=CONFIRM)
@require_POST
def override_refuse(request: HttpRequest, pk: Any) -> HttpResponse:
    """Refuse a proposal, or take one's own back."""
    override = get_object_or_404(Override, pk=pk)
    identity.refuse_override(override, by=actor(request), now=timezone.now())
    messages.success(request, _("Refused. The decision stays as it was."))
    return redirect("desk:override-list")
