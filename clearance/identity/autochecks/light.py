"""Enough light on the card, and none that burns letters out."""

from clearance.identity.autochecks.facts import PhotoFacts
from clearance.identity.autochecks.finding import Finding, failed, passed
from clearance.identity.enums import CheckCode

VERSION = 1
DARKEST, BRIGHTEST = 100, 245
"""The middle level of the centre, of 255. Generated photos: good ones 197 to 224, dark
ones up to 63, overexposed ones 255."""
MOST_BURNT = 20
"""Thousandths of the centre. Generated photos: good ones 0, with a lamp from 86."""


def is_well_lit(photo: PhotoFacts) -> Finding:
    """Whether the centre, where the card lies, is neither dark nor bleached."""
    light = photo.measures["light"]
    if light < DARKEST:
        return failed(CheckCode.EXPOSURE, "too_dark", light, DARKEST)
    if light > BRIGHTEST:
        return failed(CheckCode.EXPOSURE, "too_bright", light, BRIGHTEST)
    return passed(CheckCode.EXPOSURE, light, DARKEST)


def has_no_glare(photo: PhotoFacts) -> Finding:
    """Whether a part of the centre is burnt out to white."""
    burnt = photo.measures["burnt"]
    if burnt > MOST_BURNT:
        return failed(CheckCode.GLARE, "glare", burnt, MOST_BURNT)
    return passed(CheckCode.GLARE, burnt, MOST_BURNT)


def can_be_judged(photo: PhotoFacts) -> bool:
    """Whether there is light enough for colours and edges to mean anything."""
    return DARKEST <= photo.measures["light"] <= BRIGHTEST
