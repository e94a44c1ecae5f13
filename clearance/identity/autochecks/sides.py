"""The two sides of a resident card are told apart by the red of the emblem."""

from clearance.identity.autochecks.colour import LEAST_SPREAD
from clearance.identity.autochecks.facts import PhotoFacts
from clearance.identity.autochecks.finding import (
    Finding,
    could_not,
    failed,
    passed,
)
from clearance.identity.autochecks.light import MOST_BURNT, can_be_judged
from clearance.identity.autochecks.sharpness import is_sharp
from clearance.identity.enums import CheckCode
from clearance.lib.documents import EMBLEM

VERSION = 1
LEAST_RED = 2
"""Thousandths of the picture. Generated photos of resident cards: the emblem's side
from 2, the portrait's 0."""
WITH_EMBLEM = frozenset({"RESIDENT_ID", "TEMPORARY_ID", "RESIDENCE_PERMIT"})


def is_the_side_asked(photo: PhotoFacts) -> Finding:
    """Whether the side with the emblem shows one, and that with the portrait none."""
    red = photo.measures["red"]
    if photo.document_type not in WITH_EMBLEM:
        return could_not(CheckCode.SIDE, "no_method", red, LEAST_RED)
    if photo.measures["colour"] < LEAST_SPREAD:
        return could_not(CheckCode.SIDE, "no_colour", red, LEAST_RED)
    clear = is_sharp(photo) and can_be_judged(photo)
    if not clear or photo.measures["burnt"] > MOST_BURNT:
        return could_not(CheckCode.SIDE, "not_clear", red, LEAST_RED)
    if (red >= LEAST_RED) != (photo.side == EMBLEM):
        detail = "no_emblem" if photo.side == EMBLEM else "emblem"
        return failed(CheckCode.SIDE, detail, red, LEAST_RED)
    return passed(CheckCode.SIDE, red, LEAST_RED)
