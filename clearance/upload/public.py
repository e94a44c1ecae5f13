"""Pages that need no session: the way in, a new link, privacy, withdrawal."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from clearance.identity import services
from clearance.identity.models import UploadLink
from clearance.keys.services import epochs_on
from clearance.lib.access_marks import access
from clearance.lib.request_context import current
from clearance.messaging.models import Message
from clearance.upload.asking import ask, too_often
from clearance.upload.forms import AskForm
from clearance.upload.pages import not_kept, page, see_other, tells_nobody
from clearance.upload.session import Session

A_YEAR = 365 * 24 * 3600
OURS = frozenset({"", "none", "same-origin"})


@access("recipient")
@not_kept
@tells_nobody
@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """A link becomes a session and leaves the address bar; nothing else happens.

    Chat apps open links to show a preview: a GET is not a person.
    """
    link = services.find_live(token, now=timezone.now())
    if link is None:
        return page(request, "ended", status=404)
    known = Session.of(request)
    session = known if known and known.link_id == link.pk else Session(link.pk)
    response = see_other("photos")
    session.keep(response)
    language = _language_of(link)
    if language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        _speak(response, language)
    return response


@csrf_exempt
@access("recipient")
@not_kept
@tells_nobody
@require_POST
def resend(request: HttpRequest, token: str) -> HttpResponseBase:
    """The same answer whatever the token; a new link goes to the phone on file.

    The page with this button is the same for everybody, byte by byte, so it carries no
    secret of a form: the token in the address is the secret that a stranger's page
    lacks. What a browser says of the page that asks is heeded as well.
    """
    if request.headers.get("Sec-Fetch-Site", "").lower() not in OURS:
        return page(request, "ended", status=403)
    services.resend(token, now=timezone.now())
    return see_other("sent")


@access("public")
@not_kept
def entrance(request: HttpRequest) -> HttpResponse:
    """The way in without a link: use the one in the message, or ask for another."""
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if too_often(current().address):
            form.add_error(
                None,
                _("You asked too often. Try again in an hour, or write to support."),
            )
            return page(request, "entrance", {"form": form}, status=429)
        ask(form.cleaned_data["order"], form.cleaned_data["phone"], now=timezone.now())
        return see_other("sent")
    status = 422 if form.is_bound else 200
    return page(request, "entrance", {"form": form}, status=status)


@access("public")
@not_kept
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The one answer to everybody who asked for a link."""
    return page(request, "sent")


@access("public")
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is asked, why, who sees it, how long it is kept, what one may demand."""
    return page(request, "privacy", {"backups_end": epochs_on()})


@access("public")
@require_safe
def withdraw(request: HttpRequest) -> HttpResponse:
    """How to take a document back."""
    return page(request, "withdraw")


def _language_of(link: UploadLink) -> str:
    """Russian for a parcel to Russia; else that of the message which brought the link.

    Without a message that of the country, and "" leaves it to the browser.
    """
    if link.order.destination == "RU":
        return "ru"
    told = Message.objects.filter(about_id=link.pk).order_by("posted_at")
    language = told.values_list("language", flat=True).first()
    return language or ("zh-hans" if link.order.destination == "CN" else "")


def _speak(response: HttpResponseBase, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=A_YEAR,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
