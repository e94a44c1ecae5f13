"""Figures of the review: second-try success by reason, and the sample."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from clearance.accounts.access import may
from clearance.desk.shell import actor, shown
from clearance.identity import services as identity
from clearance.identity.access import REVIEW, SUPERVISE
from clearance.identity.queries.retakes import sample_figures, second_tries
from clearance.lib.access_marks import access
from clearance.lib.verdicts import Refusal

PERIODS = (30, 90, 365)


@access("staff", permission=REVIEW)
@require_safe
def review_figures(request: HttpRequest) -> HttpResponse:
    """What became of documents that were sent back, by reason; and of the sample."""
    return _page(request)


@access("staff", permission=SUPERVISE)
@require_POST
def review_share(request: HttpRequest) -> HttpResponse:
    """Set the share of decisions that somebody else looks at again."""
    given = request.POST.get("percent", "")
    # isdecimal alone takes the digits of every script; int does, too.
    percent = int(given) if given.isdecimal() and len(given) <= len("100") else -1
    try:
        identity.set_sample_percent(percent, by=actor(request), now=timezone.now())
    except Refusal as refusal:
        return _page(request, status=422, error=str(refusal), given=given)
    messages.success(
        request,
        _("From now on %(percent)d %% of the decisions are looked at again.")
        % {"percent": percent},
    )
    return redirect("desk:review-figures")


def _page(
    request: HttpRequest, *, status: int = 200, error: str = "", given: str = ""
) -> HttpResponse:
    asked = request.GET.get("days", "")
    days = next((each for each in PERIODS if str(each) == asked), PERIODS[1])
    since = timezone.now() - timedelta(days=days)
    sample = sample_figures(since)
    context = {
        "days": days,
        "periods": PERIODS,
        "reasons": second_tries(since),
        "sample": sample,
        "may_set_share": bool(may(request.user, SUPERVISE)),
        "percent": given or sample.percent,
        "error": error,
    }
    return shown(request, "desk/review_figures.html", context, status=status)
