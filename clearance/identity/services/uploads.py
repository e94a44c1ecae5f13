"""Uploading: a draft that grows field by field and photo by photo, until it is sent."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clearance.audit import services as audit
from clearance.channels.enums import Side
from clearance.identity import photos
from clearance.identity.access import may_send_link
from clearance.identity.enums import LinkPurpose, RecordSource
from clearance.identity.models import IdImage, IdRecord, UploadLink
from clearance.identity.queries import standing
from clearance.identity.services import images
from clearance.identity.services.details import (
    FieldsRefused,
    Problem,
    merge_details,
)
from clearance.identity.services.links import living, locked_order
from clearance.identity.services.records import (
    details_of,
    in_review_of,
    need_for,
    new_record,
    write_details,
)
from clearance.lib import documents
from clearance.lib.verdicts import Refusal
from clearance.lib.workdays import today
from clearance.orders.models import Order


@transaction.atomic
def start_record(link: UploadLink, *, now: datetime) -> IdRecord:
    """The draft of this link, made the first time.

    Raises Refusal: link_ended, or why nothing is asked any more (already_on_file
    in_review order_closed not_asked restricted).
    """
    order, link = lock_link(link, LinkPurpose.IMAGES, now=now)
    demand_asked(order, now=now)
    if link.record is not None:
        return link.record
    record = new_record(
        now=now,
        recipient_id=order.holder_id,
        order=order,
        source=RecordSource.LINK,
    )
    link.record = record
    link.opened_at = link.opened_at or now
    link.save(update_fields=["record", "opened_at"])
    audit.record(
        "id.started", about=record, by=None, now=now, merchant_id=order.merchant_id
    )
    return record


@transaction.atomic
def save_details(
    link: UploadLink, typed: Mapping[str, str], *, now: datetime
) -> IdRecord:
    """Keep what was typed, any subset of the fields; blank ones change nothing.

    Fields: document_type number name valid_until long_term inn guardian_name
    guardian_consent. Raises FieldsRefused when one is wrong (then none is kept), and
    Refusal as `start_record` does.
    """
    record = start_record(link, now=now)
    # Locked after the line that a new draft writes: only we know of that draft yet.
    record = IdRecord.objects.select_for_update().get(pk=record.pk)
    details = merge_details(
        details_of(record),
        typed,
        accepted=need_for(record.order).document_types,
        today=today(now),
    )
    write_details(record, details)
    record.save()
    return record


def save_side(
    link: UploadLink, side: str, received: bytes, *, now: datetime
) -> IdImage:
    """Take in and store the photo of one side, in place of an earlier one.

    Transactions of its own, so that no row waits for the vault. Raises FieldsRefused
    for a photo that is none or is the other side's, Refusal as `start_record` does,
    VaultUnavailable.
    """
    field = side.lower()
    if side not in Side.values:
        raise FieldsRefused({field: Problem("side", _("Choose a side to send."))})
    record = start_record(link, now=now)
    if side not in documents.SIDES.get(record.document_type, Side.values):
        raise FieldsRefused(
            {field: Problem("side", _("This document is photographed on one side."))}
        )
    photo = taken_in(received, field)
    images.demand_another_picture(record, side, photo)
    image = images.intend(record, side, photo, now=now)
    images.store(image, photo)
    with transaction.atomic():
        order, _link = lock_link(link, LinkPurpose.IMAGES, now=now)
        IdRecord.objects.select_for_update().get(pk=record.pk)
        images.demand_another_picture(record, side, photo)  # now that all is locked
        images.activate(image, photo)
        audit.record(
            "id.photo_received",
            about=image,
            by=None,
            now=now,
            reason=side,
            merchant_id=order.merchant_id,
        )
    return image


def taken_in(received: bytes, field: str) -> photos.Photo:
    """The photo rebuilt from its pixels. Raises FieldsRefused for this field."""
    try:
        return photos.take_in(received)
    except photos.PhotoRefused as refused:
        problem = Problem(refused.code, refused.message)
        raise FieldsRefused({field: problem}) from refused


def lock_link(
    link: UploadLink, purpose: LinkPurpose, *, now: datetime
) -> tuple[Order, UploadLink]:
    """The order, then its link, both locked. Raises Refusal (`link_ended`)."""
    order = locked_order(link.order_id)
    rows = living(now).select_for_update(of=("self",))
    row = rows.select_related("record__order").filter(pk=link.pk).first()
    if row is None or row.purpose != purpose:
        raise Refusal(
            _("This link has ended. Ask for a new one."),
            code="link_ended",
            remedy=_("The page can send a new link to the phone on file."),
        )
    return order, row


def demand_asked(order: Order, *, now: datetime) -> None:
    """Raise Refusal unless photos are still asked and none of this person wait."""
    may_send_link(order, standing(order, today(now)).state).demand()
    if in_review_of(order.holder_id):
        raise Refusal(
            _("A document was sent already and is being reviewed."), code="in_review"
        )
