"""Documents of the demo: drawn, sent in through links, and judged, in every state."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from uuid import UUID

from django.db import transaction

from clearance.accounts.models import User
from clearance.channels.enums import Level, Subject
from clearance.demo.people import Person, person, with_number
from clearance.demo.photograph import Flaw
from clearance.demo.pictures import draw, sides
from clearance.identity import services as identity
from clearance.identity.models import IdRecord
from clearance.lib.documents import check
from clearance.lib.workdays import today
from clearance.orders.enums import OPEN_STAGES
from clearance.orders.models import Order, Override
from clearance.orders.queries import unseal
from clearance.orders.services import propose_override

HOUR = timedelta(hours=1)
TWO_WEEKS = timedelta(days=14)
SHARPNESS = {"send_back": (Flaw.BLUR,), "grey": (Flaw.GREY,)}

# What becomes of the documents, in turn.
FATES = (
    "accept_reuse",
    "in_review",
    "accept",
    "send_back",
    "accept_reuse",
    "in_review",
    "in_review",
    "opened",
    "accept_reuse",
    "revoked",
)


def fill_documents(*, begun: datetime, now: datetime) -> None:
    """Send in a document for some of the orders that ask, and decide a few by hand.

    Each document is one transaction, and orders that have a link already had theirs:
    killed anywhere, the next run goes on.
    """
    if Override.objects.exists():
        return  # the last thing that is done here
    asking = _asking()
    at = begun + HOUR
    for index, (fate, order) in enumerate(zip(FATES, asking, strict=False)):
        if not order.links.exists():
            _play(fate, order, index, at=at)
        at += HOUR
    _let_one_expire(asking[len(FATES) :], now)
    _decide_by_hand(now)


@transaction.atomic
def _play(fate: str, order: Order, index: int, *, at: datetime) -> None:
    reviewer = User.objects.get(username="reviewer")
    support = User.objects.get(username="support")
    match fate:
        case "opened":
            identity.issue_link(order, by=None, now=at)
        case "revoked":
            link, _url = identity.issue_link(order, by=None, now=at)
            identity.revoke_link(link, by=support, now=at + HOUR)
        case _:
            record = _send(order, fate, index, at=at)
            _judge(record, fate, reviewer, at=at + HOUR)


def _let_one_expire(asking: list[Order], now: datetime) -> None:
    """A document approved weeks ago that has ended since."""
    for order in asking:
        at = order.received_at + HOUR
        if today(at) + TWO_WEEKS < today(now):
            if not order.links.exists():
                _play("expire", order, 99, at=at)
            break
    identity.drive_expiry(now=now)


def _asking() -> list[Order]:
    """Orders that ask for photos of their recipient, each of another person.

    In an order that does not change as their documents come in.
    """
    orders = Order.objects.filter(
        stage__in=OPEN_STAGES, level=Level.IMAGES, subject=Subject.RECIPIENT
    ).select_related("merchant")
    # Numbers read backwards: the shops take turns.
    by_turns = sorted(orders, key=lambda order: order.number[::-1])
    first_of: dict[UUID | None, Order] = {}
    for order in by_turns:
        first_of.setdefault(order.holder_id, order)
    return list(first_of.values())


def _send(order: Order, fate: str, index: int, *, at: datetime) -> IdRecord:
    """Draw the person's document and send it through a link, as they would."""
    holder = _holder(order, index, today(at))
    until = today(at) + TWO_WEEKS if fate == "expire" else holder.valid_until
    link, _url = identity.issue_link(order, by=None, now=at)
    identity.save_details(
        link,
        {
            "document_type": holder.document_type,
            "number": holder.number,
            "name": holder.name,
            "valid_until": "" if until is None else until.isoformat(),
            "long_term": "on" if holder.long_term and fate != "expire" else "",
            "inn": holder.inn,
        },
        now=at,
    )
    for side in sides(holder.document_type):
        flaws = SHARPNESS.get(fate, ())
        picture = draw(holder, side, seed=index, size=(1280, 960), flaws=flaws)
        identity.save_side(link, side, picture, now=at)
    return identity.submit(
        link, consent=True, consent_reuse=fate == "accept_reuse", now=at
    )


def _holder(order: Order, index: int, on: date) -> Person:
    """A synthetic document in the name that the order has."""
    values = unseal([order])[order.pk]
    name, kind = values["recipient_name"], values.get("recipient_id_type", "")
    if order.destination == "RU":
        held = _russian(name, kind or "RU_PASSPORT", index, on)
    else:
        held = replace(person(7_000, index, "RESIDENT_ID", today=on), name=name)
    declared = check(kind, values.get("recipient_id_number", ""), today=on)
    if kind != held.document_type or not declared.ok:
        return held
    return with_number(held, declared.number, declared.born_on or held.born_on)


def _russian(name: str, kind: str, index: int, on: date) -> Person:
    """Somebody of this name, so that the passport's Latin letters are theirs too."""
    some = (person(7_000, each, kind, today=on) for each in count(index))
    return next(each for each in some if each.name == name)


def _judge(record: IdRecord, fate: str, by: User, *, at: datetime) -> None:
    if fate == "in_review":
        return
    held = identity.claim(record, by=by, now=at)
    if fate == "send_back":
        identity.send_back(held, ["BLURRED"], by=by, now=at, version=held.version)
    else:
        identity.accept(held, by=by, now=at, version=held.version)


@transaction.atomic
def _decide_by_hand(now: datetime) -> None:
    """One undecided order decided by a person, one rule about to be overridden."""
    policy = User.objects.get(username="policy")
    undecided = Order.objects.filter(stage__in=OPEN_STAGES, level=Level.UNDECIDED)
    if (order := undecided.order_by("pk").first()) is not None:
        identity.decide_by_person(
            order,
            level=Level.IMAGES,
            subject=Subject.RECIPIENT,
            reason="The broker confirmed that customs ask for the card here.",
            by=policy,
            now=now,
        )
    asked = Order.objects.filter(stage__in=OPEN_STAGES, level=Level.IMAGES)
    if (order := asked.order_by("pk").first()) is not None:
        propose_override(
            order,
            level=Level.NONE,
            subject="",
            reason="The parcel was returned to the sender before customs saw it.",
            by=policy,
            now=now,
        )
