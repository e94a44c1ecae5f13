"""The promise of the review: judged within four working hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from clearance.lib.workdays import work_clock, workdays_file

SOON = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Promise:
    """Until when a document is to be judged, and how that stands now.

    `stands` is one of IN_TIME, SOON (less than a working hour is left), LATE.
    """

    due_at: datetime
    stands: str


def promised_within() -> timedelta:
    """The working time within which a document is to be judged."""
    return timedelta(hours=workdays_file()["review_hours"])


def promise_of(submitted_at: datetime, *, now: datetime) -> Promise:
    """Until when a document is to be judged. What was sent first is due first."""
    clock = work_clock()
    due_at = clock.after(submitted_at, promised_within())
    if due_at < now:
        return Promise(due_at, "LATE")
    return Promise(due_at, "SOON" if clock.after(now, SOON) >= due_at else "IN_TIME")


def late_since(now: datetime) -> datetime:
    """What was sent before this instant is late now."""
    return work_clock().before(now, promised_within())
