"""Who works for the shop: its sub-accounts, made and helped by the main account."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from clearance.accounts import services
from clearance.accounts.access import demand_step_up, merchant_of, step_up
from clearance.accounts.enums import MemberRole
from clearance.accounts.models import Membership, Merchant, User
from clearance.lib.access_marks import access
from clearance.lib.verdicts import Refusal

type Done = Any
"""What is said when it is done."""


class NewAccountForm(forms.Form):
    """The log-in name of a colleague."""

    username = forms.CharField(
        label=_("Log-in name"),
        max_length=40,
        help_text=_("3 to 40 small letters, digits, dots or dashes."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


@access("merchant", main_only=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest) -> HttpResponse:
    """The accounts of this shop; the POST adds a sub-account."""
    merchant = shop_of(request)
    form = NewAccountForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            demand_step_up(request)
            try:
                made = services.add_sub_account(
                    merchant=merchant,
                    username=form.cleaned_data["username"],
                    by=_person(request),
                    now=timezone.now(),
                )
            except Refusal as refusal:
                form.add_error("username", str(refusal))
            else:
                said = _shown_once(made.user, made.one_time_password)
                messages.success(request, said)
                return redirect("portal:team")
    accounts = Membership.objects.filter(merchant=merchant).select_related("user")
    context = {
        "merchant": merchant,
        "accounts": list(accounts.order_by("role", "user__username")),
        "form": form,
    }
    return render(request, "portal/team.html", context, status=status)


@access("merchant", main_only=True)
@step_up
@require_POST
def new_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Help a colleague back in: a one-time password, shown once."""

    def give(user: User) -> Done:
        password = services.give_one_time_password(
            user, by=_person(request), now=timezone.now()
        )
        return _shown_once(user, password)

    return _do(request, pk, give)


@access("merchant", main_only=True)
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first, then close an account and log it out everywhere."""
    user = _colleague(request, pk)
    if request.method != "POST":
        context = {"merchant": shop_of(request), "colleague": user}
        return render(request, "portal/team_close.html", context)

    def shut(user: User) -> Done:
        services.deactivate(user, by=_person(request), now=timezone.now())
        return _("This account is closed and logged out everywhere.")

    return _do(request, pk, shut)


@access("merchant", main_only=True)
@step_up
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed account again, with a one-time password."""

    def unshut(user: User) -> Done:
        password = services.reactivate(user, by=_person(request), now=timezone.now())
        return _shown_once(user, password)

    return _do(request, pk, unshut)


def shop_of(request: HttpRequest) -> Merchant:
    """The shop this log-in works for; 404 for a log-in without one."""
    merchant = merchant_of(request.user)
    if merchant is None:
        raise Http404
    return merchant


def _do(request: HttpRequest, pk: int, act: Callable[[User], Done]) -> HttpResponse:
    user = _colleague(request, pk)
    try:
        messages.success(request, act(user))
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return redirect("portal:team")


def _colleague(request: HttpRequest, pk: int) -> User:
    """A sub-account of this shop; every other account is not found."""
    account = get_object_or_404(
        Membership.objects.select_related("user"),
        merchant=shop_of(request),
        role=MemberRole.SUB,
        user_id=pk,
    )
    return account.user


def _person(request: HttpRequest) -> Any:
    return request.user


def _shown_once(user: User, password: str) -> Done:
    return _("One-time password of %(name)s, shown only now: %(password)s") % {
        "name": user.get_username(),
        "password": password,
    }
