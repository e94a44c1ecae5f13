"""Someone without a link asks for one: it goes to the phone on file, or nowhere."""

import time
from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clearance.identity import services
from clearance.identity.enums import CodePurpose
from clearance.identity.models import UploadLink
from clearance.identity.queries.contents import addressee
from clearance.identity.services.links import (
    NOT_SENT_AGAIN,
    RESEND_EVERY,
    locked_order,
)
from clearance.keys.errors import KeyGone, Tampered
from clearance.lib.phones import normalise_phone
from clearance.lib.request_context import current
from clearance.lib.verdicts import Refusal
from clearance.orders.enums import OPEN_STAGES
from clearance.orders.models import Order
from clearance.orders.queries import unseal

LONGEST_NUMBER = 60
SHOPS = 5
"""The same number may be an order of several shops."""

TRIES, PER = 10, timedelta(hours=1)


def ask(number: str, phone: str, *, now: datetime) -> None:
    """Send a new link if the order asks for something and this is the phone on file.

    Nothing is told to the caller: neither whether there is such an order, nor whose.
    """
    number, normal = number.strip(), normalise_phone(phone)
    if not normal or not 0 < len(number) <= LONGEST_NUMBER or "\0" in number:
        return
    orders = Order.objects.filter(
        number=number, stage__in=OPEN_STAGES, is_restricted=False
    )
    for order in orders.order_by("pk")[:SHOPS]:
        try:
            to = addressee(order, unseal([order])[order.pk])
        except (KeyGone, Tampered):
            continue
        if to.phone == normal:
            _send(order.pk, now)


def ask_code(link: UploadLink, purpose: CodePurpose, *, now: datetime) -> None:
    """Ask for a code. Raises Refusal when this address or this link asks too often."""
    if too_often(current().address, "code"):
        raise Refusal(
            _("You asked for a code too often. Try again in an hour."),
            code="too_often",
        )
    services.ask_code(link, purpose, now=now)


def too_often(address: str, what: str = "link") -> bool:
    """Whether this address asked too often within the hour; counts this time.

    `what` it asks for is counted apart: links, codes.

    Set, not incremented: a cache in the database forgets when an increment ends.
    """
    hour = int(time.time() // PER.total_seconds())
    key = f"upload.asked.{what}:{hour}:{address}"
    asked = cache.get(key, 0) + 1
    cache.set(key, asked, timeout=PER.total_seconds())
    return bool(asked > TRIES)


@transaction.atomic
def _send(pk: UUID, now: datetime) -> None:
    order = locked_order(pk)
    newest = UploadLink.objects.filter(order=order).order_by("-created_at").first()
    if newest is not None:
        if newest.created_at > now - RESEND_EVERY:
            return
        if newest.ended_because in NOT_SENT_AGAIN:
            return
    try:
        services.issue_link(order, by=None, now=now)
    except Refusal:
        return
