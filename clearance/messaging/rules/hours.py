"""When people are written to: by day where they are, 9:00-21:00 unless set otherwise.

Of a country with several zones those count in which most people live, and a message
leaves when it is day in each.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import NumberParseException

_HOUSE = ("Asia/Shanghai",)
_ZONES = {
    "AM": ("Asia/Yerevan",),
    "AU": ("Australia/Sydney", "Australia/Perth"),
    "BY": ("Europe/Minsk",),
    "CA": ("America/Toronto", "America/Vancouver"),
    "DE": ("Europe/Berlin",),
    "ES": ("Europe/Madrid",),
    "FR": ("Europe/Paris",),
    "GB": ("Europe/London",),
    "IT": ("Europe/Rome",),
    "JP": ("Asia/Tokyo",),
    "KG": ("Asia/Bishkek",),
    "KR": ("Asia/Seoul",),
    "KZ": ("Asia/Almaty",),
    "NZ": ("Pacific/Auckland",),
    "RU": ("Europe/Moscow", "Asia/Vladivostok"),
    "TH": ("Asia/Bangkok",),
    "US": ("America/New_York", "America/Los_Angeles"),
    "UZ": ("Asia/Tashkent",),
    "VN": ("Asia/Ho_Chi_Minh",),
}
"""Countries whose clock is not that of Shanghai, as Hong Kong's and Singapore's is."""


def window(said: str) -> tuple[int, int]:
    """Hours written as `9-21`. Raises ValueError when they are none."""
    first, _, last = said.partition("-")
    begin, end = int(first), int(last)
    # Eight hours at least: else there is none in which it is day in every zone.
    if not (begin >= 0 and begin + 8 <= end <= 24):
        raise ValueError("hours are written as 9-21, and are eight or more")
    return begin, end


def country_of(phone: str) -> str:
    """The country of a phone in E.164, or "" where it tells none."""
    try:
        number = phonenumbers.parse(phone)
    except NumberParseException:
        return ""
    found = phonenumbers.region_code_for_number(number)
    found = found or phonenumbers.region_code_for_country_code(number.country_code or 0)
    return found if found.isalpha() and found != "ZZ" else ""


def leave_at(now: datetime, country: str, hours: tuple[int, int]) -> datetime:
    """The first moment from now on at which it is day for people in a country."""
    zones = [ZoneInfo(name) for name in _ZONES.get(country, _HOUSE)]
    at = now
    while (later := max(_day_of(at, zone, hours) for zone in zones)) > at:
        at = later
    return at


def _day_of(at: datetime, zone: ZoneInfo, hours: tuple[int, int]) -> datetime:
    begin, end = hours
    local = at.astimezone(zone)
    if begin <= local.hour < end:
        return at
    day = local.date() + timedelta(days=1 if local.hour >= end else 0)
    return datetime.combine(day, time(begin), tzinfo=zone).astimezone(at.tzinfo)
