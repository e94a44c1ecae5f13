"""People who log in, made for tests, and browsers that are logged in as them."""

import time
from typing import Any

from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from clearance.accounts import services
from clearance.accounts.access import SECOND_FACTOR_AT
from clearance.accounts.enums import MemberRole, Platform
from clearance.accounts.models import Membership, Merchant, User

PASSWORD = "correct-horse-battery-7"


class Browser(Client):
    """A browser that speaks HTTPS, as everybody has to."""

    def generic(self, *args: Any, **kwargs: Any) -> Any:
        kwargs["secure"] = True
        return super().generic(*args, **kwargs)


def make_staff(*roles: str, username: str = "") -> User:
    """A member of staff with these roles of config/roles.toml."""
    if not Group.objects.exists():
        services.sync_roles(by=None, now=timezone.now())
    user = _user(username or "-".join(roles) or "staff", is_staff=True)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


def make_merchant(code: str = "hoshi", **fields: Any) -> Merchant:
    return Merchant.objects.create(
        code=code,
        name=fields.pop("name", code.title()),
        platform=Platform.TMALL,
        **fields,
    )


def make_member(merchant: Merchant, role: MemberRole = MemberRole.MAIN) -> User:
    user = _user(f"{merchant.code}-{role.lower()}")
    Membership.objects.create(user=user, merchant=merchant, role=role)
    return user


def browser_of(user: User, *, second_factor: bool = True) -> Browser:
    """Logged in, with the second factor entered just now."""
    browser = Browser()
    browser.force_login(user)
    if second_factor:
        session = browser.session
        session[SECOND_FACTOR_AT] = time.time()
        session.save()
    return browser


def _user(username: str, **fields: Any) -> User:
    user = User(username=username, **fields)
    user.set_password(PASSWORD)
    user.save()
    return user
