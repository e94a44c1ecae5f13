"""The working day in Asia/Shanghai, by which customs and the platforms count."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def to_shanghai(now: datetime) -> datetime:
    """The same instant on a Shanghai clock.

    Raises ValueError for an instant without its offset: guessing one would move
    the year's end, and with it a person's annual quota.
    """
    if now.tzinfo is None or now.utcoffset() is None:
        raise ValueError("An instant needs its offset from UTC.")
    return now.astimezone(SHANGHAI)


def today(now: datetime) -> date:
    """The calendar day it is in Shanghai at the instant `now`."""
    return to_shanghai(now).date()
