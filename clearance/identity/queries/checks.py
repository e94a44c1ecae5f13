"""What the checks found: for staff, for the person, and how often they tried."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from clearance.identity.enums import (
    CheckCode,
    CheckOutcome,
    CheckState,
    ImageState,
)
from clearance.identity.models import AutoCheck, IdImage, IdRecord
from clearance.identity.queries.check_words import (
    FOR_STAFF,
    FOR_THE_PERSON,
    WHY_NOT,
)
from clearance.lib.verdicts import Text

ENOUGH_TRIES = 3
"""After so many photos of a side the person may send it as it is."""

_ORDER = {code: at for at, code in enumerate(CheckCode.values)}


@dataclass(frozen=True, slots=True)
class StaffFinding:
    """One check as staff see it; `outcome` is "" while it is still to be done.

    `side` is "" for what concerns the whole document. `sentence` says what was found,
    or why nothing could be said.
    """

    code: str
    label: Text
    side: str
    outcome: str
    sentence: Text
    value: int | None
    threshold: int | None
    version: int


@dataclass(frozen=True, slots=True)
class PersonFinding:
    """The most useful thing to do about one photo: a code and one request."""

    code: str
    sentence: Text


def findings_of(record: IdRecord) -> list[StaffFinding]:
    """Every check of a document and of its present photos: sides, then the whole."""
    checks = AutoCheck.objects.filter(record=record).select_related("image")
    shown = [
        check
        for check in checks
        if check.image is None or check.image.state == ImageState.ACTIVE
    ]
    return [_for_staff(check) for check in sorted(shown, key=_place)]


def finding_for_person(image: IdImage) -> PersonFinding | None:
    """What the person should do about this photo, if anything: one thing at most."""
    return findings_for_people([image.pk]).get(image.pk)


def findings_for_people(images: Iterable[UUID]) -> dict[UUID, PersonFinding]:
    """As `finding_for_person`, for several photos in one query."""
    failed = AutoCheck.objects.filter(
        image__in=list(images), state=CheckState.DONE, outcome=CheckOutcome.FAIL
    )
    by_image: dict[UUID, set[tuple[str, str]]] = {}
    for image, code, detail in failed.values_list("image_id", "code", "detail"):
        if image is not None:
            by_image.setdefault(image, set()).add((code, detail))
    return {
        image: PersonFinding(wanted[0], FOR_THE_PERSON[wanted])
        for image, found in by_image.items()
        if (wanted := next((each for each in FOR_THE_PERSON if each in found), None))
    }


def tries_of(record: IdRecord) -> dict[str, int]:
    """How many photos of each side were taken in so far, replaced ones included."""
    tries: dict[str, int] = {}
    kept = IdImage.objects.filter(record=record).exclude(state=ImageState.INTENT)
    for side in kept.values_list("side", flat=True):
        tries[side] = tries.get(side, 0) + 1
    return tries


def may_send_anyway(record: IdRecord, side: str) -> bool:
    """Whether the person tried often enough: then a reviewer looks at it as it is."""
    return tries_of(record).get(side, 0) >= ENOUGH_TRIES


def _for_staff(check: AutoCheck) -> StaffFinding:
    sentence: Text = ""
    if check.outcome == CheckOutcome.FAIL:
        sentence = FOR_STAFF[check.code, check.detail]
    elif check.outcome == CheckOutcome.COULD_NOT_RUN:
        sentence = WHY_NOT[check.detail]
    return StaffFinding(
        code=check.code,
        label=CheckCode(check.code).label,
        side=check.image.side if check.image is not None else "",
        outcome=check.outcome,
        sentence=sentence,
        value=check.value,
        threshold=check.threshold,
        version=check.version,
    )


def _place(check: AutoCheck) -> tuple[int, int]:
    """Portrait side first, then the other, then the whole document."""
    side = check.image.side if check.image is not None else ""
    return ("PORTRAIT", "EMBLEM", "").index(side), _ORDER[check.code]
