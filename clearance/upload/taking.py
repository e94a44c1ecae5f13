"""One request of a recipient: what was typed and photographed, kept piece by piece."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clearance.identity import services
from clearance.identity.models import IdRecord, UploadLink
from clearance.identity.services import FieldsRefused
from clearance.identity.services.details import Details, is_ticked
from clearance.lib.verdicts import Text
from clearance.upload import handlers
from clearance.upload.forms import CONSENTS, SIDES, TYPED

NUL: Text = _("There is a character in this field that no keyboard types.")
NOT_A_FILE: Text = _("Choose the photo as a file, or take it with the camera.")
TOO_LARGE: Text = _(
    "This photo is larger than 10 MB. Take it again with the camera's usual setting."
)
TOO_MANY: Text = _("Send at most two photos at once, one of each side.")


@dataclass(slots=True)
class Sent:
    """What one request brought."""

    texts: dict[str, str]
    photos: dict[str, UploadedFile]
    agreed: set[str]
    problems: dict[str, Text]
    refused: str = ""
    """Why a file was dropped while it came in: too_large, too_many or ""."""

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """Read the form; of several files of one side the last one counts."""
        photos = {
            side: request.FILES.getlist(side)[-1]
            for side in SIDES
            if side in request.FILES
        }
        problems: dict[str, Text] = {}
        texts = {}
        for name in TYPED:
            text = request.POST.get(name, "")
            if "\0" in text:
                problems[name] = NUL
            elif text.strip():
                texts[name] = text
        for side in SIDES:
            if request.POST.get(side, "").strip():
                problems[side] = NOT_A_FILE
        agreed = {name for name in CONSENTS if is_ticked(request.POST.get(name, ""))}
        return cls(texts, photos, agreed, problems, handlers.refused(request))


@dataclass(slots=True)
class Taken:
    """What became of it: the draft so far, and what is wrong, field by field."""

    record: IdRecord | None
    problems: dict[str, Text] = field(default_factory=dict)
    received: list[str] = field(default_factory=list)


def take(link: UploadLink, sent: Sent, *, now: datetime) -> Taken:
    """Keep what can be kept of a request; a photo stays though a field is wrong.

    Raises Refusal when the link takes nothing any more, VaultUnavailable when a
    photo cannot be stored now.
    """
    taken = Taken(link.record, dict(sent.problems))
    if sent.texts:
        try:
            taken.record = services.save_details(link, sent.texts, now=now)
        except FieldsRefused as refused:
            taken.problems |= messages_of(refused)
    for side, photo in sent.photos.items():
        try:
            image = services.save_side(link, side.upper(), photo.read(), now=now)
        except FieldsRefused as refused:
            taken.problems |= messages_of(refused)
        else:
            taken.received.append(side)
            taken.record = image.record
    if sent.refused:
        taken.problems[_dropped(sent, taken)] = (
            TOO_MANY if sent.refused == "too_many" else TOO_LARGE
        )
    return taken


def values_of(details: Details) -> dict[str, str]:
    """What is known about a document, as a form shows it."""
    until = details.valid_until.isoformat() if details.valid_until else ""
    return {
        **{name: details.texts.get(name, "") for name in ("name", "number", "inn")},
        "guardian_name": details.texts.get("guardian_name", ""),
        "valid_until": until,
    }


def messages_of(refused: FieldsRefused) -> Mapping[str, Text]:
    """The sentence for each field."""
    return {name: problem.message for name, problem in refused.problems.items()}


def _dropped(sent: Sent, taken: Taken) -> str:
    """The side whose photo was dropped while it came in: one that is not here."""
    lacking = services.missing_sides(taken.record) if taken.record else SIDES
    missing = [side for side in lacking if side not in sent.photos]
    return missing[0] if missing else SIDES[0]
