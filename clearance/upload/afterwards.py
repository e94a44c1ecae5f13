"""After it was sent: a reference, and where it stands. Never what was sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from clearance.identity import services
from clearance.identity.enums import CodePurpose, FeedbackAnswer, Hindrance, LinkEnd
from clearance.identity.models import IdRecord, UploadFeedback, UploadLink
from clearance.lib.access_marks import access
from clearance.lib.verdicts import Refusal, Text
from clearance.upload import covering, showing
from clearance.upload.asking import ask_code
from clearance.upload.forms import CodeForm
from clearance.upload.pages import not_kept, page, see_other
from clearance.upload.session import Session
from clearance.upload.visiting import ANSWERED, lost

TOLD_FOR = timedelta(days=30)
"""How long after an order is closed its status is still told."""

WRONG: Text = _(
    "This code is not right, or it has run out. Type the last one you got, or ask for"
    " another."
)


@dataclass(slots=True)
class Return:
    """One request of a browser whose link was answered."""

    session: Session
    link: UploadLink
    now: datetime

    @property
    def record(self) -> IdRecord | None:
        """The document of which more is told, to the phone on file."""
        return self.link.record


type Step = Callable[[HttpRequest, Return], HttpResponseBase]


def once_sent(*methods: str) -> Callable[[Step], Callable[..., HttpResponseBase]]:
    """A page for whoever answered a link, as long as its order concerns them."""

    def declare(step: Step) -> Callable[..., HttpResponseBase]:
        @access("recipient")
        @not_kept
        @require_http_methods(methods)
        @wraps(step)
        def view(request: HttpRequest) -> HttpResponseBase:
            session, now = Session.of(request), timezone.now()
            if session is None:
                return lost(request)
            links = UploadLink.objects.select_related("order__merchant", "record")
            link = links.filter(pk=session.link_id).first()
            if link is None:
                return lost(request)
            if link.ended_because not in ANSWERED:
                return see_other("photos")
            order = link.order
            if not order.is_open and order.stage_at + TOLD_FOR < now:
                return lost(request)
            return step(request, Return(session, link, now))

        return view

    return declare


@once_sent("GET", "HEAD")
def done(request: HttpRequest, visit: Return) -> HttpResponse:
    """It was sent: the reference, and what happens next."""
    return _done_page(request, visit)


@once_sent("GET", "HEAD")
def status(request: HttpRequest, visit: Return) -> HttpResponse:
    """Where it stands; with a code also which orders the document covers."""
    context = _standing(visit) | {
        "now": visit.now,
        "tells_more": visit.record is not None,
    }
    if visit.record is not None and visit.session.is_proved(visit.now):
        context |= covering.told(visit.record, visit.now)
    return page(request, "status", context)


@once_sent("POST")
def status_ask(request: HttpRequest, visit: Return) -> HttpResponse:
    """Ask for a code to the phone on file."""
    if visit.record is None:
        return see_other("status")
    try:
        ask_code(visit.link, CodePurpose.STATUS, now=visit.now)
    except Refusal as refusal:
        return _code_page(request, visit, refused=str(refusal), status=429)
    return see_other("status-code")


@once_sent("GET", "HEAD", "POST")
def status_code(request: HttpRequest, visit: Return) -> HttpResponse:
    """The code is typed; the right one opens the details for a quarter of an hour."""
    asked = services.was_asked(visit.link, CodePurpose.STATUS, now=visit.now)
    if not asked:
        return see_other("status")
    if request.method != "POST":
        return _code_page(request, visit)
    form = CodeForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data["code"]
        if services.may_see_details(visit.link, typed, now=visit.now):
            visit.session.prove(visit.now)
            response = see_other("status")
            visit.session.keep(response)
            return response
        form.add_error("code", str(WRONG))
    return _code_page(request, visit, form=form, status=422)


@once_sent("POST")
def feedback(request: HttpRequest, visit: Return) -> HttpResponse:
    """One tap says how it went; another one, what was hard."""
    try:
        services.give_feedback(
            visit.link,
            answer=request.POST.get("answer", ""),
            hindrance=request.POST.get("hindrance", ""),
            now=visit.now,
        )
    except Refusal as refusal:
        return _done_page(request, visit, refused=str(refusal), status=422)
    return see_other("done")


def _done_page(
    request: HttpRequest, visit: Return, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context = _standing(visit)
    given = UploadFeedback.objects.filter(link=visit.link).first()
    context |= {
        "answers": [] if given else FeedbackAnswer.choices,
        "given": given,
        "hindrances": Hindrance.choices if _asks_why(given) else [],
        "refused": refused,
        # A number is asked on one page: there were no steps to count.
        "step": 3 if context["asks_photos"] else 0,
    }
    return page(request, "done", context, status=status)


def _asks_why(given: UploadFeedback | None) -> bool:
    if given is None or given.answer == FeedbackAnswer.EASY:
        return False
    return not given.hindrance


def _standing(visit: Return) -> dict[str, Any]:
    context = showing.about(visit.link)
    context |= showing.standing_of(visit.link, get_language() or "en")
    return context | {"is_joined": visit.link.ended_because == LinkEnd.JOINED}


def _code_page(
    request: HttpRequest,
    visit: Return,
    *,
    form: CodeForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    context = showing.about(visit.link)
    context |= {"form": form or CodeForm(), "refused": refused, "for_status": True}
    return page(request, "code", context, status=status)
