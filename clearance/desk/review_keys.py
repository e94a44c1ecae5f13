"""The keys of the review: what each does, and the switch that turns them off."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from clearance.desk.shell import actor, shown
from clearance.identity import services as identity
from clearance.identity.access import REVIEW
from clearance.lib.access_marks import access


@access("staff", permission=REVIEW)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review_keys(request: HttpRequest) -> HttpResponse:
    """The list of keys as a page, and where they are switched on and off."""
    user = actor(request)
    if request.method == "POST":
        on = request.POST.get("keys") == "on"
        identity.switch_keys(user, on=on, now=timezone.now())
        said = _("Keys are on.") if on else _("Keys are off, on all your devices.")
        messages.success(request, said)
        return redirect("desk:review-keys")
    return shown(request, "desk/review_keys.html", {"keys_on": identity.keys_on(user)})
