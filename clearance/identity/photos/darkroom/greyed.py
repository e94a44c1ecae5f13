"""Notice a JPEG cut short whose end was mended with an end-of-image marker.

The decoder fills what is missing with exact mid-grey and stays silent. A picture may
also truly end in that grey, so a suspicion is put to the test: with filler put before
the end marker, a complete picture stays the same and a cut one changes.
"""

from collections.abc import Callable

from PIL.Image import Image as Picture

MID_GREY = (128, 128)
CORNER = 2  # pixels; smaller than any block at any decoding scale but an eighth
FILLER = bytes(n * 37 % 251 for n in range(65_536))


def was_cut(picture: Picture, data: bytes, decode: Callable[[bytes], Picture]) -> bool:
    """Whether the last part of the picture is the decoder's filling."""
    width, height = picture.size
    corner = picture.crop((width - CORNER, height - CORNER, width, height))
    extremes = corner.getextrema()
    bands = extremes if isinstance(extremes[0], tuple) else (extremes,)
    if any(band != MID_GREY for band in bands):
        return False
    mended = decode(data[:-2] + FILLER + data[-2:])
    return bool(mended.tobytes() != picture.tobytes())
