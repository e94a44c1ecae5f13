"""Who of the shop looked at IDs; and whether a photo may still be on the screen."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clearance.accounts.models import User
from clearance.identity import services as identity
from clearance.identity.models import PhotoLease
from clearance.identity.queries.looks import looks_of_shop
from clearance.lib.access_marks import access
from clearance.portal.team import shop_of


@access("merchant", main_only=True)
@never_cache
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Every photo that the accounts of this shop opened, newest first."""
    merchant = shop_of(request)
    lines, page = looks_of_shop(
        merchant,
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
    )
    context = {"merchant": merchant, "looks": lines, "page": page}
    return render(request, "portal/looks.html", context)


@access("merchant")
@never_cache
@require_safe
def look_state(request: HttpRequest, pk: Any) -> HttpResponse:
    """Whether one's own open photo may stay on the screen: yes or no, no more.

    An open page asks every few seconds; being told no is no attempt to look.
    """
    viewer = cast("User", request.user)
    lease = get_object_or_404(PhotoLease.objects.filter(viewer=viewer), pk=pk)
    is_open = identity.stands_open(lease, by=viewer, now=timezone.now())
    return JsonResponse({"open": is_open})
