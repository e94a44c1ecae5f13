"""Orders that wait for a person: in groups alike, one answer for all of a group."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from clearance.desk.deciding import AnswerForm, say_decided
from clearance.desk.grouping import (
    Group,
    group_of,
    groups_undecided,
    may_answer,
    undecided_orders,
)
from clearance.desk.shell import actor, order_rows, shown
from clearance.lib.access_marks import access
from clearance.lib.verdicts import Refusal
from clearance.orders.models import Ruling
from clearance.orders.services import answer_alike

DECIDE = "clearance.decide_order"
SAMPLE = 5


@access("staff", permission=DECIDE)
@require_safe
def undecided_list(request: HttpRequest) -> HttpResponse:
    """Groups of open orders that wait for a decision; or the orders, newest first.

    `?tab=orders` lists all of them, `?ruling=` those of one group.
    """
    if ruling := request.GET.get("ruling"):
        group = group_of(_ruling(ruling))
        rows = order_rows(request, undecided_orders().filter(ruling=group.ruling))
        return shown(request, "desk/undecided_group.html", rows | {"group": group})
    if request.GET.get("tab") == "orders":
        context = order_rows(request, undecided_orders())
        return shown(request, "desk/undecided_orders.html", context)
    return shown(request, "desk/undecided_list.html", {"groups": groups_undecided()})


@access("staff", permission=DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def decide_alike(request: HttpRequest, pk: Any) -> HttpResponse:
    """One answer for all orders of a group: what it does, some of them, the form."""
    now = timezone.now()
    group = group_of(_ruling(pk))
    form = AnswerForm(request.POST if request.method == "POST" else None)
    status, verdict = 200, may_answer(group, now=now)
    if request.method == "POST":
        status = 422 if verdict else 409
        if verdict and form.is_valid():
            given = form.answer_given()
            try:
                answer_alike(group.ruling, **given, by=actor(request), now=now)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                say_decided(request, _given_to(group), group.ruling, given)
                response = redirect("desk:undecided-list")
                response.status_code = 303
                return response
    orders = undecided_orders().filter(ruling=group.ruling)
    context = order_rows(request, orders, size=SAMPLE) | {
        "group": group,
        "form": form,
        "verdict": verdict,
        "refused": not verdict and request.method == "POST",
    }
    return shown(request, "desk/decide_alike.html", context, status=status)


def _ruling(pk: Any) -> Ruling:
    """The ruling of this number; what is none, or beyond all numbers, is not found."""
    try:
        number = Ruling._meta.pk.clean(pk, None)
    except (ValidationError, OverflowError) as wrong:
        raise Http404 from wrong
    return get_object_or_404(Ruling.objects.select_related("stop", "rule"), pk=number)


def _given_to(group: Group) -> str:
    text = ngettext(
        "%(count)s order gets this answer. The list shows how far it is.",
        "%(count)s orders get this answer. The list shows how far it is.",
        group.orders,
    )
    return text % {"count": group.shown}
