"""Measure a photo: how sharp, how bright, how coloured, how it lies in its frame.

Whole numbers only, taken where the pixels are safe; what they mean is said elsewhere.
"""

from PIL.Image import Image as Picture

from .framing import edge_steps
from .levels import level, share_of
from .sharpness import edge_width

SMALL = 160  # pixels on the long side of the copy that colours are read from
STRAY = 0.01

CENTRE = 0.72  # of each side: where the card lies
BURNT = 252

# A level of the red band that neither a wooden desk nor skin reaches.
SEAL_RED = 166


MEASURES = (
    "edge_width",
    *("left", "right", "top", "bottom"),
    *("light", "burnt", "colour", "red"),
)
"""The names of the figures: nothing else is believed to be one."""


def measure(picture: Picture) -> dict[str, int]:
    """The figures of an upright RGB photo."""
    small = picture.reduce(max(1, max(picture.size) // SMALL))
    small_grey = small.convert("L")
    left, right, top, bottom = edge_steps(picture)
    return {
        "edge_width": edge_width(picture.convert("L")),
        "left": left,
        "right": right,
        "top": top,
        "bottom": bottom,
        **brightness(small_grey),
        **tints(small),
    }


def brightness(grey: Picture) -> dict[str, int]:
    """The middle level of what lies in the centre; thousandths that are burnt out."""
    width, height = grey.size
    across, down = round(width * CENTRE / 2), round(height * CENTRE / 2)
    x, y = width // 2, height // 2
    counts = grey.crop((x - across, y - down, x + across, y + down)).histogram()
    return {"light": level(counts, 0.5), "burnt": share_of(counts, least=BURNT)}


def tints(small: Picture) -> dict[str, int]:
    """Over how many levels colour spreads; thousandths that are red as a seal."""
    _luma, blue, red = small.convert("YCbCr").split()
    return {
        "colour": max(_spread(blue), _spread(red)),
        "red": share_of(red.histogram(), least=SEAL_RED),
    }


def _spread(band: Picture) -> int:
    """Between which levels nearly all of a band lies, leaving out stray pixels."""
    counts = band.histogram()
    return level(counts, 1 - STRAY) - level(counts, STRAY)
