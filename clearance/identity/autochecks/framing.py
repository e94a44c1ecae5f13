"""The whole card lies in the picture."""

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
LEAST_STEP = 12
"""Levels at the weakest edge. Generated photos: good ones from 19; where an edge is cut
off, about 0."""


def shows_all_edges(photo: PhotoFacts) -> Finding:
    """Whether the card ends on each side before the picture does."""
    weakest = min(photo.measures[side] for side in ("left", "right", "top", "bottom"))
    if not can_be_judged(photo):
        return could_not(CheckCode.FRAMING, "bad_light", weakest, LEAST_STEP)
    if weakest < LEAST_STEP:
        return failed(CheckCode.FRAMING, "edge_missing", weakest, LEAST_STEP)
    return passed(CheckCode.FRAMING, weakest, LEAST_STEP)


def is_not_covered(_photo: PhotoFacts) -> Finding:
    """Nothing here can tell a finger from a face yet."""
    return could_not(CheckCode.COVERED, "no_method")
