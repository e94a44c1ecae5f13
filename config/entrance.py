"""The addresses of logging in: what contract.md names, and nothing else of allauth."""

from allauth.account import views as account
from allauth.usersessions import views as sessions
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from clearance.accounts.access import landing_of
from clearance.lib.access_marks import Denied, access
from clearance.lib.verdicts import Verdict


@access("own")
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """Everybody begins where their work is."""
    if page := landing_of(request.user):
        return redirect(page)
    raise Denied(
        Verdict.no(
            _("This log-in has no shop and no role. Ask an administrator."), "no_role"
        )
    )


urlpatterns = [
    path("", landing, name="landing"),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", sessions.list_usersessions, name="usersessions_list"),
]
