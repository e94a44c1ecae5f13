"""Joining by code: a document on file serves an order of the same person (T16).

The person typed type, number and name; a code that went to the phone kept with that
document proves that it is theirs. Their rows are joined, and no photo is asked.
"""

from datetime import datetime

from django.db import transaction

from clearance.audit import services as audit
from clearance.identity.enums import CodePurpose, LinkEnd, LinkPurpose
from clearance.identity.models import OneTimeCode, UploadLink
from clearance.identity.queries.joinable import record_to_join
from clearance.identity.services.codes import try_code, use_code
from clearance.identity.services.links import end_links
from clearance.identity.services.people import join, lock_orders_of, lock_people
from clearance.identity.services.review import settle_orders
from clearance.identity.services.uploads import demand_asked, lock_link
from clearance.lib.workdays import today
from clearance.orders.models import Order


def join_by_code(link: UploadLink, typed: str, *, now: datetime) -> bool:
    """Let the document on file serve the order of this link; whether the code did it.

    False for every wrong code alike, whether one was ever sent or not. Raises Refusal
    when the link ended meanwhile, or its order asks for nothing any more.
    """
    code = try_code(link, CodePurpose.JOIN, typed, now=now)
    return code is not None and _join(code, now=now)


@transaction.atomic
def _join(code: OneTimeCode, *, now: datetime) -> bool:
    holder = Order.objects.values_list("holder_id", flat=True).get(
        pk=code.link.order_id
    )
    owner = code.record.recipient_id if code.record else None
    people = lock_people({pk for pk in (holder, owner) if pk})
    lock_orders_of(people)
    order, link = lock_link(code.link, LinkPurpose.IMAGES, now=now)
    demand_asked(order, now=now)
    record = link.record and record_to_join(order, link.record, today(now))
    # As it was when the code was sent: the same document, of the same person.
    if record is None or record.pk != code.record_id or record.recipient_id != owner:
        return False
    by_id = {person.pk: person for person in people}
    if order.holder_id not in by_id or not use_code(code, now=now):
        return False

    loser, winner = by_id[order.holder_id], by_id[record.recipient_id]
    lines = join(loser, winner, by=None, now=now)
    lines += end_links([order.pk], LinkEnd.JOINED, by=None, now=now)
    # What was typed serves nobody now: a draft without a link is forgotten in a day.
    UploadLink.objects.filter(pk=link.pk).update(record=record)
    lines += settle_orders(winner, now=now)
    joined = audit.line(
        "id.joined_by_code",
        about=record,
        by=None,
        now=now,
        merchant_id=order.merchant_id,
    )
    audit.record_many([*lines, joined])
    return True


def may_see_details(link: UploadLink, typed: str, *, now: datetime) -> bool:
    """Whether this code opens what the person's document covers; once only."""
    code = try_code(link, CodePurpose.STATUS, typed, now=now)
    return code is not None and _opens(code, now=now)


@transaction.atomic
def _opens(code: OneTimeCode, *, now: datetime) -> bool:
    if not use_code(code, now=now):
        return False
    audit.record(
        "status.opened",
        about=code.link,
        by=None,
        now=now,
        merchant_id=code.link.order.merchant_id,
    )
    return True
