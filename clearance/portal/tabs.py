"""The tabs of a shop's list of orders: what each holds, and how many."""

from collections.abc import Callable
from datetime import date

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import Merchant
from clearance.channels.enums import Level
from clearance.identity import queries as identity
from clearance.lib.keyset import CAP, counted_by, shown_count
from clearance.orders.enums import OPEN_STAGES, NumberState, UploadState
from clearance.orders.models import Order
from clearance.portal.lists import visible

type Narrow = Callable[[QuerySet[Order], date], QuerySet[Order]]
type Values = tuple[str, str, str]
"""Level, state of the number and state of the upload of an open order."""

LOOKED_AT = 10_000
"""So many open orders of a shop, the newest, are counted: the page stays fast."""

WAITS_FOR: dict[str, str] = {
    UploadState.AWAITING: "awaiting",
    UploadState.IN_REVIEW: "review",
    UploadState.RETAKE: "retake",
}
MISSING = frozenset({NumberState.MISSING, NumberState.INVALID})


def _undecided(orders: QuerySet[Order], _day: date) -> QuerySet[Order]:
    return orders.filter(stage__in=OPEN_STAGES, level=Level.UNDECIDED)


def _number(orders: QuerySet[Order], _day: date) -> QuerySet[Order]:
    return orders.filter(stage__in=OPEN_STAGES, number_state__in=MISSING)


def _awaiting(orders: QuerySet[Order], day: date) -> QuerySet[Order]:
    return identity.awaiting(orders, day).exclude(identity.sent_back())


def _retake(orders: QuerySet[Order], day: date) -> QuerySet[Order]:
    return identity.awaiting(orders, day).filter(identity.sent_back())


def _in_review(orders: QuerySet[Order], day: date) -> QuerySet[Order]:
    asking = identity.asking_images(orders)
    return asking.filter(identity.in_review()).exclude(identity.covered(day))


TABS: dict[str, tuple[str | Promise, Narrow]] = {
    "all": (_("All"), lambda orders, _day: orders),
    "awaiting": (_("Waiting for ID"), _awaiting),
    "review": (_("In review"), _in_review),
    "retake": (_("New photo"), _retake),
    "number": (_("Number missing"), _number),
    "undecided": (_("Needs a decision"), _undecided),
    "ready": (_("Ready to ship"), identity.ready_to_ship),
}


def tab_counts(merchant: Merchant, day: date) -> dict[str, str]:
    """How many orders each tab has: the open ones are met once, in one query."""
    own = visible(merchant)
    is_open = own.filter(stage__in=OPEN_STAGES).annotate(
        upload=identity.upload_state(day)
    )
    counted, every = counted_by(
        is_open, ("level", "number_state", "upload"), most=LOOKED_AT, beside=own
    )
    counts = dict.fromkeys(TABS, 0)
    for values, count in counted.items():
        for name in _tabs_of(values):
            counts[name] += count
    more = "+" if sum(counted.values()) >= LOOKED_AT else ""
    shown = {name: f"{count:,}{more}" for name, count in counts.items()}
    return shown | {"all": shown_count(every, cap=CAP)}


def _tabs_of(values: Values) -> set[str]:
    """The tabs that hold open orders of these values, as the lists above do."""
    level, number, upload = values
    tabs = {WAITS_FOR[upload]} if upload in WAITS_FOR else set()
    if number in MISSING:
        tabs.add("number")
    if level == Level.UNDECIDED:
        tabs.add("undecided")
    is_clear = upload == UploadState.ON_FILE or level == Level.NONE
    if is_clear or (level == Level.NUMBER_ONLY and number not in MISSING):
        tabs.add("ready")
    return tabs
