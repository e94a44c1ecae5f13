"""The working day in Asia/Shanghai, by which customs and the platforms count."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

SHANGHAI = ZoneInfo("Asia/Shanghai")
SATURDAY = 5


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


@dataclass(frozen=True, slots=True)
class WorkClock:
    """Working hours of a day, and the days that are worked: pure."""

    opens: time
    closes: time
    closed: frozenset[date] = frozenset()
    moved: frozenset[date] = frozenset()

    def is_workday(self, day: date) -> bool:
        """Monday to Friday but for holidays, and weekends worked in their place."""
        return day in self.moved or (
            day.weekday() < SATURDAY and day not in self.closed
        )

    def after(self, start: datetime, work: timedelta) -> datetime:
        """When so much working time has passed since an instant."""
        at, left = to_shanghai(start), work
        while True:
            if self.is_workday(at.date()):
                begin = max(at, self._at(at.date(), self.opens))
                end = self._at(at.date(), self.closes)
                if begin < end and left <= end - begin:
                    return begin + left
                left -= max(timedelta(), end - begin)
            at = self._at(at.date() + timedelta(days=1), time.min)

    def before(self, end: datetime, work: timedelta) -> datetime:
        """Since when so much working time has passed at an instant."""
        at, left = to_shanghai(end), work
        while True:
            if self.is_workday(at.date()):
                begin = self._at(at.date(), self.opens)
                until = min(at, self._at(at.date(), self.closes))
                if begin < until and left <= until - begin:
                    return until - left
                left -= max(timedelta(), until - begin)
            at = self._at(at.date() - timedelta(days=1), time.max)

    @staticmethod
    def _at(day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, SHANGHAI)


def clock_in(document: Mapping[str, Any]) -> WorkClock:
    """The clock that a parsed file of working days describes.

    Raises ValueError where a holiday ends before it begins, or a day that is worked
    in its place is no weekend.
    """
    closed: set[date] = set()
    moved: set[date] = set()
    for holiday in document["closed"]:
        first, last = holiday["from"], holiday["to"]
        if last < first:
            raise ValueError(f"{holiday['name']} ends before it begins: {last}.")
        days = (last - first).days + 1
        closed |= {first + timedelta(days=n) for n in range(days)}
        moved |= set(holiday["moved"])
    if wrong := [day for day in moved if day.weekday() < SATURDAY]:
        raise ValueError(f"{wrong[0]} is a weekday: nothing is moved to it.")
    return WorkClock(
        document["opens"], document["closes"], frozenset(closed), frozenset(moved)
    )


@cache
def workdays_file() -> dict[str, Any]:
    """The reviewed file of working days."""
    text = (Path(settings.BASE_DIR) / "config" / "workdays.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def work_clock() -> WorkClock:
    """The clock by which the house keeps its promises."""
    return clock_in(workdays_file())
