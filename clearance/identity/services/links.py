"""Links: 128 random bits a person opens on a phone, kept only as a keyed digest."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import User
from clearance.audit import services as audit
from clearance.audit.rules import Line
from clearance.channels.enums import Level
from clearance.identity.access import may_send_link
from clearance.identity.enums import LinkEnd, LinkPurpose
from clearance.identity.models import UploadLink
from clearance.identity.queries import standing
from clearance.identity.queries.contents import Addressee, addressee, country_of
from clearance.keys import blind
from clearance.lib.verdicts import Refusal
from clearance.lib.workdays import today
from clearance.messaging import services as messaging
from clearance.messaging.enums import MessageKind
from clearance.orders.enums import OPEN_STAGES, NumberState
from clearance.orders.models import Order
from clearance.orders.queries import unseal

VALID = timedelta(days=7)
TOKEN_BYTES = 16
RESEND_EVERY = timedelta(hours=1)

# Links whose order has moved on: closed, erased, asking something or somebody else.
NEEDLESS = (
    ~Q(order__stage__in=OPEN_STAGES)
    | Q(order__is_restricted=True)
    | Q(purpose=LinkPurpose.IMAGES) & ~Q(order__level=Level.IMAGES)
    | Q(purpose=LinkPurpose.IMAGES, created_at__lt=F("order__holder_since_at"))
    | Q(purpose=LinkPurpose.NUMBER)
    & ~Q(order__number_state__in=[NumberState.MISSING, NumberState.INVALID])
)

# After these ends the person or staff decided: the page does not send another link.
NOT_SENT_AGAIN = (LinkEnd.NOT_ME, LinkEnd.REVOKED)


def issue_link(
    order: Order, *, by: User | None, now: datetime, send: bool = True
) -> tuple[UploadLink, str]:
    """A new link for an order, and its address, which is told this once only.

    The link before ends. With `send` the person gets it as a message, where a phone
    is known. Raises Refusal (order_closed undecided not_asked already_on_file in_review
    restricted) when nothing is asked.
    """
    with transaction.atomic():
        order = locked_order(order.pk)
        link, url, lines = make_link(order, by=by, now=now)
        if send:
            tell(order, link, url, now=now)
        audit.record_many(lines)
    return link, url


def make_link(
    order: Order, *, by: User | None, now: datetime
) -> tuple[UploadLink, str, list[Line]]:
    """A link for an order that is locked; the lines for the log are the caller's."""
    may_send_link(order, standing(order, today(now)).state).demand()
    lines = end_links([order.pk], LinkEnd.REPLACED, by=by, now=now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    images = order.level == Level.IMAGES
    link = UploadLink(
        order=order,
        purpose=LinkPurpose.IMAGES if images else LinkPurpose.NUMBER,
        token_digest=blind.token_digest(token),
        created_at=now,
        created_by=by,
        expires_at=now + VALID,
    )
    link.save(force_insert=True)
    Order.objects.filter(pk=order.pk).update(ask_due_at=None)
    line = audit.line(
        "link.made", about=link, by=by, now=now, merchant_id=order.merchant_id
    )
    return link, f"{settings.PUBLIC_URL}/u/{token}/", [*lines, line]


def tell(
    order: Order,
    link: UploadLink,
    url: str,
    *,
    now: datetime,
    to: Addressee | None = None,
) -> bool:
    """Send a link to whom the order asks; False when no phone is known."""
    to = to or addressee(order, unseal([order])[order.pk])
    if not to.phone:
        return False
    images = link.purpose == LinkPurpose.IMAGES
    messaging.post(
        MessageKind.REQUEST_IMAGES if images else MessageKind.REQUEST_NUMBER,
        person=to.person,
        to=to.phone,
        about=link,
        language=to.language,
        country=country_of(to, order),
        context={
            "tail": order.number[-4:],
            "shop": order.merchant.name,
            "link": url,
        },
        idempotency_key=f"link:{link.pk}",
        now=now,
    )
    return True


def find_live(token: str, *, now: datetime) -> UploadLink | None:
    """The link of this token if it still opens; the same work whatever the token."""
    digest = blind.token_digest(token[:64])
    return living(now).filter(token_digest=digest).first()


def still_live(link_id: UUID, *, now: datetime) -> UploadLink | None:
    """The same question for a link that a session holds by its id."""
    return living(now).filter(pk=link_id).first()


def living(now: datetime) -> QuerySet[UploadLink]:
    """The links that still open, with their orders and shops."""
    links = UploadLink.objects.select_related("order__merchant")
    return links.filter(ended_at__isnull=True, expires_at__gt=now).exclude(NEEDLESS)


@transaction.atomic
def opened(link: UploadLink, *, now: datetime) -> None:
    """Keep when the person first did something with the link."""
    UploadLink.objects.filter(pk=link.pk, opened_at__isnull=True).update(opened_at=now)


def revoke_link(link: UploadLink, *, by: User, now: datetime) -> None:
    """Staff end a link that went astray. Raises Refusal when it has ended."""
    _end_one(link, LinkEnd.REVOKED, by=by, now=now)


def not_me(link: UploadLink, *, now: datetime) -> None:
    """Whoever opened the link is not the person: it ends, and staff see it."""
    _end_one(link, LinkEnd.NOT_ME, by=None, now=now)


def resend(token: str, *, now: datetime) -> None:
    """Send a new link to the phone on file, at most hourly, if one is still due.

    Nothing is told to the caller: whether the token was ever ours is not confirmed.
    """
    digest = blind.token_digest(token[:64])
    known = UploadLink.objects.filter(token_digest=digest)
    order_id = known.values_list("order_id", flat=True).first()
    if order_id is None:
        return
    with transaction.atomic():
        order = locked_order(order_id)
        old = known.select_for_update().get()
        links = UploadLink.objects.filter(order=order)
        # One that staff or the house just sent is as new as one asked for here.
        made = Q(created_at__gt=now - RESEND_EVERY)
        recent = links.filter(made | Q(resend_after__gt=now)).exists()
        is_live = old.ended_at is None and old.expires_at > now
        if recent or is_live or old.ended_because in NOT_SENT_AGAIN:
            return
        try:
            link, url, lines = make_link(order, by=None, now=now)
        except Refusal:
            return
        tell(order, link, url, now=now)
        known.update(resend_after=now + RESEND_EVERY)
        audit.record_many(lines)


def end_links(
    orders: Collection[UUID], because: LinkEnd, *, by: User | None, now: datetime
) -> list[Line]:
    """End the live links of these orders, keep back their messages; lines for the log.

    Call it with the orders locked.
    """
    live = UploadLink.objects.filter(order_id__in=orders, ended_at__isnull=True)
    ended = list(live.select_related("order").order_by("pk"))
    lines = []
    for link in ended:
        link.ended_at, link.ended_because, link.ended_by = now, because, by
        messaging.cancel_about(link.pk, now=now)
        lines.append(
            audit.line(
                "link.ended",
                about=link,
                by=by,
                now=now,
                reason=because,
                merchant_id=link.order.merchant_id,
            )
        )
    UploadLink.objects.bulk_update(
        ended, ["ended_at", "ended_because", "ended_by"], batch_size=200
    )
    return lines


def locked_order(pk: UUID) -> Order:
    """The order with its shop, ours until the transaction ends."""
    orders = Order.objects.select_for_update(of=("self",))
    return orders.select_related("merchant").get(pk=pk)


@transaction.atomic
def _end_one(
    link: UploadLink, because: LinkEnd, *, by: User | None, now: datetime
) -> None:
    order = locked_order(link.order_id)
    if not UploadLink.objects.filter(pk=link.pk, ended_at__isnull=True).exists():
        raise Refusal(_("This link has ended already."), code="link_ended")
    lines = end_links([order.pk], because, by=by, now=now)
    # Nobody is asked again by itself; staff decide what to do.
    Order.objects.filter(pk=order.pk).update(ask_due_at=None)
    audit.record_many(lines)
