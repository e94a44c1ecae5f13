"""The photos of an ID for a shop: its main account, while the order is open, logged."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from clearance.accounts.access import demand_step_up
from clearance.accounts.models import User
from clearance.identity import services as identity
from clearance.identity.access import may_see_as_shop, shown_until
from clearance.identity.models import IdImage, IdRecord, PhotoLease
from clearance.identity.queries import standing
from clearance.identity.queries.contents import unseal_records
from clearance.identity.services import allowing
from clearance.lib.access_marks import Denied, access
from clearance.lib.masking import mask_number
from clearance.lib.verdicts import Refusal, Verdict
from clearance.lib.workdays import today
from clearance.orders.models import Order
from clearance.portal import lists
from clearance.portal.team import shop_of


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the document, and the leave to look at it, if asked for just now."""

    image: IdImage
    lease: PhotoLease | None
    left: int = 0
    """So many whole seconds it stands open."""


@access("merchant")
@never_cache
@require_safe
def id_photo(request: HttpRequest, number: str) -> HttpResponse:
    """The sides of the document that covers an order, each shown when asked for.

    403 with the reason where this person may not see them; what was lent to them in
    the last two minutes stands open.
    """
    order = lists.order_of(shop_of(request), number)
    record = _demanded(request, order)
    now = timezone.now()
    lent = PhotoLease.objects.filter(
        viewer=_person(request), order=order, until__gt=now
    )
    leases = {lease.image_id: lease for lease in lent.order_by("until")}
    images = identity.active_images(record)
    sides = [_side(image, leases.get(image.pk), now=now) for image in images]
    context = {
        "order": order,
        "merchant": order.merchant,
        "record": record,
        "ends_at": shown_until(order),
        "sides": sides,
        # A part of the number is as good as the photo: it opens and ends with it.
        "number": _number(record) if any(side.lease for side in sides) else "",
    }
    return render(request, "portal/id_photo.html", context)


@access("merchant")
@never_cache
@require_POST
def id_photo_show(request: HttpRequest, number: str) -> HttpResponse:
    """Lend one side, for customs clearance: logged before the photo has an address.

    The first side where none is named.

    Only whom it is shown to has to prove who they are; the others are refused.
    """
    order = lists.order_of(shop_of(request), number)
    record = _demanded(request, order)
    demand_step_up(request)
    images = {image.side: image for image in identity.active_images(record)}
    side = request.POST.get("side") or next(iter(images), "")
    if (image := images.get(side)) is None:
        raise Http404
    try:
        identity.lend_photo(image, by=_person(request), now=timezone.now(), order=order)
    except Refusal as refusal:  # it changed in this very moment
        verdict = Verdict.no(refusal.message, refusal.code)
        raise Denied(verdict, about=record) from refusal
    response = redirect(reverse("portal:id-photo", args=[number]))
    response.status_code = 303
    return response


@access("merchant")
@require_POST
def id_photo_ask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the person to let this shop see what they sent through another one."""
    order = lists.order_of(shop_of(request), number)
    record, by = _record_of(order), _person(request)
    try:
        allowing.ask_leave(order, record, by=by, now=timezone.now())
    except Refusal as refusal:
        verdict = Verdict.no(refusal.message, refusal.code)
        raise Denied(verdict, about=order) from refusal
    messages.success(request, _("The person was asked. They answer on their phone."))
    response = redirect(reverse("portal:order-detail", args=[number]))
    response.status_code = 303
    return response


def asking_on(
    request: HttpRequest, order: Order, record_id: UUID | None
) -> dict[str, Any]:
    """Whether this person may ask the holder, and what came of it the last time."""
    now = timezone.now()
    verdict = allowing.may_ask_leave(
        _person(request), order, _record(record_id), now=now
    )
    return {"ask": verdict, "last": allowing.latest_leave(order)}


def verdict_on(request: HttpRequest, order: Order, record_id: UUID | None) -> Verdict:
    """Whether this person may open the document on which their shop's order relies."""
    record = _record(record_id)
    return may_see_as_shop(_person(request), order, record, now=timezone.now())


def _side(image: IdImage, lease: PhotoLease | None, *, now: datetime) -> Side:
    left = int((lease.until - now).total_seconds()) if lease else 0
    return Side(image, lease, left)


def _number(record: IdRecord) -> str:
    """The masked number of the document."""
    values = unseal_records([record])[record.pk]
    return mask_number(record.document_type, values.get("number", ""))


def _record_of(order: Order) -> IdRecord | None:
    """The document that the order relies on, sent for it or for an earlier one."""
    found = standing(order, today(timezone.now())).record
    return _record(found.id if found else None)


def _record(pk: UUID | None) -> IdRecord | None:
    if pk is None:
        return None
    return IdRecord.objects.select_related("order").get(pk=pk)


def _demanded(request: HttpRequest, order: Order) -> IdRecord:
    """The document that covers the order. Raises Denied with the reason why not."""
    record = _record_of(order)
    verdict = may_see_as_shop(_person(request), order, record, now=timezone.now())
    if record is None or not verdict:
        raise Denied(verdict, about=order)
    return record


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)
