"""Measure a photo: how sharp, how bright, how coloured, how it lies in its frame.

Whole numbers only, taken where the pixels are safe; what they mean is said elsewhere.
"""

from PIL.Image import Image as Picture
from PIL.Image import Resampling

from .framing import edge_steps
from .levels import level, share_of
from .looks import look
from .sharpness import edge_width

SMALL = 480  # pixels on the long side of the copy that all but sharpness is read from
FEWER = 3  # times fewer still for light and colours, so that grain averages out
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


def measure(picture: Picture) -> tuple[dict[str, int], str]:
    """The figures of an upright RGB photo, and what it looks like."""
    step = max(1, max(picture.size) // SMALL)
    # Single pixels, which costs a tenth of their average: it is averaged below.
    copy = picture.resize(
        (picture.width // step, picture.height // step), Resampling.NEAREST
    )
    grey, tiny = copy.convert("L"), copy.reduce(FEWER)
    left, right, top, bottom = edge_steps(grey)
    figures = {
        "edge_width": edge_width(picture, grey),
        "left": left,
        "right": right,
        "top": top,
        "bottom": bottom,
        **brightness(tiny.convert("L")),
        **tints(tiny),
    }
    return figures, look(grey)


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
