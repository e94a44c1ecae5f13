"""Ways out for people who cannot log in, and the end of an account."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clearance.accounts import access
from clearance.accounts.models import User
from clearance.accounts.services.log_ins import lift_limits
from clearance.accounts.services.making import one_time_password
from clearance.accounts.services.roles import keep_an_admin_besides
from clearance.audit import services as audit
from clearance.lib.verdicts import Refusal


@transaction.atomic
def give_one_time_password(user: User, *, by: User | None, now: datetime) -> str:
    """Help after a lost password: a random one, shown once, to be changed at log-in.

    Every log-in of that account ends at once, and its failed attempts are forgotten.
    """
    access.may_help(by, user).demand()
    password = _set_one_time_password(user)
    lift_limits(user)
    _record("account.password_reset", user, by=by, now=now)
    return password


@transaction.atomic
def choose_password(user: User, password: str, *, now: datetime) -> None:
    """The person's own password, after which the one-time password is history."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    _record("account.password_changed", user, by=user, now=now)


@transaction.atomic
def remove_second_factor(user: User, *, by: User | None, now: datetime) -> None:
    """Help after a lost phone: the next log-in sets up a new authenticator."""
    access.may_help(by, user).demand()
    Authenticator.objects.filter(user=user).delete()
    _end_sessions(user)
    _record("account.second_factor_removed", user, by=by, now=now)


@transaction.atomic
def unlock(user: User, *, by: User | None, now: datetime) -> None:
    """Forget the failed attempts on this account, from every address."""
    access.may_help(by, user).demand()
    lift_limits(user)
    _record("account.unlocked", user, by=by, now=now)


@transaction.atomic
def deactivate(user: User, *, by: User | None, now: datetime) -> None:
    """Close an account: it stays in the log, and nobody can log in with it.

    Raises Refusal for one's own account and for the last administrator.
    """
    access.may_help(by, user).demand()
    if not user.is_active:
        raise Refusal(_("This account is closed already."), "already_closed")
    keep_an_admin_besides(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    _end_sessions(user)
    _record("account.closed", user, by=by, now=now)


@transaction.atomic
def reactivate(user: User, *, by: User | None, now: datetime) -> str:
    """Open a closed account again, with a one-time password."""
    access.may_help(by, user).demand()
    if user.is_active:
        raise Refusal(_("This account is open."), "already_open")
    user.is_active = True
    user.save(update_fields=["is_active"])
    password = _set_one_time_password(user)
    _record("account.opened", user, by=by, now=now)
    return password


def _set_one_time_password(user: User) -> str:
    password = one_time_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    _end_sessions(user)
    return password


def _end_sessions(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()


def _record(action: str, user: User, *, by: User | None, now: datetime) -> None:
    audit.record(
        action, about=user, by=by, now=now, merchant_id=access.merchant_id_of(user)
    )
