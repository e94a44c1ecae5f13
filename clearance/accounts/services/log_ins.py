"""Attempts to log in: how many an account may fail, and the lines of the log."""

from datetime import datetime
from typing import Final

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.db import transaction

from clearance.accounts.models import User
from clearance.audit import services as audit
from clearance.audit.enums import Outcome

ANYWHERE: Final = {"login_failed_anywhere": "60/10m/key"}
"""Failures of one account over all addresses together. The narrow limit, by account
and address, is in the settings; this wide one only stops many addresses at once."""

LIFTED_FOR: Final = 24 * 3600
"""Seconds; longer than any limit lasts."""


def attempts_key(username: str, address: str = "") -> str:
    """What failures are counted by; a new one after the limits were lifted."""
    name = username.casefold()
    return f"{name}:{cache.get(_lifted_key(name), '')}:{address}"


def lift_limits(user: User) -> None:
    """Start counting this account's failures anew, from every address."""
    name = user.get_username().casefold()
    lifted = cache.get(_lifted_key(name), 0) + 1
    cache.set(_lifted_key(name), lifted, LIFTED_FOR)
    second_factor = f"mfa-auth-user-{user.pk}"
    for rate in ratelimit.get_rates(app="allauth.account", action="login_failed"):
        if rate.per == "key":
            cache.delete(
                ratelimit.get_cache_key(
                    None,  # asked only for limits by address
                    app="allauth.account",
                    action="login_failed",
                    rate=rate,
                    key=second_factor,
                )
            )


def first_refusal_of(key: str) -> bool:
    """Whether a lock-out is new, so that a flood of attempts writes one line."""
    return bool(cache.add(f"log-in-locked:{key}", 1, 300))


@transaction.atomic
def note(
    action: str,
    *,
    about: User | None,
    by: User | None,
    now: datetime,
    outcome: Outcome = Outcome.DONE,
    reason: str = "",
) -> None:
    """A line of the log about logging in or out; nothing else changes."""
    audit.record(action, about=about, by=by, now=now, outcome=outcome, reason=reason)


def _lifted_key(name: str) -> str:
    return f"log-in-lifted:{name}"
