"""The same picture again: of the other side, of an earlier upload, of somebody else.

Two digests serve. A keyed digest of the kept pixels finds the very same picture among
all that were ever sent. What a picture looks like finds it after it was resaved, but it
would tell two people's cards from each other, so it lies sealed under the record's own
key and is compared with a few only: the same document's, those with the same number,
and the latest that came in.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from clearance.identity.autochecks.finding import (
    Finding,
    could_not,
    failed,
    passed,
)
from clearance.identity.enums import CheckCode
from clearance.lib.documents import PORTRAIT

VERSION = 1
NEAREST = 28
"""Bits of 256. Generated photos: the same one resaved at most 26; different cards of
one kind from 37."""

OTHER_SIDE, SENT_BEFORE, OTHER_PERSON = "other_side", "sent_before", "other_person"


@dataclass(frozen=True, slots=True)
class Earlier:
    """A picture to compare with: whose it is, its side, and what it looks like."""

    whose: str
    side: str
    look: str
    is_same: bool = False
    """Whether the keyed digests are equal."""


def is_a_new_picture(side: str, look: str, earlier: Iterable[Earlier]) -> Finding:
    """Whether none of the pictures is this one; the nearest counts.

    The side without the portrait looks alike on everybody's card: of others' pictures
    it is the same only where the digest is.
    """
    found: list[tuple[int, str]] = []
    for other in earlier:
        if other.is_same:
            found.append((0, other.whose))
        elif other.look and (
            other.whose == OTHER_SIDE or side == PORTRAIT == other.side
        ):
            found.append((distance(look, other.look), other.whose))
    if not look:
        return could_not(CheckCode.SAME_PICTURE, "no_look", None, NEAREST)
    if not found:
        return passed(CheckCode.SAME_PICTURE, None, NEAREST)
    nearest, whose = min(found)
    if nearest <= NEAREST:
        return failed(CheckCode.SAME_PICTURE, whose, nearest, NEAREST)
    return passed(CheckCode.SAME_PICTURE, nearest, NEAREST)


def _tells_apart(side: str, other: Earlier) -> bool:
    return other.whose == OTHER_SIDE or side == PORTRAIT == other.side


def distance(one: str, other: str) -> int:
    """In how many of 256 bits two looks differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
