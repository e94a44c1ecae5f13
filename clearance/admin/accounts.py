"""Shops with their main account, and the people who log in."""

from typing import Any, override

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from clearance.accounts import services
from clearance.accounts.access import demand_step_up, may_help
from clearance.accounts.enums import ROLE_NAMES, MemberRole, Platform
from clearance.accounts.models import Membership, Merchant, User
from clearance.admin.base import Deed, HouseAdmin, actor, note_change
from clearance.lib.verdicts import Verdict
from clearance.templatetags.clearance_tags import badge


class MerchantForm(forms.ModelForm[Merchant]):
    """A new shop comes with the log-in of its main account."""

    main_username = forms.CharField(
        label=_("Log-in of the main account"),
        max_length=40,
        help_text=_(
            "Small letters, digits, dots or dashes. The password is shown once."
        ),
    )

    class Meta:
        model = Merchant
        fields = ["code", "name", "platform"]


@admin.register(Merchant)
class MerchantAdmin(HouseAdmin):
    """The shops, by code."""

    heading = _("Merchants")
    list_display = ["name", "code", "platform", "main_account", "state_shown"]
    list_filter = ["platform", "is_active"]
    search_fields = ["code"]
    ordering = ["code"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        mains = Membership.objects.filter(role=MemberRole.MAIN).select_related("user")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(Prefetch("memberships", mains, to_attr="mains"))
        )

    def get_form(
        self, request: HttpRequest, obj: Any = None, *args: Any, **kwargs: Any
    ) -> Any:
        if obj is None:
            return MerchantForm
        return super().get_form(request, obj, *args, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ["code", "name", "platform", "main_username"]
        return ["code", "name", "platform", "is_active"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code"] if obj else []

    def has_delete_permission(self, request: HttpRequest, *_: Any) -> bool:
        return False

    @override
    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        demand_step_up(request)
        if change:
            return super().save_form(request, form, change)
        made = services.create_merchant(
            code=form.cleaned_data["code"],
            name=form.cleaned_data["name"],
            platform=Platform(form.cleaned_data["platform"]),
            main_username=form.cleaned_data["main_username"],
            by=actor(request),
            now=now(),
        )
        self.message_user(request, _shown_once(made.user, made.one_time_password))
        return made.user.membership.merchant

    @override
    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        if change:
            super().save_model(request, obj, form, change)
            note_change(request, "merchant.changed", obj, form)

    def save_related(self, request: HttpRequest, form: Any, *_: Any) -> None:
        """A shop has no lists of its own on this form."""

    @admin.display(description=_("State"))
    def state_shown(self, merchant: Merchant) -> SafeString:
        return _open_badge(is_open=merchant.is_active)

    @admin.display(description=_("Main account"))
    def main_account(self, merchant: Any) -> str:
        return ", ".join(each.user.get_username() for each in merchant.mains)


def _open_badge(*, is_open: bool) -> SafeString:
    return badge("done", _("Open")) if is_open else badge("none", _("Closed"))


def _shown_once(user: User, password: str) -> Any:
    return _("One-time password of %(name)s, shown only now: %(password)s") % {
        "name": user.username,
        "password": password,
    }


def _may_help(request: HttpRequest, user: User) -> Verdict:
    return may_help(request.user, user)  # type: ignore[arg-type]


def _may_close(request: HttpRequest, user: User) -> Verdict:
    if not user.is_active:
        return Verdict.no(_("This account is closed."))
    return _may_help(request, user)


def _may_open(request: HttpRequest, user: User) -> Verdict:
    if user.is_active:
        return Verdict.no(_("This account is open."))
    return _may_help(request, user)


def _new_password(request: HttpRequest, user: User) -> Any:
    password = services.give_one_time_password(user, by=actor(request), now=now())
    return _shown_once(user, password)


def _unlock(request: HttpRequest, user: User) -> Any:
    services.unlock(user, by=actor(request), now=now())
    return _("This account may try to log in again.")


def _no_factor(request: HttpRequest, user: User) -> Any:
    services.remove_second_factor(user, by=actor(request), now=now())
    return _("The second factor is gone; it is set up anew at the next log-in.")


def _close(request: HttpRequest, user: User) -> Any:
    services.deactivate(user, by=actor(request), now=now())
    return _("This account is closed and logged out everywhere.")


def _reopen(request: HttpRequest, user: User) -> Any:
    return _shown_once(user, services.reactivate(user, by=actor(request), now=now()))


def _roles() -> list[tuple[str, str]]:
    return [
        (code, role_name(code)) for code in Group.objects.values_list("name", flat=True)
    ]


def role_name(code: str) -> str:
    """A role in the reader's language; one that nobody translated by its code."""
    return str(ROLE_NAMES.get(code, code))


class NewAccountForm(forms.ModelForm[User]):
    """A colleague with roles, or a sub-account of a shop."""

    username = forms.CharField(
        label=_("Log-in name"),
        max_length=40,
        help_text=_("3 to 40 small letters, digits, dots or dashes."),
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=_roles,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For staff."),
    )
    merchant = forms.ModelChoiceField(
        label=_("Merchant"),
        queryset=Merchant.objects.filter(is_active=True),
        required=False,
        help_text=_("For a sub-account of a shop."),
    )

    class Meta:
        model = User
        fields = ["username"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if bool(data.get("roles")) == bool(data.get("merchant")):
            raise forms.ValidationError(
                _("Choose roles for a colleague, or a merchant for a sub-account.")
            )
        return data


class RolesForm(forms.ModelForm[User]):
    """What a member of staff may do."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=_roles,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = User
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.instance.groups.values_list("name", flat=True)
        self.initial["roles"] = list(held)


@admin.register(User)
class UserAdmin(HouseAdmin):
    """Everyone who logs in; helping them back in is a button."""

    heading = _("Users and roles")
    list_display = [
        "username",
        "roles_shown",
        "shop",
        "state_shown",
        "last_login",
    ]
    list_filter = ["is_staff", "is_active"]
    search_fields = ["username"]
    ordering = ["username"]
    deeds = {
        "password": Deed(
            _("One-time password"),
            "clearance.reset_password",
            _may_help,
            _new_password,
            step_up=True,
        ),
        "unlock": Deed(
            _("Unlock"), "clearance.reset_password", _may_help, _unlock, only_if=True
        ),
        "factor": Deed(
            _("Remove second factor"),
            "clearance.reset_password",
            _may_help,
            _no_factor,
            only_if=True,
            danger=True,
            step_up=True,
        ),
        "close": Deed(
            _("Close account"),
            "clearance.change_user",
            _may_close,
            _close,
            only_if=True,
            danger=True,
            step_up=True,
        ),
        "open": Deed(
            _("Open again"),
            "clearance.change_user",
            _may_open,
            _reopen,
            only_if=True,
            step_up=True,
        ),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        users = super().get_queryset(request)
        return users.select_related("membership__merchant").prefetch_related("groups")

    def get_form(
        self, request: HttpRequest, obj: Any = None, *args: Any, **kwargs: Any
    ) -> Any:
        if obj is None:
            return NewAccountForm
        if obj.is_staff:
            return RolesForm
        return super().get_form(request, obj, *args, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ["username", "roles", "merchant"]
        known = ["log_in_name", "state_shown", "last_login", "date_joined"]
        return [*known, "roles"] if obj.is_staff else known

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None:
            return []
        return ["log_in_name", "state_shown", "last_login", "date_joined"]

    def page_context(self, request: HttpRequest, row: User) -> dict[str, Any]:
        """An account of a shop has nothing to save here: its buttons are all."""
        return {"show_save": row.is_staff, "show_save_and_continue": row.is_staff}

    def has_delete_permission(self, request: HttpRequest, *_: Any) -> bool:
        return False

    @override
    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        demand_step_up(request)
        by = actor(request)
        data = form.cleaned_data
        if change:
            if "roles" in data:
                services.set_roles(form.instance, data["roles"], by=by, now=now())
            return form.instance
        if merchant := data["merchant"]:
            made = services.add_sub_account(
                merchant=merchant, username=data["username"], by=by, now=now()
            )
        else:
            made = services.add_staff(
                username=data["username"], roles=data["roles"], by=by, now=now()
            )
        self.message_user(request, _shown_once(made.user, made.one_time_password))
        return made.user

    @override
    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        """The service saved it."""

    def save_related(self, request: HttpRequest, form: Any, *_: Any) -> None:
        """The service saved it."""

    @admin.display(description=_("State"))
    def state_shown(self, user: User) -> SafeString:
        if user.is_active and user.must_change_password:
            return badge("wait", _("One-time password"))
        return _open_badge(is_open=user.is_active)

    @admin.display(description=_("Log-in name"))
    def log_in_name(self, user: User) -> str:
        return user.get_username()

    @admin.display(description=_("Roles"))
    def roles_shown(self, user: User) -> str:
        return ", ".join(sorted(role_name(group.name) for group in user.groups.all()))

    @admin.display(description=_("Shop"))
    def shop(self, user: User) -> str:
        membership = getattr(user, "membership", None)
        return str(membership.merchant) if membership else ""
