"""Carrying rehearsals out: which orders flip, then what that means for people."""

from datetime import datetime

from clearance.identity.queries.consequences import consequences
from clearance.lib.workdays import today
from clearance.orders.enums import JobState
from clearance.orders.models import Rehearsal
from clearance.orders.services import find_flips, finish_rehearsal


def drive_rehearsals(*, now: datetime) -> int:
    """Rehearse what waits, or was begun by a worker that died; how many were done."""
    waiting = Rehearsal.objects.exclude(state=JobState.DONE).select_related("rule")
    return sum(bool(rehearse(each, now=now)) for each in waiting.order_by("asked_at"))


def rehearse(rehearsal: Rehearsal, *, now: datetime) -> Rehearsal:
    """Try one draft on all stored orders."""
    found = find_flips(rehearsal, now=now)
    return finish_rehearsal(found, consequences(found, today(now)), now=now)
