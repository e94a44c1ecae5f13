"""Deciding open orders alike at once, where the new answer asks nobody for anything."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from clearance.identity.enums import LinkEnd
from clearance.identity.models import UploadLink
from clearance.identity.services.links import end_links
from clearance.lib.among import among
from clearance.orders.models import DecidingRound, Order, Ruling
from clearance.orders.queries import Key, keyed
from clearance.orders.services import Due, keep_at_once


@transaction.atomic
def decide_at_once(
    orders: Collection[UUID],
    answers: Mapping[Key, Ruling],
    bounds: Sequence[int],
    *,
    about: DecidingRound,
    now: datetime,
) -> int:
    """Decide those of these orders that are of a group answered here; how many were.

    The answers ask nobody (`asks_nobody`), so their links end. Locks all orders first,
    logs last.
    """
    locked = Order.objects.select_for_update().filter(among("pk", orders))
    rows = keyed(locked.order_by("pk"), bounds, "decision_count", "updated_at")
    found = [
        Due(pk, decisions, facts_at, ruling)
        for pk, decisions, facts_at, *key in rows
        if (ruling := answers.get(tuple(key))) is not None
    ]
    live = UploadLink.objects.filter(ended_at__isnull=True)
    links = live.filter(among("order__pk", [due.order_id for due in found]))
    linked = list(links.values_list("order_id", flat=True))
    lines = end_links(linked, LinkEnd.NOT_NEEDED, by=None, now=now) if linked else []
    return keep_at_once(found, about=about, now=now, audit_also=lines)
