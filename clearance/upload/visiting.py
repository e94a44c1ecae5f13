"""A browser with a link: let it do its step, or tell where it stands instead."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clearance.identity import services
from clearance.identity.enums import LinkEnd, LinkPurpose
from clearance.identity.models import UploadLink
from clearance.identity.services.uploads import demand_asked
from clearance.keys.errors import KeyGone
from clearance.lib.access_marks import access
from clearance.lib.vault import VaultUnavailable
from clearance.lib.verdicts import Refusal
from clearance.upload.forms import AskForm
from clearance.upload.pages import not_kept, page, see_other
from clearance.upload.session import Session, forget

ANSWERED = (LinkEnd.SUBMITTED, LinkEnd.JOINED)
"""Ends of a link whose holder did what was asked: they are told how it goes on."""


@dataclass(slots=True)
class Visit:
    """One request of a browser that holds a link which still takes something."""

    session: Session
    link: UploadLink
    now: datetime

    @property
    def asks_photos(self) -> bool:
        return self.link.purpose == LinkPurpose.IMAGES

    def demand_asked(self) -> None:
        """Raise Refusal when a document is there already, or none is asked."""
        if self.asks_photos:
            demand_asked(self.link.order, now=self.now)


type Step = Callable[[HttpRequest, Visit], HttpResponseBase]


def while_open(step: Step) -> Callable[[HttpRequest], HttpResponseBase]:
    """A page for as long as its link is open."""

    @access("recipient")
    @not_kept
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(step)
    def view(request: HttpRequest) -> HttpResponseBase:
        now = timezone.now()
        session = Session.of(request)
        if session is None:
            return lost(request)
        link = services.still_live(session.link_id, now=now)
        if link is None:
            return over(request, session)
        visit = Visit(session, link, now)
        try:
            response = step(request, visit)
        except Refusal as refusal:
            if services.still_live(link.pk, now=now) is None:
                return over(request, session)
            return nothing_asked(request, refusal)
        except KeyGone:
            return lost(request)
        except VaultUnavailable:
            return page(request, "not_stored", status=503)
        if request.method == "POST":
            visit.session.keep(response)
        return response

    return view


def over(request: HttpRequest, session: Session) -> HttpResponseBase:
    """The link takes nothing any more: why, as far as its holder may know."""
    link = UploadLink.objects.filter(pk=session.link_id).first()
    if link is not None and link.ended_because in ANSWERED:
        return see_other("done" if request.method == "POST" else "status")
    if link is not None and link.ended_because == LinkEnd.NOT_NEEDED:
        return nothing_asked(request, None)
    return lost(request)


def nothing_asked(request: HttpRequest, refusal: Refusal | None) -> HttpResponse:
    """A usable document is there, or in review, or the order needs none any more."""
    status = 409 if request.method == "POST" else 200
    return page(request, "not_needed", {"refusal": refusal}, status=status)


def lost(request: HttpRequest) -> HttpResponse:
    """No link, or one that ended: the way to a new one."""
    context = {"form": AskForm(), "is_lost": True}
    response = page(request, "entrance", context, status=404)
    forget(response)
    return response
