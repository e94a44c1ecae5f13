"""When a message that failed is tried again, and when it is of no use any more."""

from datetime import timedelta

URGENT = frozenset({"CODE"})
"""What a person asked for this minute: it leaves at any hour, and before all others."""

USEFUL = timedelta(minutes=15)
"""How long an urgent message is worth sending."""

GIVE_UP_AFTER = 30
"""Attempts: a little more than a day, so that a carrier may be down for one."""

LONGEST_WAIT = timedelta(hours=1)

RETRY_WITHIN = timedelta(days=7)
"""As long as a link is valid: an older message would lead nowhere."""


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: doubling, at most an hour."""
    return min(timedelta(seconds=30 << min(attempts, 10)), LONGEST_WAIT)
