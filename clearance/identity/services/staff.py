"""Documents that came another way than by link: recorded by staff, judged by others."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clearance.accounts.access import may
from clearance.accounts.models import User
from clearance.audit import services as audit
from clearance.channels.enums import Level
from clearance.identity.access import may_send_link
from clearance.identity.enums import ReceivedBy, RecordSource
from clearance.identity.models import IdImage, IdRecord
from clearance.identity.photos import Photo
from clearance.identity.queries import standing, standings
from clearance.identity.queries.contents import addressee
from clearance.identity.services import images as kept
from clearance.identity.services.asking import end_needless
from clearance.identity.services.checks import plan_checks
from clearance.identity.services.details import (
    Details,
    FieldsRefused,
    Problem,
    merge_details,
    missing_texts,
)
from clearance.identity.services.links import locked_order
from clearance.identity.services.people import lock_people
from clearance.identity.services.realname import ask_real_name
from clearance.identity.services.records import (
    details_of,
    in_review_of,
    need_for,
    new_record,
    write_details,
)
from clearance.identity.services.sending import Incomplete, demand_fitting
from clearance.identity.services.uploads import taken_in
from clearance.lib import documents
from clearance.lib.names import same_name
from clearance.lib.verdicts import Refusal
from clearance.lib.workdays import today
from clearance.orders.models import Order
from clearance.orders.queries import unseal


def record_received(
    order: Order,
    *,
    document_type: str,
    number: str,
    name: str,
    images: Mapping[str, bytes],
    received_by: str,
    reason: str,
    evidence: str,
    by: User,
    now: datetime,
    valid_until: str = "",
    long_term: bool = False,
    consent_reuse: bool = False,
    inn: str = "",
    guardian_name: str = "",
    guardian_consent: bool = False,
) -> IdRecord:
    """Record a document that came otherwise; somebody else reviews it.

    `images` are the received bytes by side; `evidence` says where the person's consent
    is kept. Raises FieldsRefused, Incomplete, Refusal (not_asked in_review …).
    """
    may(by, "clearance.record_idrecord").demand()
    _demand_reasons(received_by, reason, evidence)
    typed = {
        "document_type": document_type,
        "number": number,
        "name": name,
        "valid_until": valid_until,
        "long_term": "on" if long_term else "",
        "inn": inn,
        "guardian_name": guardian_name,
        "guardian_consent": "on" if guardian_consent else "",
    }
    details = merge_details(
        Details(), typed, accepted=need_for(order).document_types, today=today(now)
    )
    _demand_complete(details, images, order, now)
    sides = documents.SIDES[details.document_type]
    photos = {side: taken_in(images[side], side.lower()) for side in sides}
    details.texts |= {"reason": reason.strip(), "consent_evidence": evidence.strip()}

    record, rows = _begin(
        order, details, photos, received_by=received_by, by=by, now=now
    )
    for image, photo in rows:
        kept.store(image, photo)
    return _finish(record, rows, consent_reuse=consent_reuse, by=by, now=now)


@transaction.atomic
def _begin(
    order: Order,
    details: Details,
    photos: Mapping[str, Photo],
    *,
    received_by: str,
    by: User,
    now: datetime,
) -> tuple[IdRecord, list[tuple[IdImage, Photo]]]:
    order = locked_order(order.pk)
    _demand_asked(order, now)
    record = new_record(
        now=now,
        recipient_id=order.holder_id,
        order=order,
        source=RecordSource.STAFF,
        received_by=received_by,
        entered_by=by,
    )
    write_details(record, details)
    record.save()
    rows = [
        (kept.intend(record, side, photo, now=now), photo)
        for side, photo in photos.items()
    ]
    return record, rows


@transaction.atomic
def _finish(
    record: IdRecord,
    rows: list[tuple[IdImage, Photo]],
    *,
    consent_reuse: bool,
    by: User,
    now: datetime,
) -> IdRecord:
    lock_people([record.recipient_id])
    order = locked_order(record.order_id)
    record = IdRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    _demand_asked(order, now)
    if order.holder_id != record.recipient_id:
        raise Refusal(_("This order asks another person by now."), code="not_asked")
    for image, photo in rows:
        kept.activate(image, photo)
    name = details_of(record).texts["name"]
    asked = addressee(order, unseal([order])[order.pk]).name
    record.name_equal = same_name(name, asked)
    record.consent_at = record.submitted_at = now
    record.consent_reuse = consent_reuse
    record.version += 1
    demand_fitting(record, order, now=now)
    record.save()
    plan_checks(record, now=now)
    ask_real_name(record, now=now)
    lines = end_needless([order], standings([order], today(now)), now=now)
    Order.objects.filter(pk=order.pk).update(ask_due_at=order.ask_due_at)
    line = audit.line(
        "id.recorded",
        about=record,
        by=by,
        now=now,
        reason=record.received_by,
        merchant_id=order.merchant_id,
    )
    audit.record_many([*lines, line])
    return record


def _demand_reasons(received_by: str, reason: str, evidence: str) -> None:
    problems: dict[str, Problem] = {}
    if received_by not in ReceivedBy.values:
        problems["received_by"] = Problem(
            "received_by", _("Choose how the document came in.")
        )
    if len(reason.strip()) < 5:
        problems["reason"] = Problem(
            "reason", _("Give a reason others can understand.")
        )
    if len(evidence.strip()) < 5:
        problems["evidence"] = Problem(
            "evidence", _("Say where the person's consent is kept.")
        )
    if problems:
        raise FieldsRefused(problems)


def _demand_complete(
    details: Details, images: Mapping[str, bytes], order: Order, now: datetime
) -> None:
    sides = documents.SIDES.get(details.document_type, ("PORTRAIT",))
    todo = [side.lower() for side in sides if not images.get(side)]
    asks_inn = need_for(order).asks_inn
    todo += missing_texts(details, asks_inn=asks_inn, today=today(now))
    if todo:
        raise Incomplete(todo)


def _demand_asked(order: Order, now: datetime) -> None:
    may_send_link(order, standing(order, today(now)).state).demand()
    if order.level != Level.IMAGES:
        raise Refusal(_("No photos are asked for this order."), code="not_asked")
    if in_review_of(order.holder_id):
        raise Refusal(
            _("A document was sent already and is being reviewed."), code="in_review"
        )
