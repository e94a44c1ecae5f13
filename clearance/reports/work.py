"""The numbers beside the places of work: one query for all of them, capped."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import now

from clearance.channels.enums import Level
from clearance.exchange.enums import BatchState
from clearance.exchange.models import ImportBatch
from clearance.identity import queries as identity
from clearance.identity.enums import RecordState
from clearance.identity.models import IdRecord
from clearance.lib.keyset import capped_counts
from clearance.lib.workdays import today
from clearance.messaging import queries as messaging
from clearance.orders.enums import OPEN_STAGES, NumberState, OverrideState
from clearance.orders.models import Order, Override

MISSING = [NumberState.MISSING, NumberState.INVALID]


def _open_orders() -> QuerySet[Any]:
    return Order.objects.filter(stage__in=OPEN_STAGES)


def _sent() -> QuerySet[Any]:
    return IdRecord.objects.filter(
        state=RecordState.PENDING, submitted_at__isnull=False
    )


# Every list of work, by the key its place is counted under; made only when counted.
LISTS: dict[str, Callable[[], QuerySet[Any]]] = {
    "review": _sent,
    "awaiting": lambda: identity.awaiting(Order.objects.all(), today(now())),
    "undecided": lambda: _open_orders().filter(level=Level.UNDECIDED),
    "number_missing": lambda: _open_orders().filter(number_state__in=MISSING),
    "overrides": lambda: Override.objects.filter(state=OverrideState.PENDING),
    "imports": lambda: ImportBatch.objects.filter(state=BatchState.CHECKED),
    "given_up": lambda: messaging.given_up(now()),
    "ready": lambda: identity.ready_to_ship(Order.objects.all(), today(now())),
}


def count_work(*names: str) -> dict[str, int]:
    """How many rows each list has, none counted beyond the cap; all if unnamed."""
    wanted = {name: LISTS[name]() for name in names or LISTS}
    return capped_counts(wanted)


SIDEBAR = ("review", "undecided", "number_missing", "overrides", "imports")


def _counted(name: str) -> Callable[[Any], int | None]:
    def count(user: Any) -> int | None:
        # Kept on the person of this request: one query for the whole sidebar.
        if not hasattr(user, "work_counts"):
            user.work_counts = count_work(*SIDEBAR)
        return int(user.work_counts[name]) or None

    return count


COUNTS = {name: _counted(name) for name in SIDEBAR}
