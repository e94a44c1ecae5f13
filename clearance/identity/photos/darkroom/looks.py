"""What a picture looks like, as a digest that look-alikes nearly share."""

from PIL.Image import Image as Picture
from PIL.Image import Resampling

SIDE = 16


def look(grey: Picture) -> str:
    """256 bits as hex: each says whether a patch is lighter than the one after it."""
    tiny = grey.resize((SIDE + 1, SIDE), Resampling.BOX)
    levels = tiny.tobytes()
    bits = 0
    for begin in range(0, len(levels), SIDE + 1):
        for at in range(begin, begin + SIDE):
            bits = bits << 1 | (levels[at] > levels[at + 1])
    return f"{bits:064x}"
