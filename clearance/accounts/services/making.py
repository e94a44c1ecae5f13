"""New accounts: a shop with its main account, sub-accounts, staff, the first of all."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clearance.accounts import access, rules
from clearance.accounts.enums import MemberRole, Platform
from clearance.accounts.models import Membership, Merchant, User
from clearance.accounts.services.roles import codes_of, groups_of
from clearance.audit import services as audit
from clearance.lib.verdicts import Refusal


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A log-in and its one-time password, which is shown once and kept nowhere."""

    user: User
    one_time_password: str

    def __repr__(self) -> str:
        return f"NewAccount({self.user.pk})"


@transaction.atomic
def create_merchant(
    *,
    code: str,
    name: str,
    platform: Platform,
    main_username: str,
    by: User | None,
    now: datetime,
) -> NewAccount:
    """Add a shop together with its main account, `.user.membership.merchant`.

    Raises Refusal when the code or the log-in name is taken or unusable.
    """
    if by is not None:
        access.may(by, "clearance.add_merchant").demand()
    if not rules.is_code(code) or not name.strip():
        raise Refusal(_("A shop needs a name, and a code of small letters."), "invalid")
    if Merchant.objects.filter(code=code).exists():
        raise Refusal(_("There is a shop with this code already."), "code_taken")

    merchant = Merchant.objects.create(code=code, name=name.strip(), platform=platform)
    account = _new_account(main_username)
    _works_for(merchant, account.user, MemberRole.MAIN)

    audit.record(
        "merchant.added", about=merchant, by=by, now=now, merchant_id=merchant.pk
    )
    return account


@transaction.atomic
def add_sub_account(
    *, merchant: Merchant, username: str, by: User | None, now: datetime
) -> NewAccount:
    """Give a shop another log-in, which sees states but no identity documents."""
    if by is not None:
        access.may_manage_team(by, merchant).demand()
    account = _new_account(username)
    _works_for(merchant, account.user, MemberRole.SUB)

    audit.record(
        "account.added", about=account.user, by=by, now=now, merchant_id=merchant.pk
    )
    return account


@transaction.atomic
def add_staff(
    *, username: str, roles: Iterable[str], by: User | None, now: datetime
) -> NewAccount:
    """Take a member of staff in, with the roles they begin with."""
    if by is not None:
        access.may(by, "clearance.add_user").demand()
    groups = groups_of(roles)
    account = _new_account(username, is_staff=True)
    account.user.groups.set(groups)

    audit.record(
        "account.added", about=account.user, by=by, now=now, reason=codes_of(groups)
    )
    return account


@transaction.atomic
def create_first_admin(
    *, username: str, now: datetime, force: bool = False
) -> NewAccount:
    """The account that makes all others, from the installation's command line.

    Raises Refusal when an administrator is active already, unless forced.
    """
    if not force and access.active_admins().exists():
        raise Refusal(
            _("There is an active administrator already."),
            "admin_exists",
            _("Ask them, or use --force when none of them can log in any more."),
        )
    return add_staff(username=username, roles=["admin"], by=None, now=now)


def one_time_password() -> str:
    """About 79 random bits that can be read out over the phone."""
    letters = "".join(secrets.choice(rules.CLEAR_LETTERS) for _ in range(16))
    return rules.in_groups(letters)


def _new_account(username: str, *, is_staff: bool = False) -> NewAccount:
    if not rules.is_login_name(username):
        raise Refusal(
            _("A log-in name has 3 to 40 small letters, digits, dots or dashes."),
            "invalid",
        )
    if User.objects.filter(username__iexact=username).exists():
        raise Refusal(_("This log-in name is taken."), "name_taken")
    password = one_time_password()
    user = User(username=username, is_staff=is_staff, must_change_password=True)
    user.set_password(password)
    user.save()
    return NewAccount(user, password)


def _works_for(merchant: Merchant, user: User, role: MemberRole) -> None:
    Membership.objects.create(user=user, merchant=merchant, role=role)
