"""Letters whose edges are narrow can be read."""

from clearance.identity.autochecks.facts import PhotoFacts
from clearance.identity.autochecks.finding import (
    Finding,
    could_not,
    failed,
    passed,
)
from clearance.identity.enums import CheckCode

VERSION = 1
WIDEST = 400
"""Hundred-thousandths of the long side. Generated photos: good ones up to 110, at 560
pixels up to 240; blurred and shaken ones from 850."""


def letters_are_sharp(photo: PhotoFacts) -> Finding:
    """Whether the edges of what is lettered are narrow enough to read it."""
    width = photo.measures["edge_width"]
    if not width:
        return could_not(CheckCode.SHARPNESS, "no_contrast", None, WIDEST)
    if width > WIDEST:
        return failed(CheckCode.SHARPNESS, "blurred", width, WIDEST)
    return passed(CheckCode.SHARPNESS, width, WIDEST)


def is_sharp(photo: PhotoFacts) -> bool:
    """Whether other checks may rely on small things in the picture."""
    return 0 < photo.measures["edge_width"] <= WIDEST
