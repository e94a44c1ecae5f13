"""The one admin site; made inside clearance.admin it would be thrown away."""

from typing import Any, override

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from clearance.lib.access_marks import Denied, Mark


class ClearanceAdminSite(admin.AdminSite):
    site_title = _("Clearance")
    site_header = _("Clearance")
    index_title = _("What needs doing now")

    def register(self, model_or_iterable: Any, *args: Any, **options: Any) -> None:
        """Our own records alone: the tables of libraries are nobody's to edit."""
        models = [model_or_iterable]
        if not isinstance(model_or_iterable, type):
            models = list(model_or_iterable)
        ours = [model for model in models if model._meta.app_label == "clearance"]
        super().register(ours, *args, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff; another log-in is told no, instead of being asked to log in again."""
        # Here, not above: the site is made before the models are.
        from clearance.accounts.access import may_enter_as_staff  # noqa: PLC0415

        if not request.user.is_authenticated:
            return False
        if not (verdict := may_enter_as_staff(request.user, Mark("staff"))):
            raise Denied(verdict)
        return True

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The start page says what needs doing now."""
        from clearance.reports.start import start_page  # noqa: PLC0415

        context = {"start": start_page(request)} | (extra_context or {})
        return super().index(request, context)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The admin has no log-in page of its own; where to go afterwards is kept."""
        wanted = request.GET.get("next") or request.POST.get("next")
        query = f"?{urlencode({'next': wanted})}" if wanted else ""
        return redirect(reverse("account_login") + query)

    login.login_required = False  # type: ignore[attr-defined]
    login.access_mark = Mark("public")  # type: ignore[attr-defined]

    def logout(  # type: ignore[override]  # a redirect will do
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """Everybody leaves by the same door, which writes it down."""
        from allauth.account.views import logout  # noqa: PLC0415

        response: HttpResponse = logout(request)
        return response

    def password_change(  # type: ignore[override]  # a redirect will do
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """One page to change a password, for everybody."""
        return redirect("account_change_password")

    @override
    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        guarded = super().admin_view(view, cacheable)
        guarded.access_mark = getattr(view, "access_mark", Mark("staff"))
        return guarded


class ClearanceAdminConfig(AdminConfig):
    default_site = "config.admin.ClearanceAdminSite"


def __getattr__(name: str) -> Any:
    # The site exists only once the apps are loaded.
    if name == "site":
        return admin.site
    raise AttributeError(name)
