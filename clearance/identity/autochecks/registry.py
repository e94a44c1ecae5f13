"""Every check by its code: what it looks at, and the version of its rule."""

from collections.abc import Callable, Sequence
from typing import Final

from clearance.identity.autochecks import (
    colour,
    editing,
    framing,
    light,
    mrz,
    names,
    numbers,
    reading,
    resolution,
    sameness,
    sharpness,
    sides,
    validity,
)
from clearance.identity.autochecks.facts import DocumentFacts, PhotoFacts
from clearance.identity.autochecks.finding import Finding, passed
from clearance.identity.enums import CheckCode
from clearance.lib import documents


def is_whole(_photo: PhotoFacts) -> Finding:
    """A photo that is kept was opened to its end; others were refused at once."""
    return passed(CheckCode.WHOLE_FILE)


PHOTO_CHECKS: Final[dict[CheckCode, Callable[[PhotoFacts], Finding]]] = {
    CheckCode.WHOLE_FILE: is_whole,
    CheckCode.RESOLUTION: resolution.enough_pixels,
    CheckCode.SHARPNESS: sharpness.letters_are_sharp,
    CheckCode.EXPOSURE: light.is_well_lit,
    CheckCode.GLARE: light.has_no_glare,
    CheckCode.COLOUR: colour.has_colour,
    CheckCode.FRAMING: framing.shows_all_edges,
    CheckCode.COVERED: framing.is_not_covered,
    CheckCode.SIDE: sides.is_the_side_asked,
    CheckCode.EDITING: editing.names_no_editor,
    CheckCode.RECOMPRESSION: editing.is_evenly_compressed,
}
"""Answered from the figures taken of the pixels."""

DOCUMENT_CHECKS: Final[dict[CheckCode, Callable[[DocumentFacts], Finding]]] = {
    CheckCode.NUMBER: numbers.number_is_possible,
    CheckCode.DECLARED_NUMBER: numbers.number_is_as_declared,
    CheckCode.OLD_NUMBER: numbers.record_is_not_old,
    CheckCode.NUMBER_REUSED: numbers.number_is_theirs_alone,
    CheckCode.NAME: names.name_is_as_on_order,
    CheckCode.VALIDITY: validity.validity_fits,
}
"""Answered from what was typed and declared."""

READ_CHECKS: Final[
    dict[CheckCode, Callable[[DocumentFacts, Sequence[str]], Finding]]
] = {
    CheckCode.READ_NUMBER: reading.number_is_read,
    CheckCode.READ_NAME: reading.name_is_read,
    CheckCode.READ_DATES: reading.last_day_is_read,
    CheckCode.MRZ: mrz.lines_agree,
}
"""Answered from the lines of text that were read from a photo."""

VERSIONS: Final[dict[CheckCode, int]] = {
    CheckCode.WHOLE_FILE: 1,
    CheckCode.RESOLUTION: resolution.VERSION,
    CheckCode.SHARPNESS: sharpness.VERSION,
    CheckCode.EXPOSURE: light.VERSION,
    CheckCode.GLARE: light.VERSION,
    CheckCode.COLOUR: colour.VERSION,
    CheckCode.FRAMING: framing.VERSION,
    CheckCode.COVERED: framing.VERSION,
    CheckCode.SIDE: sides.VERSION,
    CheckCode.EDITING: editing.VERSION,
    CheckCode.RECOMPRESSION: editing.VERSION,
    CheckCode.SAME_PICTURE: sameness.VERSION,
    CheckCode.READ_NUMBER: reading.VERSION,
    CheckCode.READ_NAME: reading.VERSION,
    CheckCode.READ_DATES: reading.VERSION,
    CheckCode.MRZ: mrz.VERSION,
    CheckCode.NUMBER: numbers.VERSION,
    CheckCode.DECLARED_NUMBER: numbers.VERSION,
    CheckCode.OLD_NUMBER: numbers.VERSION,
    CheckCode.NUMBER_REUSED: numbers.VERSION,
    CheckCode.NAME: names.VERSION,
    CheckCode.VALIDITY: validity.VERSION,
}
"""A rule that changes gets a new version, so that old outcomes stay explainable."""


def reads_of(document_type: str, side: str) -> tuple[CheckCode, ...]:
    """What is to be read on this side of such a document.

    Resident cards have the name and number on one side, the last day on the other.
    """
    if document_type in sides.WITH_EMBLEM:
        if side == documents.EMBLEM:
            return (CheckCode.READ_DATES,)
        return (CheckCode.READ_NUMBER, CheckCode.READ_NAME)
    if side == documents.EMBLEM:
        return ()
    found = [CheckCode.READ_NUMBER, CheckCode.READ_NAME]
    if document_type not in documents.WITHOUT_END and document_type != "HKID":
        found.append(CheckCode.READ_DATES)
    if document_type in mrz.WITH_LINES:
        found.append(CheckCode.MRZ)
    return tuple(found)
