"""A photo of the card itself has colours; a black-and-white copy has none."""

from clearance.identity.autochecks.facts import PhotoFacts
from clearance.identity.autochecks.finding import (
    Finding,
    could_not,
    failed,
    passed,
)
from clearance.identity.autochecks.light import can_be_judged
from clearance.identity.enums import CheckCode

VERSION = 1
LEAST_SPREAD = 11
"""Levels over which the colour bands spread. Generated photos: good ones from 25, with
glare from 10, grey ones 0; a grey copy under a warm lamp stays below."""


def has_colour(photo: PhotoFacts) -> Finding:
    """Whether colours spread, whatever tint a lamp gives them."""
    spread = photo.measures["colour"]
    if not can_be_judged(photo):
        return could_not(CheckCode.COLOUR, "bad_light", spread, LEAST_SPREAD)
    if spread < LEAST_SPREAD:
        return failed(CheckCode.COLOUR, "grey", spread, LEAST_SPREAD)
    return passed(CheckCode.COLOUR, spread, LEAST_SPREAD)
