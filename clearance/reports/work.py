"""The numbers beside the places of work: one query for all of them, capped."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import now

from clearance.audit.models import ChainHead
from clearance.channels.enums import Level
from clearance.exchange.enums import BatchState
from clearance.exchange.models import ImportBatch
from clearance.identity import queries as identity
from clearance.identity.enums import RecordState
from clearance.identity.models import IdRecord
from clearance.lib.keyset import capped_counts
from clearance.lib.workdays import today
from clearance.orders.enums import OPEN_STAGES, NumberState, OverrideState
from clearance.orders.models import Order, Override


def work_lists() -> dict[str, QuerySet[Any]]:
    """Every list of work, by the key its place is counted under."""
    day = today(now())
    orders = Order.objects.all()
    is_open = orders.filter(stage__in=OPEN_STAGES)
    missing = [NumberState.MISSING, NumberState.INVALID]
    return {
        "review": IdRecord.objects.filter(
            state=RecordState.PENDING, submitted_at__isnull=False
        ),
        "awaiting": identity.awaiting(orders, day),
        "undecided": is_open.filter(level=Level.UNDECIDED),
        "number_missing": is_open.filter(number_state__in=missing),
        "overrides": Override.objects.filter(state=OverrideState.PENDING),
        "imports": ImportBatch.objects.filter(state=BatchState.CHECKED),
        "ready": identity.ready_to_ship(orders, day),
    }


def count_work(*names: str) -> dict[str, int]:
    """How many rows each list has, none counted beyond the cap; all if unnamed."""
    lists = work_lists()
    wanted = {name: lists[name] for name in names or lists}
    # The head of the log is the one row that is always there.
    return capped_counts(ChainHead.objects.filter(pk=1), wanted)


SIDEBAR = ("review", "undecided", "number_missing", "overrides", "imports")


def _counted(name: str) -> Callable[[Any], int | None]:
    def count(user: Any) -> int | None:
        # Kept on the person of this request: one query for the whole sidebar.
        if not hasattr(user, "work_counts"):
            user.work_counts = count_work(*SIDEBAR)
        return int(user.work_counts[name]) or None

    return count


COUNTS = {name: _counted(name) for name in SIDEBAR}
