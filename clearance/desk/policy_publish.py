"""Putting a rehearsed draft in force: by another person than its writer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from clearance.accounts.access import demand_step_up
from clearance.channels.models import IdRequirementRule
from clearance.channels.queries import stops_standing
from clearance.desk.policy_rehearsal import kinds_of
from clearance.desk.shell import actor, shown
from clearance.lib.access_marks import access
from clearance.lib.verdicts import Refusal
from clearance.orders.services import latest_of, may_publish, publish_rule


@access("staff", permission="clearance.publish_rule")
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first, with what the rehearsal found; the POST publishes."""
    rule = get_object_or_404(IdRequirementRule, pk=pk)
    now, by = timezone.now(), actor(request)
    verdict = may_publish(rule, by=by, now=now)
    refusal: Refusal | None = None
    status = 200
    if request.method == "POST":
        demand_step_up(request)
        try:
            verdict.demand()
            publish_rule(rule, by=by, now=now)
        except Refusal as said_no:
            refusal, status = said_no, 409
        else:
            messages.success(
                request, _("Published. Open orders it concerns are decided again.")
            )
            return redirect("admin:clearance_idrequirementrule_change", rule.pk)
    rehearsal = latest_of(rule)
    context = {
        "rule": rule,
        "verdict": verdict,
        "refusal": refusal,
        "rehearsal": rehearsal,
        "stops": stops_standing(),
        "kinds": kinds_of(rehearsal) if rehearsal else [],
    }
    return shown(request, "desk/publish.html", context, status=status)
