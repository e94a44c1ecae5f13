"""What a recipient is told about a photo that came in: one thing to do, at most."""

from dataclasses import dataclass

from clearance.identity.enums import ImageState
from clearance.identity.models import IdImage, IdRecord
from clearance.identity.queries.checks import (
    ENOUGH_TRIES,
    findings_for_people,
    tries_of,
)
from clearance.lib.verdicts import Text


@dataclass(frozen=True, slots=True)
class SlotFinding:
    """One request about the photo in a slot, and whether it may be sent as it is.

    The photo is kept whatever was found. `may_send_anyway` after three photos of this
    side: then a person looks at it.
    """

    sentence: Text
    tries: int
    may_send_anyway: bool


def slot_findings(record: IdRecord | None) -> dict[str, SlotFinding]:
    """What to say in each slot, by its name: "portrait", "emblem".

    Slots whose photo is well are left out.
    """
    if record is None:
        return {}
    kept = IdImage.objects.filter(record=record, state=ImageState.ACTIVE)
    sides = dict(kept.values_list("pk", "side"))
    found = findings_for_people(sides)
    if not found:
        return {}
    tries = tries_of(record)
    return {
        sides[image].lower(): SlotFinding(
            finding.sentence,
            tries[sides[image]],
            may_send_anyway=tries[sides[image]] >= ENOUGH_TRIES,
        )
        for image, finding in found.items()
    }
