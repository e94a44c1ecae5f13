"""Who looked at photos of IDs, look by look, as the access log tells it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from clearance.accounts.models import Merchant, User
from clearance.audit.enums import Outcome
from clearance.audit.models import AuditEntry
from clearance.audit.queries import PHOTO_SEEN
from clearance.channels.enums import Side
from clearance.identity.models import IdRecord
from clearance.lib.keyset import Page, page
from clearance.orders.models import Order

SEEN_FOR_ORDER = "order.photo_shown"
NEWEST = 50


@dataclass(frozen=True, slots=True)
class LookLine:
    """One look: who, when, at which side, and for the clearance of which order.

    `order` is empty for a reviewer's look: they judge the document itself.
    """

    at: datetime
    who: str
    side: str
    order: str

    @property
    def for_clearance(self) -> bool:
        return bool(self.order)


def looks_of_shop(
    merchant: Merchant, *, before: str = "", after: str = ""
) -> tuple[list[LookLine], Page[AuditEntry]]:
    """What the accounts of a shop looked at, newest first: three queries a page."""
    lines = AuditEntry.objects.filter(
        action=SEEN_FOR_ORDER, merchant_id=merchant.pk, outcome=Outcome.DONE
    )
    found = page(lines, before=before, after=after)
    ids = [entry.object_id for entry in found.rows]
    orders = _numbers(ids)
    named = {entry.seq: orders.get(entry.object_id, "") for entry in found.rows}
    return _looks(found.rows, named), found


def looks_of_record(record: IdRecord) -> list[LookLine]:
    """The newest looks at the photos of one document: four queries.

    A shop's look has two lines, written at once: about the document, and right after
    it about the order it was for.
    """
    about = AuditEntry.objects.filter(
        action=PHOTO_SEEN,
        object_type="IdRecord",
        object_id=str(record.pk),
        outcome=Outcome.DONE,
    )
    seen = list(about.order_by("-seq")[:NEWEST])
    following = AuditEntry.objects.filter(
        action=SEEN_FOR_ORDER, seq__in=[entry.seq + 1 for entry in seen]
    )
    twins = following.values_list("seq", "object_id")
    order_after = {seq - 1: order for seq, order in twins}
    orders = _numbers(order_after.values())
    named = {seq: orders.get(order, "") for seq, order in order_after.items()}
    return _looks(seen, named)


def _numbers(ids: Iterable[str]) -> dict[str, str]:
    """Order numbers by row id."""
    rows = Order.objects.filter(pk__in=set(ids)).values_list("pk", "number")
    return {str(pk): number for pk, number in rows}


def _looks(entries: Iterable[AuditEntry], orders: dict[int, str]) -> list[LookLine]:
    """The lines as people read them, their actors by log-in name."""
    rows = list(entries)
    actors = {entry.actor_id for entry in rows if entry.actor_id is not None}
    people = User.objects.filter(pk__in=actors).values_list("pk", "username")
    names = dict(people)
    return [
        LookLine(
            at=entry.at,
            who=names.get(entry.actor_id or 0, ""),
            side=str(Side(entry.reason_code).label),
            order=orders.get(entry.seq, ""),
        )
        for entry in rows
    ]
