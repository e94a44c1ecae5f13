"""Sending what a link asked for: a complete document, or the orderer's number."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clearance.audit import services as audit
from clearance.channels.enums import DocumentType
from clearance.identity.enums import LinkEnd, LinkPurpose
from clearance.identity.models import IdRecord, UploadLink
from clearance.identity.queries.contents import addressee
from clearance.identity.rules import obstacle
from clearance.identity.services import images
from clearance.identity.services.checks import plan_checks
from clearance.identity.services.details import (
    LONGEST_NAME,
    FieldsRefused,
    Problem,
    check_number,
)
from clearance.identity.services.links import end_links
from clearance.identity.services.people import lock_people
from clearance.identity.services.realname import ask_real_name
from clearance.identity.services.records import (
    active_images,
    details_of,
    facts_of_record,
    missing,
    need_for,
    stored_sides,
)
from clearance.identity.services.uploads import demand_asked, lock_link
from clearance.lib import documents
from clearance.lib.names import clean_name, same_name
from clearance.lib.verdicts import Refusal
from clearance.lib.workdays import today
from clearance.orders.enums import NumberState
from clearance.orders.models import Order
from clearance.orders.queries import unseal
from clearance.orders.services import set_number


class Incomplete(Refusal):
    """Something is still missing; `missing` names the fields, photos first."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(_("Some details are still missing."), code="incomplete")
        self.missing = missing

    def __reduce__(self) -> tuple[type, tuple[list[str]]]:
        return type(self), (self.missing,)


@transaction.atomic
def submit(
    link: UploadLink, *, consent: bool, consent_reuse: bool, now: datetime
) -> IdRecord:
    """Send the draft of a link to review; the link is used up.

    Of several submissions for one person at once, one wins. Raises FieldsRefused
    without consent, Incomplete, and Refusal (already_on_file in_review link_ended …).
    """
    if not consent:
        raise FieldsRefused(
            {
                "consent": Problem(
                    "consent",
                    _("Without your consent for this parcel nothing can be sent."),
                )
            }
        )
    people = lock_people(_holder_of(link))
    order, link = lock_link(link, LinkPurpose.IMAGES, now=now)
    demand_asked(order, now=now)
    record = _draft(link, order)
    if order.holder_id not in {person.pk for person in people}:
        raise Refusal(_("This link has ended. Ask for a new one."), code="link_ended")
    if todo := missing(record, now=now):
        raise Incomplete(todo)

    name = details_of(record).texts["name"]
    asked = addressee(order, unseal([order])[order.pk]).name
    record.name_equal = same_name(name, asked)
    record.consent_at = record.submitted_at = now
    record.consent_reuse = consent_reuse
    record.version += 1
    demand_fitting(record, order, now=now)
    record.save()
    sides = documents.SIDES[record.document_type]
    images.drop([image for image in active_images(record) if image.side not in sides])
    plan_checks(record, now=now)
    ask_real_name(record, now=now)
    lines = end_links([order.pk], LinkEnd.SUBMITTED, by=None, now=now)
    Order.objects.filter(pk=order.pk).update(ask_due_at=None)
    sent = audit.line(
        "id.submitted", about=record, by=None, now=now, merchant_id=order.merchant_id
    )
    audit.record_many([*lines, sent])
    return record


@transaction.atomic
def submit_number(
    link: UploadLink, *, name: str, document_type: str, number: str, now: datetime
) -> NumberState:
    """Keep the orderer's name and number with the order; the link is used up.

    Raises FieldsRefused when one is wrong, Refusal (`link_ended`).
    """
    problems: dict[str, Problem] = {}
    clean = clean_name(name)
    if not clean or len(clean) > LONGEST_NAME:
        problems["name"] = Problem(
            "required", _("Type the name as it stands on the document.")
        )
    if document_type not in DocumentType.values:
        problems["document_type"] = Problem(
            "document_type", _("Choose the type of the document.")
        )
    elif problem := check_number(document_type, number, today=today(now)):
        problems["number"] = problem
    if problems:
        raise FieldsRefused(problems)

    order, link = lock_link(link, LinkPurpose.NUMBER, now=now)
    # The line about the number is written last, by `set_number`.
    ask_real_name(order, now=now)
    UploadLink.objects.filter(pk=link.pk).update(
        ended_at=now, ended_because=LinkEnd.SUBMITTED
    )
    return set_number(
        order,
        name=clean,
        document_type=document_type,
        number=documents.normalise(document_type, number),
        now=now,
    )


def demand_fitting(record: IdRecord, order: Order, *, now: datetime) -> None:
    """Raise FieldsRefused when the document could never cover the order."""
    facts = facts_of_record(record, sides=stored_sides(record))
    match obstacle(need_for(order), facts, today(now)):
        case "TYPE":
            raise FieldsRefused(
                {
                    "document_type": Problem(
                        "document_type",
                        _(
                            "Customs do not accept this kind of document for this "
                            "order."
                        ),
                    )
                }
            )
        case "EXPIRED":
            raise FieldsRefused(
                {
                    "valid_until": Problem(
                        "expired",
                        _(
                            "This document ends before the parcel is expected at "
                            "customs. Send one that is valid for longer."
                        ),
                    )
                }
            )


def _holder_of(link: UploadLink) -> list[UUID]:
    rows = Order.objects.filter(pk=link.order_id, holder__isnull=False)
    return list(rows.values_list("holder_id", flat=True))


def _draft(link: UploadLink, order: Order) -> IdRecord:
    if link.record_id is None:
        raise Incomplete(["portrait", "emblem", "document_type", "number", "name"])
    rows = IdRecord.objects.select_for_update(of=("self",)).select_related("order")
    record = rows.get(pk=link.record_id)
    if record.recipient_id != order.holder_id or record.submitted_at is not None:
        raise Refusal(_("This link has ended. Ask for a new one."), code="link_ended")
    return record
