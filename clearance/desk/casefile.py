"""Everything a reviewer needs to judge one document, read for the case they hold."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from clearance.accounts.access import may
from clearance.accounts.models import User
from clearance.channels.enums import Level, Subject
from clearance.desk.comparing import Line, compared, declared
from clearance.identity import services as identity
from clearance.identity.access import SUPERVISE
from clearance.identity.enums import RecordState
from clearance.identity.models import IdImage, IdRecord, PhotoLease, RejectionReason
from clearance.identity.queries import needs_of, standings
from clearance.identity.queries.contents import (
    Addressee,
    normal,
    person_addressee,
    unseal_records,
)
from clearance.identity.queries.promises import Promise, promise_of
from clearance.identity.rules import coverage, runs_out
from clearance.identity.services.records import facts_of_record
from clearance.identity.services.review import is_same_name
from clearance.lib import documents
from clearance.lib.verdicts import Refusal
from clearance.lib.workdays import today
from clearance.orders.enums import OPEN_STAGES, UploadState
from clearance.orders.models import Order
from clearance.orders.queries import unseal

SHOWN = 10
LOOKED_AT = 200
"""How many other open orders of a person are looked at; nobody has more."""

KEYS = "1234567890"
DOUBTS = identity.SUPERVISED_SECOND_TIME


@dataclass(frozen=True, slots=True)
class Picture:
    """One side: its lease, or why it cannot be shown."""

    image: IdImage
    lease: PhotoLease | None
    because: str
    remarks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Casefile:
    """What the review page shows of one record."""

    record: IdRecord
    pictures: tuple[Picture, ...]
    lines: list[Line]
    texts: dict[str, str]
    asks_them: bool
    obstacles: tuple[str, ...]
    reasons: list[tuple[RejectionReason, str]]
    language: str
    language_name: str
    settled: list[Order]
    settled_more: int
    earlier: list[IdRecord]
    before: IdRecord | None
    before_pictures: tuple[Picture, ...]
    promise: Promise
    may_make_final: bool
    digest: str


def open_case(
    record: IdRecord, *, by: User, now: datetime, beside: str = ""
) -> Casefile:
    """Read a case its reviewer holds; each photo's look is logged before it is lent.

    `beside` is the reference of an earlier document of this person to show as well.
    """
    images = identity.active_images(record)
    pictures = lent(images, by=by, now=now)
    earlier = earlier_of(record)
    before = _compared_with(record, earlier, beside)
    before_images = identity.active_images(before) if before else []
    before_pictures = lent(before_images, by=by, now=now)
    sides = frozenset(image.side for image in images)
    order = record.order
    values = unseal([order])[order.pk]
    texts = unseal_records([record])[record.pk]
    to = person_addressee(record.recipient_id, order, values)
    asks_them = order.level == Level.IMAGES and order.holder_id == record.recipient_id
    is_same = is_same_name(record, texts)
    settled = orders_settled(record, sides, is_same=is_same, now=now)
    return Casefile(
        record=record,
        pictures=pictures,
        lines=compared(
            record,
            texts,
            declared(order, values if asks_them else {}, to.name),
            is_same=is_same,
            used_elsewhere=_is_used_elsewhere(record),
            today=today(now),
        ),
        texts=texts,
        asks_them=asks_them,
        obstacles=_obstacles(record, sides, is_same=is_same, now=now),
        reasons=[
            (reason, reason.text_in(to.language))
            for reason in reasons_offered(
                record.document_type, identity.picture_kinds(record)
            )
        ],
        language=to.language,
        language_name=get_language_info(to.language)["name_local"],
        settled=settled[:SHOWN],
        settled_more=max(0, len(settled) - SHOWN),
        earlier=earlier,
        before=before,
        before_pictures=before_pictures,
        promise=promise_of(record.submitted_at or now, now=now),
        may_make_final=bool(may(by, SUPERVISE)),
        digest=identity.case_digest(record),
    )


def reasons_offered(
    document_type: str, kinds: Collection[str]
) -> list[RejectionReason]:
    """What can be said of such a document, in the order of the keyboard."""
    rows = RejectionReason.objects.filter(is_active=True).order_by("pk")
    fitting = [each for each in rows if each.speaks_of(document_type, kinds)]
    last = len(KEYS)
    return sorted(fitting, key=lambda each: KEYS.find(each.key) if each.key else last)


def earlier_of(record: IdRecord) -> list[IdRecord]:
    """What the person sent before, the latest first, with the reasons given then."""
    rows = IdRecord.objects.filter(
        recipient=record.recipient_id, submitted_at__lt=record.submitted_at
    )
    return list(rows.prefetch_related("reasons").order_by("-submitted_at")[:SHOWN])


def _compared_with(
    record: IdRecord, earlier: Sequence[IdRecord], reference: str
) -> IdRecord | None:
    """The earlier document whose pictures stand beside this one's.

    The one asked for; for a supervisor the one of the first doubt, unasked: nobody
    makes such a doubt final who has not seen both.
    """
    for each in earlier:
        if each.reference == reference:
            return each
        doubts = {reason.code for reason in each.reasons.all()} & DOUBTS
        if not reference and record.needs_supervisor and doubts:
            return each
    return None


def orders_settled(
    record: IdRecord, sides: frozenset[str], *, is_same: bool, now: datetime
) -> list[Order]:
    """The other open orders that stop asking once this document is approved."""
    orders = list(
        Order.objects.filter(
            holder=record.recipient_id, level=Level.IMAGES, stage__in=OPEN_STAGES
        )
        .exclude(pk=record.order_id)
        .order_by("-pk")[:LOOKED_AT]
    )
    day = today(now)
    facts = facts_of_record(record, sides=sides)
    approved = replace(facts, state=RecordState.ACCEPTED, name_equal=is_same)
    needs, stands = needs_of(orders), standings(orders, day)
    return [
        order
        for order in orders
        if stands[order.pk].state != UploadState.ON_FILE
        and coverage(needs[order.pk], [approved], day).state == UploadState.ON_FILE
    ]


def language_of(order: Order, values: dict[str, str]) -> str:
    """What the person an order asks most likely reads, by the phone on the order."""
    phone = values.get("recipient_phone", "")
    if order.subject == Subject.ORDERER:
        phone = values.get("orderer_phone", "") or phone
    return Addressee(order.recipient_id, "", normal(phone)).language


def lent(images: Iterable[IdImage], *, by: User, now: datetime) -> tuple[Picture, ...]:
    """These photos, each with the leave to look at it, logged."""
    return tuple(_lent(image, by=by, now=now) for image in images)


def _lent(image: IdImage, *, by: User, now: datetime) -> Picture:
    try:
        lease = identity.lend_photo(image, by=by, now=now)
    except Refusal as refusal:
        return Picture(image, None, str(refusal), ())
    return Picture(image, lease, "", _remarks(image))


def _remarks(image: IdImage) -> tuple[tuple[str, str], ...]:
    """What the checks of the photo found, as badges. Hints, never a verdict."""
    colour = ("none", _("In colour"))
    if image.is_grey:
        colour = ("wait", _("Nearly without colour"))
    editing = ("none", _("Editing: no traces found in the file"))
    if image.signs_of_editing:
        editing = ("wait", _("Signs of editing"))
    return colour, editing


def _obstacles(
    record: IdRecord, sides: frozenset[str], *, is_same: bool, now: datetime
) -> tuple[str, ...]:
    """Why the case cannot be approved as it is, in the words of the refusal."""
    found = []
    if not is_same:
        found.append(
            _("The name differs from the order. Send it back, or correct the order.")
        )
    if not sides.issuperset(documents.SIDES[record.document_type]):
        found.append(_("A side of this document is missing."))
    if runs_out(facts_of_record(record, sides=frozenset()), today(now)):
        found.append(_("This document has expired. Send it back."))
    return tuple(found)


def _is_used_elsewhere(record: IdRecord) -> bool:
    if record.number_digest is None:
        return False
    twins = IdRecord.objects.filter(
        number_digest=bytes(record.number_digest), state=RecordState.ACCEPTED
    )
    return twins.exclude(recipient=record.recipient_id).exists()
