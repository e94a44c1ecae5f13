"""Who a log-in is, and what it may: staff by role and permission, merchants by shop."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, TypeGuard

from allauth.account import app_settings as account_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.db.models import OuterRef, QuerySet, StringAgg, Subquery, Value
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from clearance.accounts.enums import MemberRole
from clearance.accounts.models import Membership, Merchant, User
from clearance.lib.access_marks import Mark, guard
from clearance.lib.verdicts import Verdict

type Person = User | AbstractBaseUser | AnonymousUser
"""Whoever stands behind a request, logged in or not."""


def _is_known(person: Person) -> TypeGuard[User]:
    return isinstance(person, User) and person.is_active


def logged_in(user_id: int) -> User | None:
    """The account behind a session, with its shop, roles and rights: one query."""
    groups = Group.objects.filter(user=OuterRef("pk")).order_by().values("user")
    rights = Permission.objects.filter(group__user=OuterRef("pk")).order_by()
    right = Concat("content_type__app_label", Value("."), "codename")
    comma = Value(",")
    user = (
        User.objects.filter(pk=user_id)
        .select_related("membership__merchant")
        .annotate(
            role_names=Subquery(
                groups.annotate(names=StringAgg("name", comma)).values("names")
            ),
            right_names=Subquery(
                rights.values("group__user")
                .annotate(names=StringAgg(right, comma))
                .values("names")
            ),
        )
        .first()
    )
    if user is None:
        return None
    user.known_roles = frozenset(_listed(user.role_names))
    if not user.is_superuser:
        # Where the back end that asks permissions of groups keeps what it found.
        user.__dict__["_group_perm_cache"] = set(_listed(user.right_names))
    return user


def _listed(names: str | None) -> list[str]:
    return names.split(",") if names else []


def membership_of(person: Person) -> Membership | None:
    """The shop account of this log-in, asked for once; none for a closed shop."""
    if not _is_known(person) or person.is_staff:
        return None
    membership: Membership | None = getattr(person, "membership", None)
    return membership if membership and membership.merchant.is_active else None


def merchant_of(person: Person) -> Merchant | None:
    """The shop this log-in works for."""
    membership = membership_of(person)
    return membership.merchant if membership else None


def is_main(person: Person) -> bool:
    """Whether this is the main account of its shop."""
    membership = membership_of(person)
    return membership is not None and membership.role == MemberRole.MAIN


def is_staff_of(person: Person, role: str) -> bool:
    """Whether this is a member of staff who holds the role of config/roles.toml."""
    if not _is_known(person) or not person.is_staff:
        return False
    return role in roles_of(person)


def roles_of(person: Person) -> frozenset[str]:
    """The roles of this member of staff, asked for once per request."""
    if not _is_known(person):
        return frozenset()
    if person.known_roles is None:
        person.known_roles = frozenset(person.groups.values_list("name", flat=True))
    return person.known_roles


def may(person: Person, permission: str) -> Verdict:
    """Whether this member of staff holds a permission (`clearance.review_idrecord`)."""
    if _is_known(person) and person.is_staff and person.has_perm(permission):
        return Verdict.yes()
    return Verdict.no(_("Your role does not include this."), "no_permission")


def may_be_second(person: Person, permission: str, *, first_id: int | None) -> Verdict:
    """Whether this person may confirm what the first one asked for.

    Any other holder of the permission may, never the first one.
    """
    if not (verdict := may(person, permission)):
        return verdict
    if first_id is not None and person.pk == first_id:
        return Verdict.no(
            _("A second person has to confirm this: you asked for it."), "same_person"
        )
    return Verdict.yes()


def may_manage_team(person: Person, merchant: Merchant) -> Verdict:
    """Whether this person may give the shop another log-in."""
    if merchant_of(person) == merchant and is_main(person):
        return Verdict.yes()
    if may(person, "clearance.change_merchant"):
        return Verdict.yes()
    return Verdict.no(
        _("Only the main account of this shop can do this. Ask its owner."), "main_only"
    )


def may_help(person: User | None, user: User) -> Verdict:
    """Whether this person may help another account back in, or close it.

    Staff who hold the permission, a main account for its own sub-accounts, and the
    command line (None). Nobody for themselves: whoever took over a log-in must not
    be able to take the second factor away.
    """
    if person is None:
        return Verdict.yes()
    if person.pk == user.pk:
        return Verdict.no(_("Ask a colleague to do this for you."), "same_person")
    if may(person, "clearance.reset_password"):
        return Verdict.yes()
    shop = merchant_of(person) if is_main(person) else None
    theirs: Membership | None = getattr(user, "membership", None)
    if shop and theirs and theirs.merchant_id == shop.pk:
        return Verdict.yes()
    return Verdict.no(_("Your role does not include this."), "no_permission")


def active_admins() -> QuerySet[User]:
    """Those who can make and help all other accounts."""
    return User.objects.filter(is_active=True, is_staff=True, groups__name="admin")


def merchant_id_of(user: User) -> int | None:
    """The shop of an account, active or not, for the access log."""
    membership: Membership | None = getattr(user, "membership", None)
    return membership.merchant_id if membership else None


@guard("staff")
def may_enter_as_staff(person: Person, mark: Mark) -> Verdict:
    """Staff only; and only those who hold the permission, where the view names one."""
    if not _is_known(person) or not person.is_staff:
        return Verdict.no(_("This page is for staff."), "wrong_audience")
    if mark.permission:
        return may(person, mark.permission)
    return Verdict.yes()


@guard("merchant")
def may_enter_as_merchant(person: Person, mark: Mark) -> Verdict:
    """Accounts of an active shop only; where the view says so, its main account."""
    if membership_of(person) is None:
        return Verdict.no(_("This page is for shops."), "wrong_audience")
    if mark.main_only and not is_main(person):
        return Verdict.no(
            _("Only the main account of this shop can do this. Ask its owner."),
            "main_only",
        )
    return Verdict.yes()


def second_factor_demanded(person: Person) -> bool:
    """Staff and main accounts need a second factor, except in the demo."""
    if settings.DEMO or not _is_known(person):
        return False
    return person.is_staff or is_main(person)


def has_second_factor(person: Person) -> bool:
    """Whether an authenticator app is set up for this log-in."""
    return (
        _is_known(person)
        and Authenticator.objects.filter(
            user=person, type=Authenticator.Type.TOTP
        ).exists()
    )


SECOND_FACTOR_AT = "second_factor_at"
"""In the session: when a code was last entered, or the authenticator set up, in it."""


def recently_proved(request: HttpRequest) -> bool:
    """Whether this person proved who they are within the last minutes.

    With the second factor where one is demanded, else by password; logging in counts.
    """
    if second_factor_demanded(request.user):
        return _is_recent(request.session.get(SECOND_FACTOR_AT, 0))
    return recently_logged_in(request)


def recently_logged_in(request: HttpRequest) -> bool:
    """Whether a password or code was entered within the last minutes."""
    records = get_authentication_records(request, request.user)
    return bool(records) and _is_recent(records[-1]["at"])


def _is_recent(at: float) -> bool:
    lasts: int = account_settings.REAUTHENTICATION_TIMEOUT
    return time.time() - at < lasts


def demand_step_up(request: HttpRequest) -> None:
    """Before something dangerous: send the person to prove who they are again.

    Raises ReauthenticationRequired, which the middleware turns into the page for it.
    Off in the demo only.
    """
    if not settings.DEMO and not recently_proved(request):
        raise ReauthenticationRequired


def step_up[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A view that asks for a fresh proof of who is there; below `@access`.

    A POST is not repeated by itself afterwards: the person presses the button again.
    """

    @wraps(view)
    def proved(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        demand_step_up(request)
        return view(request, *args, **kwargs)

    return proved


def acting_as(person: Person) -> str:
    """The role that the access log shows beside what this person does."""
    if membership := membership_of(person):
        return str(membership.role)
    return ",".join(sorted(roles_of(person)))[:40]


def landing_of(person: Person) -> str:
    """The path where a log-in begins its work; empty for one without shop or role."""
    if membership_of(person) is not None:
        return "/portal/"
    if not _is_known(person) or not person.is_staff:
        return ""
    match sorted(roles_of(person)):
        case ["reviewer"]:
            return "/desk/review/"
        case ["support"]:
            return "/desk/"
    return "/admin/"
