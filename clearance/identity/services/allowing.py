"""A shop asks a person to let it see what they sent through another; they answer."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import User
from clearance.audit import services as audit
from clearance.identity.access import may_see_as_shop
from clearance.identity.models import IdRecord, ShopLeave
from clearance.identity.queries.contents import country_of, on_record
from clearance.identity.services.people import lock_people
from clearance.keys import blind
from clearance.lib.verdicts import Refusal, Verdict
from clearance.messaging import services as messaging
from clearance.messaging.enums import MessageKind
from clearance.orders.models import Order

ASK_EVERY = timedelta(days=7)
ANSWER_WITHIN = timedelta(days=7)
LASTS = timedelta(days=30)
TOKEN_BYTES = 16


def latest_leave(order: Order) -> ShopLeave | None:
    """What this shop asked the person of the order last."""
    asked = ShopLeave.objects.filter(person=order.holder_id, merchant=order.merchant_id)
    return asked.order_by("-asked_at").first()


def may_ask_leave(
    user: User, order: Order, record: IdRecord | None, *, now: datetime
) -> Verdict:
    """Whether this account may ask: only what another shop collected takes asking."""
    verdict = may_see_as_shop(user, order, record, now=now)
    if verdict:
        return Verdict.no(_("You can open this ID already."), "open_already")
    if verdict.code != "other_shop":
        return verdict
    last = latest_leave(order)
    if last is not None and now < (again := last.asked_at + ASK_EVERY):
        said = _(
            "The person was asked on %(on)s. They can be asked again on %(again)s."
        )
        days = {"on": _day(last.asked_at), "again": _day(again)}
        return Verdict.no(said % days, "asked_lately")
    return Verdict.yes()


@transaction.atomic
def ask_leave(
    order: Order, record: IdRecord | None, *, by: User, now: datetime
) -> ShopLeave:
    """Ask the person, by a message to the phone on their record, to allow this shop.

    Raises Refusal with the reason of `may_ask_leave`, or no_phone.
    """
    people = lock_people([order.holder_id] if order.holder_id else [])
    may_ask_leave(by, order, record, now=now).demand()
    to = on_record(people[0])
    if not to.phone:
        raise Refusal(_("No phone of this person is on record."), code="no_phone")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    leave = ShopLeave(
        person=people[0],
        merchant=order.merchant,
        order=order,
        token_digest=blind.token_digest(token),
        asked_at=now,
        asked_by=by,
        ends_at=now + ANSWER_WITHIN,
    )
    leave.save(force_insert=True)
    messaging.post(
        MessageKind.ALLOW_SHOP,
        person=to.person,
        to=to.phone,
        about=leave,
        language=to.language,
        country=country_of(to, order),
        context={
            "tail": order.number[-4:],
            "shop": order.merchant.name,
            "link": f"{settings.PUBLIC_URL}/u/{token}/look/",
        },
        idempotency_key=f"leave:{leave.pk}",
        now=now,
    )
    audit.record("leave.asked", about=leave, by=by, now=now)
    return leave


def find_leave(token: str, *, now: datetime) -> ShopLeave | None:
    """The question of this token while it can be answered."""
    digest = blind.token_digest(token[:64])
    asked = ShopLeave.objects.select_related("merchant", "order")
    return asked.filter(token_digest=digest, ends_at__gt=now).first()


@transaction.atomic
def answer_leave(leave: ShopLeave, *, allow: bool, now: datetime) -> ShopLeave:
    """Keep what the person answers; the last answer counts.

    Allowing holds for thirty days, and no answer makes it hold for longer. Raises
    Refusal when the question has ended.
    """
    leave = ShopLeave.objects.select_for_update().get(pk=leave.pk)
    if leave.ends_at <= now:
        raise Refusal(_("This question has ended."), code="leave_ended")
    leave.answered_at, leave.is_allowed = now, allow
    if allow:
        leave.ends_at = leave.asked_at + LASTS
    leave.save(update_fields=["answered_at", "is_allowed", "ends_at"])
    action = "leave.allowed" if allow else "leave.refused"
    audit.record(action, about=leave, by=None, now=now)
    return leave


def _day(at: datetime) -> str:
    return date_format(localtime(at), "DATE_FORMAT")
