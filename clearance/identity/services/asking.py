"""Asking people for what their orders need, once, and only while it is needed."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from clearance.audit import services as audit
from clearance.audit.rules import Line
from clearance.channels.enums import Level
from clearance.identity.access import may_send_link
from clearance.identity.enums import LinkEnd, LinkPurpose
from clearance.identity.models import UploadLink
from clearance.identity.queries import Standing, standing
from clearance.identity.queries.contents import addressee
from clearance.identity.services.links import (
    NEEDLESS,
    end_links,
    living,
    make_link,
    tell,
)
from clearance.identity.services.people import lock_people
from clearance.keys.errors import KeyGone, Tampered
from clearance.lib.workdays import today
from clearance.orders.models import Order
from clearance.orders.queries import unseal

logger = logging.getLogger(__name__)
TRY_AGAIN, LOOK_AGAIN = timedelta(hours=1), timedelta(days=1)


def drive_links(*, now: datetime, limit: int = 500) -> int:
    """End links that ran out, then ask for what is due; how many links were made.

    Each order is a transaction of its own, which also clears that it is due: killed
    at any moment, the next run asks neither twice nor not at all.
    """
    _end_past(now, limit)
    due = Order.objects.filter(ask_due_at__lte=now).order_by("ask_due_at")
    made = 0
    for order_id in list(due.values_list("pk", flat=True)[:limit]):
        try:
            made += _ask(order_id, now)
        except (KeyGone, Tampered):
            logger.exception("order %s cannot be asked about", order_id)
            _postpone(order_id, now + TRY_AGAIN)
    return made


def end_needless(
    orders: Sequence[Order], found: Mapping[UUID, Standing], *, now: datetime
) -> list[Line]:
    """End the links that these locked orders need no more; lines for the log.

    A link dies when nothing is asked, something else is, or it is asked of somebody
    else than when it was made. An order with a link that lives is not due for another.
    Sets `ask_due_at` on the orders given; saving them is the caller's.
    """
    links = UploadLink.objects.filter(
        order_id__in=[order.pk for order in orders], ended_at__isnull=True
    )
    live = {link.order_id: link for link in links}
    needless = []
    for order in orders:
        asked = bool(may_send_link(order, found[order.pk].state))
        link = live.get(order.pk)
        serves = asked and link is not None and _serves(link, order)
        if link is not None and not serves:
            needless.append(order.pk)
        if serves or not asked:
            order.ask_due_at = None
    return end_links(needless, LinkEnd.NOT_NEEDED, by=None, now=now)


def _ask(order_id: UUID, now: datetime) -> bool:
    with transaction.atomic():
        holders = Order.objects.filter(pk=order_id).values_list("holder_id", flat=True)
        lock_people([holder for holder in holders if holder])
        order = (
            Order.objects.select_for_update(of=("self",))
            .select_related("merchant")
            .get(pk=order_id)
        )
        if order.ask_due_at is None or order.ask_due_at > now:
            return False  # another worker was here
        if (later := _not_now(order, now)) is not None:
            Order.objects.filter(pk=order_id).update(
                ask_due_at=later if later > now else None
            )
            return False

        to = addressee(order, unseal([order])[order.pk])
        link, url, lines = make_link(order, by=None, now=now)
        tell(order, link, url, now=now, to=to)
        audit.record_many(lines)
    return True


def _not_now(order: Order, now: datetime) -> datetime | None:
    """When to look again instead of asking; `now` for never, None to ask."""
    if not may_send_link(order, standing(order, today(now)).state):
        return now
    live = UploadLink.objects.filter(ended_at__isnull=True, expires_at__gt=now)
    if any(_serves(link, order) for link in live.filter(order=order)):
        return now
    if not addressee(order, unseal([order])[order.pk]).phone:
        return now
    if order.level == Level.IMAGES:
        # One upload settles all orders of a person: they are asked once at a time.
        others = living(now).filter(
            purpose=LinkPurpose.IMAGES, order__holder=order.holder_id
        )
        if others.exclude(order=order).exists():
            return now + LOOK_AGAIN
    return None


def _end_past(now: datetime, limit: int) -> None:
    live = UploadLink.objects.filter(ended_at__isnull=True)
    past = live.filter(Q(expires_at__lte=now) | NEEDLESS)
    for order_id in list(past.values_list("order_id", flat=True)[:limit]):
        with transaction.atomic():
            Order.objects.select_for_update().get(pk=order_id)
            if (link := past.filter(order=order_id).first()) is None:
                continue  # renewed or ended meanwhile
            over = link.expires_at <= now
            because = LinkEnd.EXPIRED if over else LinkEnd.NOT_NEEDED
            audit.record_many(end_links([order_id], because, by=None, now=now))


@transaction.atomic
def _postpone(order_id: UUID, until: datetime) -> None:
    Order.objects.filter(pk=order_id).update(ask_due_at=until)


def _serves(link: UploadLink, order: Order) -> bool:
    """Whether a live link asks what the order asks, of the same person."""
    if order.level != Level.IMAGES:
        return link.purpose == LinkPurpose.NUMBER
    return (
        link.purpose == LinkPurpose.IMAGES and link.created_at >= order.holder_since_at
    )
