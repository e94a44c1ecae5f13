"""Around every request: its number, its language, its second factor, its refusals."""

import hashlib
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import middleware as auth_middleware
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from clearance.accounts import access
from clearance.audit import services as audit
from clearance.lib.access_marks import Denied
from clearance.lib.request_context import RequestContext, current, entered
from clearance.lib.verdicts import Refusal
from config.languages import keep_language

type Next = Callable[[HttpRequest], HttpResponseBase]

logger = logging.getLogger(__name__)

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What a person can read out over the phone: no 0, 1, I, O."""

ALWAYS_OPEN = frozenset(
    {
        "account_login",
        "account_logout",
        "admin:logout",
        "account_change_password",
        "account_reauthenticate",
        "mfa_reauthenticate",
    }
)
SET_UP = frozenset({"mfa_index", "mfa_activate_totp"})

LAST_SEEN = "seen"
SEEN_EVERY = 5 * 60

INPUT_CODES = frozenset({"required", "invalid", "reason_missing"})
"""Refusals of what was typed (422); every other one is about a state (409)."""


class LoginRequired(auth_middleware.LoginRequiredMiddleware):
    """Anonymous people go to the one log-in page, from the admin as well."""

    def get_login_url(self, view_func: Any) -> str:
        return str(settings.LOGIN_URL)


def request_id(get_response: Next) -> Next:
    """Give the request a short number that people can quote and logs can show."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        number = "".join(secrets.choice(LETTERS) for _ in range(8))
        request.request_id = number  # type: ignore[attr-defined]
        address = get_client_ip(request) or ""
        with entered(RequestContext(request_id=number, address=address)):
            response = get_response(request)
            write_waiting_denials()
        response["X-Request-ID"] = number
        return response

    return middleware


def write_waiting_denials() -> None:
    """Denials of a request that was rolled back; if not possible now, with the next."""
    try:
        audit.flush_denials()
    except DatabaseError:
        logger.exception("Denials wait to be written to the access log.")


def language_choice(get_response: Next) -> Next:
    """`?lang=` sets the language cookie and counts at once; unknown values do not."""
    known = dict(settings.LANGUAGES)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        chosen = request.GET.get("lang", "").lower()
        if chosen in known:
            request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = chosen
            forget_parameter(request, "lang")
        response = get_response(request)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        if chosen in known:
            keep_language(response, chosen)
        return response

    return middleware


def forget_parameter(request: HttpRequest, name: str) -> None:
    """Views shall not meet it: the admin's lists drop every filter for a stranger's."""
    asked = request.GET.copy()
    del asked[name]
    request.GET = asked  # type: ignore[assignment]
    request.META["QUERY_STRING"] = asked.urlencode()


def kept_awake(get_response: Next) -> Next:
    """A session ends after half an hour of silence; using it moves the end along.

    Written down at most every five minutes: a page that only shows something costs
    no write.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            seconds = int(time.time())
            if seconds - request.session.get(LAST_SEEN, 0) > SEEN_EVERY:
                request.session[LAST_SEEN] = seconds
        return get_response(request)

    return middleware


def not_kept(get_response: Next) -> Next:
    """What somebody sees who is logged in stays in no cache, here or on the way."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        personal = request.user.is_authenticated or request.path.startswith("/u/")
        if personal and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "private, no-store"
        return response

    return middleware


def second_factor(get_response: Next) -> Next:
    """A one-time password is changed first, then a second factor is set up and used.

    Until then nothing opens but the pages for it, log-out, and what is public.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return get_response(request)
        with entered(
            replace(
                current(),
                session_digest=digest_of_session(request.session.session_key),
                role=access.acting_as(request.user),
            )
        ):
            return get_response(request)

    def process_view(
        request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if not request.user.is_authenticated or not getattr(
            view, "login_required", True
        ):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in ALWAYS_OPEN:
            return None
        if request.user.must_change_password:
            return redirect("account_change_password")
        if not access.second_factor_demanded(request.user):
            return None
        if access.SECOND_FACTOR_AT in request.session:
            return None
        if access.has_second_factor(request.user):
            return confirm_first(request, "mfa_reauthenticate")
        return None if name in SET_UP else redirect("mfa_activate_totp")

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def digest_of_session(session_key: str | None) -> str:
    """Sixteen digits that tell log-ins apart; nobody guesses the key behind them."""
    if not session_key:
        return ""
    return hashlib.sha256(session_key.encode()).hexdigest()[:16]


def confirm_first(request: HttpRequest, page: str) -> HttpResponse:
    """Send the person to prove who they are, and back to where they were.

    What they posted is not kept: a session holds ids, never what people typed.
    """
    back = request.get_full_path() if request.method == "GET" else came_from(request)
    return redirect(f"{reverse(page)}?{urlencode({'next': back})}")


def came_from(request: HttpRequest) -> str:
    """The page of ours that the form was on; else where this person begins."""
    page = request.headers.get("Referer", "")
    if page and url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return page
    return access.landing_of(request.user) or reverse("account_login")


def refusals(get_response: Next) -> Next:
    """The domain's "no" becomes a page or a message; a denial becomes an audit line."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_exception(
        request: HttpRequest, error: Exception
    ) -> HttpResponseBase | None:
        match error:
            case Refusal():
                return refused(request, error)
            case ReauthenticationRequired() if request.user.is_authenticated:
                return confirm_first(request, reauthentication_page(request))
            case PermissionDenied():
                note_denial(request, error)
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def note_denial(request: HttpRequest, error: PermissionDenied) -> None:
    """Which page refused whom; never what was asked for in words."""
    code = error.code if isinstance(error, Denied) else ""
    about = error.about if isinstance(error, Denied) else None
    view = request.resolver_match.view_name if request.resolver_match else ""
    audit.record_denial(
        "access.denied",
        about=about,
        by=request.user,
        now=timezone.now(),
        reason=f"{code or 'denied'}:{view}"[:120],
    )


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Staff go back to their form with the sentence; others see it on a page."""
    from_desk = request.path.startswith(("/admin/", "/desk/"))
    if request.method == "POST" and from_desk and refusal.code not in INPUT_CODES:
        messages.error(request, str(refusal))
        return redirect(came_from(request))
    status = HTTPStatus.CONFLICT
    if refusal.code in INPUT_CODES:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "refused.html", {"refusal": refusal}, status=status)


def reauthentication_page(request: HttpRequest) -> str:
    """The second factor where there is one, the password otherwise."""
    if access.has_second_factor(request.user):
        return "mfa_reauthenticate"
    return "account_reauthenticate"
