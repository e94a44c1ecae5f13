"""How allauth behaves here: nobody signs up, secrets are sealed, all is logged."""

import time
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings as mfa
from allauth.mfa import signals as mfa_signals
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.totp.internal import auth as totp
from django import forms
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from clearance.accounts import access, services
from clearance.accounts.models import User
from clearance.accounts.services import log_ins
from clearance.audit.enums import Outcome
from clearance.keys.services import seal_account_secret, unseal_account_secret
from config.languages import keep_language

LIMITED = "allauth.account"

DEMANDED = "password_was_demanded"
"""On the request that changed a one-time password: nothing holds the person up now."""


class ByRole(AuthenticationBackend):
    """Permissions come from roles alone: nobody is asked for rights of their own."""

    def get_user(self, user_id: int) -> User | None:
        """The open account of a session, with all that pages ask about it."""
        user = access.logged_in(user_id)
        return user if user and self.user_can_authenticate(user) else None

    def _get_user_permissions(self, user_obj: Any) -> Any:
        return Permission.objects.none()


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by staff and by main accounts, never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Never: log-in answers with pages, whatever the caller says it accepts."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only addresses of the very host that was asked."""
        request = context.request
        return url_has_allowed_host_and_scheme(
            url, {request.get_host()}, require_https=request.is_secure()
        )

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: accounts have no e-mail address here."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The account behind these credentials; a closed one is as good as none."""
        user = super().authenticate(request, **credentials)
        if user is not None and not user.is_active:
            self.authentication_failed(request, **credentials)
            return None
        return user

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt: by account and address, and the account's over all.

        Raises ValidationError when either is used up.
        """
        key = log_ins.attempts_key(credentials.get("username", ""))
        try:
            super().pre_authenticate(request, **credentials)
            self._anywhere = ratelimit.consume(
                request,
                app=LIMITED,
                action="login_failed_anywhere",
                config=log_ins.ANYWHERE,
                key=key,
            )
            if not self._anywhere:
                raise self.validation_error("too_many_login_attempts")
        except ValidationError:
            if log_ins.first_refusal_of(key):
                _log("log_in.locked", _named(credentials), outcome=Outcome.DENIED)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        _log("log_in.failed", _named(credentials), outcome=Outcome.FAILED)

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        _log("log_in.done", user, by=user)

    def post_login(
        self, request: HttpRequest, user: User, **kwargs: Any
    ) -> HttpResponse:
        """Greet people in the language of their account, where the browser has none."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            keep_language(response, user.language)
        return response

    def logout(self, request: HttpRequest) -> None:
        user = request.user if isinstance(request.user, User) else None
        super().logout(request)
        _log("log_in.ended", user, by=user)

    def set_password(self, user: User, password: str) -> None:
        demanded = user.must_change_password
        services.choose_password(user, password, now=timezone.now())
        if demanded:
            setattr(context.request, DEMANDED, True)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """On to work after a change that was demanded; else the form again."""
        if getattr(request, DEMANDED, False):
            return access.landing_of(request.user) or reverse("landing")
        return str(super().get_password_change_redirect_url(request))

    def clean_password(self, password: str, user: User | None = None) -> str:
        """A new password: long enough, not common, and not the one-time password."""
        if user is not None and user.pk and user.check_password(password):
            raise self.validation_error("same_as_current")
        return str(super().clean_password(password, user))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Setting up the first authenticator right after log-in needs no new proof."""
        request = context.request
        if settings.DEMO or access.recently_proved(request):
            return False
        if not access.has_second_factor(request.user):
            return not access.recently_logged_in(request)
        return True

    def _get_login_attempts_cache_key(
        self, request: HttpRequest, **credentials: Any
    ) -> str:
        """By account and address, so that a stranger elsewhere locks nobody out."""
        address = ratelimit.get_ip(request)
        return log_ins.attempts_key(credentials.get("username", ""), address)

    def _rollback_login_failed_rl_usage(self) -> None:
        super()._rollback_login_failed_rl_usage()
        if anywhere := getattr(self, "_anywhere", None):
            anywhere.rollback()


class MFAAdapter(DefaultMFAAdapter):
    """Second factors, their secrets sealed by the key ring."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "Your account needs a second factor."
            " Staff can remove it after a lost phone."
        ),
    }

    def encrypt(self, text: str) -> str:
        return seal_account_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal_account_secret(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not access.second_factor_demanded(authenticator.user)


class ActivateTOTPForm(totp_forms.ActivateTOTPForm):
    """The new secret waits in the session sealed, for sessions lie in the database."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user = kwargs.pop("user")
        forms.Form.__init__(self, *args, **kwargs)
        session = context.request.session
        waiting = session.get(totp.SECRET_SESSION_KEY)
        if self.is_bound and waiting:
            self.secret = unseal_account_secret(waiting)
        else:
            self.secret = totp.generate_totp_secret()
            session[totp.SECRET_SESSION_KEY] = seal_account_secret(self.secret)


@receiver(mfa_signals.authenticator_used)
def second_factor_used(
    sender: Any, request: HttpRequest, user: User, **kwargs: Any
) -> None:
    """A code was right: this session has its second factor, from now on."""
    _used_up(request, kwargs.get("authenticator"))
    request.session[access.SECOND_FACTOR_AT] = time.time()
    proved_again = kwargs.get("reauthenticated", False)
    _log("step_up.done" if proved_again else "second_factor.used", user, by=user)


@receiver(mfa_signals.authenticator_added)
def second_factor_added(
    sender: Any,
    request: HttpRequest,
    user: User,
    authenticator: Authenticator,
    **kwargs: Any,
) -> None:
    """The session in which the authenticator was set up has proved it."""
    if authenticator.type == Authenticator.Type.TOTP:
        _used_up(request, authenticator)
        request.session[access.SECOND_FACTOR_AT] = time.time()
        _log("second_factor.added", user, by=user)


@receiver(mfa_signals.authenticator_removed)
def second_factor_removed(
    sender: Any,
    request: HttpRequest,
    user: User,
    authenticator: Authenticator,
    **kwargs: Any,
) -> None:
    request.session.pop(access.SECOND_FACTOR_AT, None)
    _log("second_factor.removed", user, by=user, reason=str(authenticator.type))


@receiver(mfa_signals.authentication_failed)
def second_factor_failed(sender: Any, user: User, **kwargs: Any) -> None:
    again = kwargs.get("reauthentication", False)
    action = "step_up.failed" if again else "second_factor.failed"
    _log(action, user, outcome=Outcome.FAILED)


def _used_up(request: HttpRequest, authenticator: Authenticator | None) -> None:
    """A code opens once, for as long as a slow or fast clock would let it open.

    The library forgets it after half a minute, and does not note the one that set up
    the authenticator.
    """
    if authenticator is None or authenticator.type != Authenticator.Type.TOTP:
        return
    code = normalize_user_code(request.POST.get("code", ""))
    cache.set(
        f"allauth.mfa.totp.used?user={authenticator.user_id}&code={code}",
        "y",
        timeout=mfa.TOTP_PERIOD * (2 * mfa.TOTP_TOLERANCE + 1),
    )


def _named(credentials: dict[str, Any]) -> User | None:
    """The account that was meant, if any: the log never keeps what was typed."""
    name = credentials.get("username", "")
    return User.objects.filter(username__iexact=name).first()


def _log(
    action: str,
    about: User | None,
    *,
    by: User | None = None,
    outcome: Outcome = Outcome.DONE,
    reason: str = "",
) -> None:
    services.note(
        action, about=about, by=by, now=timezone.now(), outcome=outcome, reason=reason
    )
