"""What the pages say: the order by shop and last four, the slots, how it stands."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from clearance.channels.enums import DocumentType, Subject
from clearance.identity import services
from clearance.identity.enums import LinkPurpose, RecordState
from clearance.identity.models import IdRecord, UploadLink
from clearance.identity.services.details import Details
from clearance.identity.services.records import need_for
from clearance.lib.documents import SIDES, WITHOUT_END
from clearance.lib.verdicts import Text
from clearance.lib.workdays import today
from clearance.orders.models import Order
from clearance.upload.findings import SlotFinding, slot_findings
from clearance.upload.forms import DetailsForm

# What most people have, by the country the parcel goes to.
USUAL = {"CN": DocumentType.RESIDENT_ID, "RU": DocumentType.RU_PASSPORT}

SIDE_TITLES: dict[str, Text] = {
    "PORTRAIT": _("the side with the portrait"),
    "EMBLEM": _("the side with the emblem"),
}

# What to photograph of a document whose page is unlike that of other passports.
PAGES: dict[str, Text] = {
    "RU_PASSPORT": _("Both open pages with the photo, the series and the number."),
}

# What to do about a field that is still empty.
WANTED: dict[str, Text] = {
    "portrait": _("Send the photo of the side with the portrait."),
    "emblem": _("Send the photo of the side with the emblem."),
    "document_type": _("Choose the type of the document."),
    "number": _("Type the number of the document."),
    "name": _("Type the name as it stands on the document."),
    "valid_until": _("Type the last day of validity, or tick “long-term”."),
    "inn": _("Type the taxpayer number (INN), 12 digits."),
    "guardian_name": _("Type the name of a parent or guardian."),
    "guardian_consent": _("A parent or guardian has to agree: tick the box."),
    "consent": _("Tick that you agree: without it nothing can be sent."),
}

STATES: dict[str, tuple[str, Text, Text]] = {
    RecordState.PENDING: (
        "info",
        _("In review"),
        _("A reviewer looks at it, usually within a few hours. You need do nothing."),
    ),
    RecordState.ACCEPTED: (
        "done",
        _("Approved"),
        _("Your document was accepted. The parcel goes on to customs."),
    ),
    RecordState.REJECTED: (
        "wait",
        _("New photo requested"),
        _(
            "Your document could not be accepted. If it can be mended, a message with"
            " a new link is on its way to the phone of the order."
        ),
    ),
    RecordState.SUPERSEDED: (
        "done",
        _("Replaced"),
        _("A newer document took its place. You need do nothing."),
    ),
    RecordState.EXPIRED: (
        "act",
        _("Expired"),
        _("The document has expired. When one is needed again, you get a new link."),
    ),
    RecordState.WITHDRAWN: (
        "act",
        _("Withdrawn"),
        _("The document was withdrawn. Nobody uses it any more."),
    ),
    RecordState.ERASED: (
        "act",
        _("Erased"),
        _("The document was erased. Nobody can read it any more."),
    ),
}
NUMBER_KEPT: tuple[str, Text, Text] = (
    "done",
    _("Received"),
    _("Name and number are kept with the order. You need do nothing."),
)


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one photo on the page."""

    name: str
    title: Text
    hint: Text
    is_kept: bool
    is_page: bool
    errors: list[str]
    finding: SlotFinding | None


def about(link: UploadLink) -> dict[str, Any]:
    """All that a page says of the order."""
    return {
        "shop": link.order.merchant.name,
        "tail": link.order.number[-4:],
        "of_orderer": link.order.subject == Subject.ORDERER,
        "asks_photos": link.purpose == LinkPurpose.IMAGES,
        "to_russia": link.order.destination == "RU",
        "expires_at": link.expires_at,
    }


def sent_back_for(link: UploadLink, language: str) -> list[str]:
    """Why the last document sent for this order came back; nothing of another person.

    Told where it is taken again, as the message with the link told it.
    """
    order = link.order
    sent = IdRecord.objects.filter(order=order, submitted_at__isnull=False)
    last = sent.order_by("-submitted_at").first()
    if last is None or last.state != RecordState.REJECTED:
        return []
    if last.recipient_id != order.holder_id:
        return []
    return [reason.text_in(language) for reason in last.reasons.order_by("code")]


