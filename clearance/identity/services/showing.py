"""Showing a photo: leave for a moment, the line in the log first, then marked bytes."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import User
from clearance.audit import services as audit
from clearance.audit.enums import Outcome
from clearance.audit.queries import PHOTO_SEEN
from clearance.identity import photos
from clearance.identity.access import may_see_photo
from clearance.identity.enums import ImageState
from clearance.identity.models import IdImage, PhotoLease
from clearance.identity.queries.looks import SEEN_FOR_ORDER
from clearance.identity.services.budget import demand_budget, queue_for_budget
from clearance.keys.enums import KeyPurpose
from clearance.keys.errors import KeyGone, Tampered
from clearance.keys.services import open_key
from clearance.lib import vault
from clearance.lib.verdicts import Refusal
from clearance.orders.models import Order

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
CASE_LEASE = timedelta(minutes=10)  # as long as a case is held: its reviewer may zoom
STORED_SIDE, FIRST_SIDE = 2048, 1280  # pixels on the long side
FIRST_BYTES = 300_000


@transaction.atomic
def lend_photo(
    image: IdImage, *, by: User, now: datetime, order: Order | None = None
) -> PhotoLease:
    """Leave to look at one photo for a moment; the log says so before any byte.

    Two minutes for a shop; ten for a reviewer, who loses it with the case. `order` is
    the shop's order for which it is shown; none for a reviewer. Raises Refusal with
    the reason of `access.may_see_photo`, budget or photo_gone.
    """
    image = IdImage.objects.select_related("record__order").get(pk=image.pk)
    _demand(image, by=by, now=now, order=order)
    if order is not None:
        queue_for_budget(by)
        demand_budget(by, now=now)
    until = now + (LEASE if order else CASE_LEASE)
    lease = PhotoLease(image=image, viewer=by, order=order, given_at=now, until=until)
    lease.save(force_insert=True)
    shown_for = order or image.record.order
    seen = audit.line(
        PHOTO_SEEN,
        about=image.record,
        by=by,
        now=now,
        reason=image.side,
        merchant_id=shown_for.merchant_id,
    )
    lines = [seen]
    if order is not None:  # for whose clearance: the order is not always the record's
        lines.append(
            audit.line(SEEN_FOR_ORDER, about=order, by=by, now=now, reason=image.side)
        )
    audit.record_many(lines)
    return lease


def photo_bytes(
    lease: PhotoLease, *, by: User, now: datetime, as_stored: bool = False
) -> bytes:
    """The photo as JPEG, marked with viewer, minute and order, asked anew right now.

    A small one first, at most 300 kB; a reviewer who zooms gets it as it is stored.

    Raises Refusal: lease_over, photo_gone, photo_lost (an alarm: the stored object is
    missing or altered), or why this person may not see it any more; VaultUnavailable.
    """
    lease = PhotoLease.objects.select_related(
        "image__record__order__merchant", "order__merchant"
    ).get(pk=lease.pk)
    _demand_lease(lease, by=by, now=now)
    image, order = lease.image, lease.order
    jpeg = _opened(image, by=by, now=now)
    large = as_stored and order is None
    return photos.watermarked(
        jpeg,
        viewer=by.username,
        at=now,
        order_tail=(order or image.record.order).number[-4:],
        long_side=STORED_SIDE if large else FIRST_SIDE,
        at_most=None if large else FIRST_BYTES,
    )


def stands_open(lease: PhotoLease, *, by: User, now: datetime) -> bool:
    """Whether a photo that was lent may still be on the screen, asked right now."""
    lease = PhotoLease.objects.select_related("image__record__order", "order").get(
        pk=lease.pk
    )
    try:
        _demand_lease(lease, by=by, now=now)
    except Refusal:
        return False
    return True


def _demand_lease(lease: PhotoLease, *, by: User, now: datetime) -> None:
    if lease.viewer_id != by.pk or not lease.given_at <= now < lease.until:
        raise Refusal(_("Open the photo again to see it."), code="lease_over")
    _demand(lease.image, by=by, now=now, order=lease.order)
    if lease.order is not None:
        demand_budget(by, now=lease.given_at, lease=lease)


def _demand(image: IdImage, *, by: User, now: datetime, order: Order | None) -> None:
    may_see_photo(by, image.record, now=now, order=order).demand()
    if image.state != ImageState.ACTIVE:
        raise Refusal(_("This photo is not kept any more."), code="photo_gone")


def _opened(image: IdImage, *, by: User, now: datetime) -> bytes:
    """The stored bytes, whole and proven; an alarm when they are not."""
    name = str(image.pk)
    try:
        key = open_key(image.record_id, KeyPurpose.RECORD)
        return b"".join(key.unseal_stream(vault.get(name), name=name))
    except KeyGone:
        raise Refusal(
            _("This photo is not kept any more."), code="photo_gone"
        ) from None
    except (Tampered, vault.NotKept) as lost:
        logger.exception("image %s is lost", name)
        with transaction.atomic():
            audit.record(
                "id.photo_lost",
                about=image,
                by=by,
                now=now,
                outcome=Outcome.FAILED,
                reason=type(lost).__name__,
            )
        raise Refusal(
            _("This photo cannot be opened. Ask the person for a new one."),
            code="photo_lost",
        ) from lost
