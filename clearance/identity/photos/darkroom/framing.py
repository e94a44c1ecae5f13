"""Whether the card lies in the picture with all four edges.

A card is lighter than what it lies on: going inwards, at one place along each side of
the picture the brightness steps up nearly everywhere. Lines of text step too, but only
here and there. On a surface as light as the card no edge is seen.
"""

from PIL import Image, ImageChops
from PIL.Image import Image as Picture

Transpose = Image.Transpose

SMALL = 120  # pixels on the long side
REACH = 2  # pixels over which a step is taken
DEEPEST = 0.4  # of the picture, where an edge is looked for
MIDDLE = (0.25, 0.75)  # of each edge, without its rounded ends
MOST = 2 / 3  # of the edge has to step
TURNS = (None, Transpose.FLIP_LEFT_RIGHT, Transpose.TRANSPOSE, Transpose.TRANSVERSE)


def edge_steps(grey: Picture) -> list[int]:
    """How many levels the brightness steps up at the edge of each side.

    In the order left, right, top, bottom; about 0 where no edge is.
    """
    grey = grey.reduce(max(1, max(grey.size) // SMALL))
    return [_step(grey if turn is None else grey.transpose(turn)) for turn in TURNS]


def _step(grey: Picture) -> int:
    """The step at the left edge of the card."""
    width, height = grey.size
    outer = grey.crop((0, 0, width - REACH, height))
    inner = grey.crop((REACH, 0, width, height))
    steps = ImageChops.subtract(inner, outer, 1, 128)
    first, last = (round(height * part) for part in MIDDLE)
    places = steps.crop((0, first, max(1, round(width * DEEPEST)), last))
    count = places.height
    levels = places.transpose(Transpose.TRANSPOSE).tobytes()
    found = 0
    for begin in range(0, len(levels), count):
        along = sorted(levels[begin : begin + count])
        found = max(found, along[int(count * (1 - MOST))] - 128)
    return found
