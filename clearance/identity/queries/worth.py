"""What a person's document is worth: orders it covers, until when, uploads it saved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clearance.channels.enums import Level
from clearance.identity.enums import RecordState
from clearance.identity.models import IdRecord
from clearance.identity.queries.forecast import Cover, covers_of
from clearance.identity.queries.standings import Standing
from clearance.identity.queries.wording import SHORTFALLS, STATES
from clearance.identity.rules import LEAD
from clearance.orders.enums import Stage, UploadState
from clearance.orders.models import Order

SERVED = [RecordState.ACCEPTED, RecordState.SUPERSEDED, RecordState.EXPIRED]
"""States of documents that were approved once, and not taken back."""


@dataclass(frozen=True, slots=True)
class Line:
    """One open order: by which document it is covered, and why it stops or is not."""

    cover: Cover
    because: str | Promise

    @property
    def is_covered(self) -> bool:
        return self.cover.state == UploadState.ON_FILE


@dataclass(frozen=True, slots=True)
class Worth:
    """The open orders that ask a person for photos, and the uploads that were saved."""

    lines: list[Line]
    saved: int

    @property
    def covered(self) -> int:
        return sum(line.is_covered for line in self.lines)


def worth_of(
    person: UUID,
    records: Iterable[IdRecord],
    orders: Iterable[Order],
    found: Mapping[UUID, Standing],
) -> Worth:
    """What the documents of a person do for their orders: one query.

    `records` are what they sent, `orders` theirs, and `found` where those stand.
    """
    sent_for = {record.pk: record.order_id for record in records}
    covers = covers_of(person, orders, found)
    reused = sum(
        cover.state == UploadState.ON_FILE
        and cover.record is not None
        and sent_for.get(cover.record.id) != cover.order.pk
        for cover in covers
    )
    lines = [Line(cover, _because(cover)) for cover in covers]
    return Worth(lines, saved=reused + _finished_by_reuse(person))


def _finished_by_reuse(person: UUID) -> int:
    """Completed orders for which a document that was sent for another one served."""
    sent = IdRecord.objects.filter(order=OuterRef("pk"), submitted_at__isnull=False)
    served = IdRecord.objects.filter(
        Q(consent_reuse=True) | Q(consent_at__gte=OuterRef("holder_since_at")),
        recipient=person,
        state__in=SERVED,
        reviewed_at__lte=OuterRef("stage_at"),
    )
    asked = Order.objects.filter(
        holder=person, level=Level.IMAGES, stage=Stage.COMPLETED
    )
    return asked.filter(~Exists(sent), Exists(served)).count()


def _because(cover: Cover) -> str | Promise:
    """Why the document will stop covering this order, or why none does."""
    record = cover.record
    if cover.state == UploadState.ON_FILE:
        if cover.until_on is None:
            return _("Ends with the order, with another name on it, or by withdrawal.")
        ends = date_format(cover.until_on + LEAD, "DATE_FORMAT")
        return _(
            "The document ends on %(on)s, and customs look at it up to %(days)s days "
            "after an order leaves."
        ) % {"on": ends, "days": LEAD.days}
    accepted = record is not None and record.state == RecordState.ACCEPTED
    if accepted and cover.why in SHORTFALLS:
        return SHORTFALLS[cover.why]
    return STATES[cover.state]
