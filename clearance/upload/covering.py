"""What a person's document covers, in words for the person (the code came back)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from clearance.channels.enums import DocumentType
from clearance.identity.enums import RecordState
from clearance.identity.models import IdRecord
from clearance.identity.queries.forecast import Cover, forecast
from clearance.lib.verdicts import Text
from clearance.lib.workdays import today
from clearance.orders.enums import UploadState

# Why the document does not serve an order that is on its way.
WHY_NOT: dict[str, Text] = {
    "CONSENT": _(
        "You agreed to its use for earlier parcels only, so this one asks again."
    ),
    "EXPIRED": _("The document ends before this parcel is expected at customs."),
    "NAME": _("The name on the document is not the name on this order."),
    "TYPE": _("Customs do not accept this kind of document for this order."),
    "SIDES": _("This order asks for a side that was not sent."),
    "NUMBER": _("This order asks for the taxpayer number (INN) too."),
    "REJECTED": _("The document was sent back: a new photo is needed."),
    "WITHDRAWN": _("The document was withdrawn."),
    "NONE": _("Nothing was sent for this order yet."),
}

TONES: dict[str, str] = {
    UploadState.ON_FILE: "done",
    UploadState.IN_REVIEW: "info",
    UploadState.RETAKE: "wait",
    UploadState.AWAITING: "wait",
    UploadState.EXPIRED: "act",
    UploadState.WITHDRAWN: "act",
}
WORDS: dict[str, Text] = {
    UploadState.ON_FILE: _("Covered"),
    UploadState.AWAITING: _("Not covered"),
}


@dataclass(frozen=True, slots=True)
class Covered:
    """One line: which order, how it stands, until when, and why not longer."""

    shop: str
    tail: str
    tone: str
    word: Text
    until_on: date | None
    why_not: Text


def told(record: IdRecord, now: datetime) -> dict[str, Any]:
    """The document by its kind and last day, and each open order it may serve."""
    day = today(now)
    return {
        "kind": DocumentType(record.document_type).label,
        "record": record,
        "is_usable": record.state == RecordState.ACCEPTED,
        "covered": [_line(each) for each in forecast(record.recipient_id, day)],
    }


def _line(cover: Cover) -> Covered:
    order = cover.order
    return Covered(
        shop=order.merchant.name,
        tail=order.number[-4:],
        tone=TONES.get(cover.state, "wait"),
        word=WORDS.get(cover.state, cover.state.label),
        until_on=cover.until_on,
        why_not=WHY_NOT.get(cover.why, ""),
    )
