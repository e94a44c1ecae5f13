"""What an order waits for, since when, and until when its link opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Protocol

from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from clearance.identity.enums import RecordState
from clearance.identity.models import IdRecord, UploadLink
from clearance.orders.enums import Hold, UploadState
from clearance.orders.models import Decision, Order
from clearance.templatetags.clearance_tags import ago


class Stands(Protocol):
    """Where an order stands now: a receipt or a standing."""

    @property
    def state(self) -> UploadState: ...
    @property
    def hold(self) -> Hold: ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """The banner of an order that is held: who must act, and what happened so far.

    `since` is when this began, for the newest line of the timeline.
    """

    strong: str
    text: str
    tone: str
    since: datetime
    record: IdRecord | None = None


def waiting_for(
    order: Order,
    stands: Stands,
    link: UploadLink | None,
    records: Sequence[IdRecord],
    decisions: Sequence[Decision],
    *,
    for_shop: bool = False,
) -> Waiting | None:
    """What holds an open order; None for one that is closed, or ready.

    `link` is its live link; `records` are the documents of the person asked, newest
    first; so are `decisions`, all of them: no order waits before one made it wait.
    A shop is not told that a person withdrew, nor what a reviewer did.
    """
    if not order.is_open or stands.hold == Hold.CLEAR:
        return None
    asked = _asked(link)
    began = _asks_since(decisions)
    if stands.hold == Hold.DECISION:
        text = _("No rule covers this order; it arrived %(age)s.")
        if decisions[0].ruling.stop_id is not None:
            text = _("The rules are paused for such orders; it arrived %(age)s.")
        said = text % {"age": _age(order.received_at)}
        return Waiting(_("Waiting for a decision."), said, "wait", began)
    since = max(link.created_at if link else order.holder_since_at, began)
    if stands.hold == Hold.NUMBER:
        return Waiting(_("Waiting for the orderer's number."), asked, "wait", since)
    newest = records[0] if records else None
    match stands.state:
        case UploadState.IN_REVIEW:
            sent = next((r for r in records if r.state == RecordState.PENDING), None)
            at = (sent and sent.submitted_at) or since
            text = _("The document was sent %(age)s.") % {"age": _age(at)}
            since = max(at, began)
            return Waiting(_("Waiting for our review."), text, "info", since, sent)
        case UploadState.RETAKE:
            back = newest and newest.reviewed_at
            if back and not for_shop:
                text = _("The document was sent back %(age)s.") % {"age": _age(back)}
                asked = f"{text} {asked}"
            since = max(since, back or since)
            return Waiting(_("Waiting for a new photo."), asked, "wait", since, newest)
        case UploadState.EXPIRED:
            return Waiting(_("The ID on file has expired."), asked, "act", since)
        case UploadState.WITHDRAWN:
            strong = (
                _("The ID is no longer available.")
                if for_shop
                else _("The person withdrew the ID.")
            )
            return Waiting(strong, asked, "act", since)
    return Waiting(_("Waiting for the person's ID."), asked, "wait", since)


def _asks_since(decisions: Sequence[Decision]) -> datetime:
    """When it was decided to ask this; decided again with the same answer, the first.

    The current decision is the first of `decisions`.
    """
    asks = decisions[0]
    same = takewhile(
        lambda each: (each.level, each.subject) == (asks.level, asks.subject), decisions
    )
    return min(each.decided_at for each in same)


def _asked(link: UploadLink | None) -> str:
    if link is None:
        return _("No link is open now.")
    until = date_format(localtime(link.expires_at), "SHORT_DATETIME_FORMAT")
    said = [_("Asked %(age)s.") % {"age": _age(link.created_at)}]
    if link.opened_at:
        said.append(_("The link was opened %(age)s.") % {"age": _age(link.opened_at)})
    else:
        said.append(_("The link was not opened yet."))
    said.append(_("It is valid until %(until)s.") % {"until": until})
    return " ".join(said)


def _age(at: datetime) -> str:
    """How long ago, as words alone."""
    return strip_tags(ago(at))
