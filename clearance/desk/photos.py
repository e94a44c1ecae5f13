"""The only address of a photo: leased to one person for a moment, asked anew each time.

Nothing may keep, embed, replay or revalidate what comes from here.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from clearance.identity.models import PhotoLease
from clearance.identity.services import photo_bytes
from clearance.lib.access_marks import Denied, access
from clearance.lib.verdicts import Refusal, Verdict

HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Disposition": "inline",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}


@access("own")
@require_GET
def photo(request: HttpRequest, pk: Any) -> HttpResponse:
    """The photo of one lease, marked with its viewer; 404 for everybody else's."""
    viewer: Any = request.user
    leases = PhotoLease.objects.select_related("image").filter(viewer=viewer.pk)
    lease = get_object_or_404(leases, pk=pk)
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        verdict = Verdict.no(
            _("A photo opens only on its page of this site."), "not_same_origin"
        )
        raise Denied(verdict, about=lease.image)
    try:
        jpeg = photo_bytes(
            lease, by=viewer, now=timezone.now(), as_stored="stored" in request.GET
        )
    except Refusal as refusal:
        verdict = Verdict.no(refusal.message, refusal.code)
        raise Denied(verdict, about=lease.image) from refusal
    return HttpResponse(jpeg, content_type="image/jpeg", headers=HEADERS)
