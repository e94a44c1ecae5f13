"""Enough pixels for the smallest letters of a card."""

from clearance.identity.autochecks.facts import PhotoFacts
from clearance.identity.autochecks.finding import Finding, failed, passed
from clearance.identity.enums import CheckCode

VERSION = 1
LEAST = 800
"""Pixels on the long side: an address on a card that fills four fifths of the width is
then lettered 22 pixels high."""


def enough_pixels(photo: PhotoFacts) -> Finding:
    """Whether the long side has enough pixels."""
    side = max(photo.width, photo.height)
    if side < LEAST:
        return failed(CheckCode.RESOLUTION, "too_small", side, LEAST)
    return passed(CheckCode.RESOLUTION, side, LEAST)
