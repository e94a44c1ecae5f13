"""Times as order files write them; without an offset they are Asia/Shanghai."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from clearance.exchange.reading.cells import Numeric, plain_decimal, unwrapped
from clearance.exchange.reading.problems import Wrong

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
YEARS: Final = range(2000, 2100)

_ISO: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.,]+(?:Z|[+-][0-9:]+)?)?"
)
_COMPACT: Final = re.compile(r"([0-9]{8})(?:([0-9]{6})([0-9]{3})?)?")
_LOOSE: Final = re.compile(
    r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?"
    r"(?:[T ]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?)?"
)


def instant(cell: str, *, day_zero: date) -> datetime:
    """The aware UTC time a cell names; a day alone is its midnight in Shanghai.

    Accepts ISO 8601, `2026/11/1 8:00`, `2026.11.01`, YYYYMMDD with or without
    hhmmss, and the serial numbers of a workbook that counts days from `day_zero`.
    Raises Wrong with `date`.
    """
    try:
        local = _read(cell, day_zero)
        if local.tzinfo is None:
            local = local.replace(tzinfo=SHANGHAI)
        if local.year in YEARS:
            return local.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Wrong("date") from None
    raise Wrong("date")


def _read(cell: str, day_zero: date) -> datetime:
    if isinstance(cell, Numeric):
        text = plain_decimal(cell)
        if not _COMPACT.fullmatch(text):
            return _serial(float(text), day_zero)
    elif _ISO.fullmatch(cell):
        return datetime.fromisoformat(cell)
    else:
        text = unwrapped(cell)
    if _ISO.fullmatch(text):
        return datetime.fromisoformat(text)
    if compact := _COMPACT.fullmatch(text):
        digits, clock = compact[1], compact[2] or "000000"
        return datetime.fromisoformat(f"{digits}T{clock}")
    if loose := _LOOSE.fullmatch(text):
        year, month, day, hour, minute, second = (
            int(part or 0) for part in loose.groups()
        )
        local = time(hour, minute, second)
        return datetime.combine(date(year, month, day), local)
    raise Wrong("date")


def _serial(days: float, day_zero: date) -> datetime:
    # Whole seconds: the fraction of a day is a rounded binary number.
    return datetime.combine(day_zero, time()) + timedelta(seconds=round(days * 86_400))
