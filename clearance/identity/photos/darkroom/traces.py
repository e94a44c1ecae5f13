"""Names of editing programs left in a photo's metadata.

A hint for the reviewer, never a verdict: phones rotate and crop too. Only names from
this list leave the darkroom; the metadata itself may hold anything, so it does not.
"""

import re
from collections.abc import Iterable

EDITORS = {
    "Adobe Photoshop": r"adobe photoshop|photoshop (?:express|elements|cc|cs\d)",
    "Adobe Lightroom": r"lightroom",
    "Affinity Photo": r"affinity photo",
    "B612": r"\bb612\b",
    "Canva": r"\bcanva\b",
    "CorelDRAW": r"\bcorel(?:draw|\b)|paintshop pro",
    "Facetune": r"facetune",
    "GIMP": r"\bgimp\b",
    "Krita": r"\bkrita\b",
    "Meitu": r"meitu|\bmtxx\b|美图",
    "Microsoft Paint": r"\bms ?paint\b|microsoft paint",
    "Paint.NET": r"paint\.net",
    "PhotoScape": r"photoscape",
    "Photopea": r"photopea",
    "PicsArt": r"picsart",
    "Pixelmator": r"pixelmator",
    "Pixlr": r"\bpixlr\b",
    "Polarr": r"\bpolarr\b",
    "Remini": r"\bremini\b",
    "Snapseed": r"snapseed",
    "VSCO": r"\bvsco\b",
    "Xingtu": r"xingtu|醒图",
}
_PATTERNS = {
    name: re.compile(pattern.encode(), re.IGNORECASE)
    for name, pattern in EDITORS.items()
}
MOST_BYTES = 1024 * 1024  # of each piece of metadata


def editors_named_in(metadata: Iterable[bytes | str]) -> list[str]:
    """The editing programs that the metadata name, in alphabetical order."""
    pieces = [
        piece.encode(errors="replace") if isinstance(piece, str) else piece
        for piece in metadata
    ]
    return [
        name
        for name, pattern in _PATTERNS.items()
        if any(pattern.search(piece, 0, MOST_BYTES) for piece in pieces)
    ]
