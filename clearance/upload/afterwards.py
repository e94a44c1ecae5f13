"""After it was sent: a reference, and where it stands. Never what was sent."""

from datetime import timedelta

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from clearance.identity.enums import LinkEnd
from clearance.identity.models import UploadLink
from clearance.lib.access_marks import access
from clearance.upload import showing
from clearance.upload.pages import not_kept, page, see_other
from clearance.upload.session import Session
from clearance.upload.visiting import lost

TOLD_FOR = timedelta(days=30)
"""How long after an order is closed its status is still told."""


@access("recipient")
@not_kept
@require_safe
def done(request: HttpRequest) -> HttpResponseBase:
    """It was sent: the reference, and what happens next."""
    return _told(request, "done")


@access("recipient")
@not_kept
@require_safe
def status(request: HttpRequest) -> HttpResponseBase:
    """Where it stands: in review, approved, to be sent again, withdrawn."""
    return _told(request, "status")


def _told(request: HttpRequest, name: str) -> HttpResponseBase:
    session = Session.of(request)
    if session is None:
        return lost(request)
    links = UploadLink.objects.select_related("order__merchant", "record")
    link = links.filter(pk=session.link_id).first()
    if link is None:
        return lost(request)
    if link.ended_because != LinkEnd.SUBMITTED:
        return see_other("photos")
    order, now = link.order, timezone.now()
    if not order.is_open and order.stage_at + TOLD_FOR < now:
        return lost(request)
    context = showing.about(link) | showing.standing_of(link, get_language() or "en")
    # A number is asked on one page: there were no steps to count.
    step = 3 if context["asks_photos"] else 0
    return page(request, name, context | {"step": step, "now": now})