def accepted(link: UploadLink) -> Collection[str]:
    """The documents that the order's rule takes; all where it names none."""
    return need_for(link.order).document_types or DocumentType.values


def named_by_declarations(link: UploadLink) -> Collection[str]:
    """The documents whose number an orderer may give; Russian ones for Russia alone.

    China's declaration is made for the resident card, which stands first; of others
    the order's page warns staff.
    """
    if link.order.destination == "RU":
        return DocumentType.values
    russian = (DocumentType.RU_PASSPORT, DocumentType.RU_FOREIGN_PASSPORT)
    return [kind for kind in DocumentType.values if kind not in russian]


def usual(link: UploadLink) -> str:
    """The type of document that stands in the form at first."""
    return USUAL.get(link.order.destination, DocumentType.PASSPORT)


def chosen(record: IdRecord | None, link: UploadLink, posted: str) -> str:
    """The type of document the page is about: posted, kept, or the usual one."""
    documents = accepted(link)
    kept = record.document_type if record else ""
    for kind in (posted, kept, usual(link)):
        if kind in documents and kind in DocumentType.values:
            return kind
    return next(iter(documents))


def slots(form: DetailsForm, record: IdRecord | None, document: str) -> list[Slot]:
    """The photos this document needs, and which of them are kept already."""
    sides = SIDES[document]
    lacking = services.missing_sides(record) if record else [s.lower() for s in sides]
    is_page = len(sides) == 1
    findings = slot_findings(record)
    return [
        Slot(
            name=side.lower(),
            title=_slot_title(side, is_page=is_page),
            hint=PAGES.get(document) or _slot_hint(side, is_page=is_page),
            is_kept=side.lower() not in lacking,
            is_page=is_page,
            errors=[str(fault) for fault in form.errors.get(side.lower(), [])],
            finding=findings.get(side.lower()),
        )
        for side in sides
    ]


def first_fields(order: Order) -> list[str]:
    """The fields of the page with the photos."""
    names = ["document_type", "name", "number"]
    return [*names, "inn"] if need_for(order).asks_inn else names


def fields(details: Details, order: Order, now: datetime) -> list[str]:
    """The fields of the page that checks, as far as they concern this document."""
    names = ["document_type", "name", "number"]
    if details.document_type not in WITHOUT_END:
        names += ["valid_until", "long_term"]
    if need_for(order).asks_inn:
        names.append("inn")
    if details.under_guardian(today(now)):
        names += ["guardian_name", "guardian_consent"]
    return [*names, "consent", "consent_reuse"]


def standing_of(link: UploadLink, language: str) -> dict[str, Any]:
    """Where it stands, in words for the person; never what was sent."""
    record = link.record
    if link.purpose == LinkPurpose.NUMBER or record is None:
        tone, word, text = NUMBER_KEPT
        return {"tone": tone, "word": word, "text": text, "reference": ""}
    tone, word, text = STATES[record.state]
    reasons = []
    if record.state == RecordState.REJECTED:
        rows = record.reasons.order_by("code")
        reasons = [reason.text_in(language) for reason in rows]
    return {
        "tone": tone,
        "word": word,
        "text": text,
        "reasons": reasons,
        "reference": record.reference,
        "is_reused": record.consent_reuse,
    }


def _slot_title(side: str, *, is_page: bool) -> Text:
    if is_page:
        return _("Page with the photo")
    return _("Portrait side") if side == "PORTRAIT" else _("Emblem side")


def _slot_hint(side: str, *, is_page: bool) -> Text:
    if is_page:
        return _("The whole page, with the two lines of letters and digits below.")
    if side == "PORTRAIT":
        return _("The side with the face, the name and the number.")
    return _("The other side, with the emblem and the dates of validity.")
