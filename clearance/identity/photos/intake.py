"""Take in a photo: from received bytes to a picture rebuilt from its pixels."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from .darkroom import scans, wire
from .darkroom.kinds import KEPT_SIDE
from .darkroom.measuring import MEASURES
from .darkroom.spoilt import Spoilt
from .darkroom.traces import EDITORS
from .darkrooms import darkroom
from .refusals import PhotoRefused

JFIF = 0xE0
LARGEST = 1_000_000
LOOK = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Photo:
    """A photo we trust: nothing of the received file is left but what one can see.

    `edited_hints` are names of editing programs found in the received metadata;
    `is_grey` says that the picture has nearly no colour. Both are hints. `measures` are
    figures of the pixels, by the names of `darkroom.measuring.MEASURES`.
    """

    jpeg: bytes = field(repr=False)
    width: int
    height: int
    digest: bytes = field(repr=False)
    """SHA-256 of `jpeg`; key it before keeping it."""
    edited_hints: tuple[str, ...]
    is_grey: bool
    measures: Mapping[str, int]
    look: str = field(repr=False)
    """A digest that look-alikes nearly share: of a person, so seal it."""


def take_in(received: bytes) -> Photo:
    """Rebuild the photo upright, at most 2,048 px, without metadata.

    The bytes are decoded in a confined process of their own.

    Raises PhotoRefused, and never anything else.
    """
    if len(received) > wire.MOST_RECEIVED_BYTES:
        raise PhotoRefused("bomb")
    header, jpeg = darkroom.develop(received)
    width, height = header.get("width"), header.get("height")
    if not isinstance(width, int) or not isinstance(height, int):
        raise PhotoRefused("crashed")
    if not _is_plain(jpeg, width, height):
        raise PhotoRefused("crashed")
    hints = header.get("edited_hints")
    return Photo(
        jpeg=jpeg,
        width=width,
        height=height,
        digest=sha256(jpeg).digest(),
        edited_hints=tuple(
            name for name in EDITORS if isinstance(hints, list) and name in hints
        ),
        is_grey=header.get("is_grey") is True,
        measures=_measures(header.get("measures")),
        look=_look(header.get("look")),
    )


def _measures(told: object) -> dict[str, int]:
    """The figures that were told. A decoder that was taken over may answer anything."""
    if not isinstance(told, dict):
        raise PhotoRefused("crashed")
    figures = {name: told.get(name) for name in MEASURES}
    known = {
        name: value
        for name, value in figures.items()
        if type(value) is int and 0 <= value <= LARGEST
    }
    if known.keys() != figures.keys():
        raise PhotoRefused("crashed")
    return known


def _look(told: object) -> str:
    if not isinstance(told, str) or not LOOK.fullmatch(told):
        raise PhotoRefused("crashed")
    return told


def _is_plain(jpeg: bytes, width: int, height: int) -> bool:
    """Whether this is a JPEG of that size and not one byte more.

    A decoder that was taken over may answer anything; a file that is two things at
    once, or carries notes, does not pass.
    """
    if not jpeg.startswith(b"\xff\xd8\xff") or not 0 < max(width, height) <= KEPT_SIDE:
        return False
    try:
        walked = scans.walk(jpeg)
    except Spoilt:
        return False
    return (
        walked.end == len(jpeg)
        and (walked.frame.width, walked.frame.height) == (width, height)
        and [marker for marker, _ in walked.metadata] == [JFIF]
        and len(walked.metadata[0][1]) == 14  # no thumbnail
    )
