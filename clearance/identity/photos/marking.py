"""Views of a kept photo: smaller, and marked with who looks at it, when and for what.

Only photos that `take_in` rebuilt come here, so they are decoded in place.
"""

from datetime import datetime
from functools import lru_cache
from io import BytesIO
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw, JpegImagePlugin
from PIL.Image import Image as Picture
from PIL.Image import Resampling

from .lettering import font_of, legible

SHANGHAI = ZoneInfo("Asia/Shanghai")
PURPOSE = "仅供清关使用"
QUALITY = 82
COARSER = (72, 60, 48)
NEARLY = 0.95

LETTERS_A_SIDE = 44  # the height of a letter is this part of the long side
TILT = 27  # degrees
INK, HALO = (140, 20, 30), (255, 255, 255)
INK_STRENGTH, HALO_STRENGTH = 0.55, 0.45
LONGEST_VIEWER, LONGEST_TAIL = 48, 16


def rendition(jpeg: bytes, long_side: int = 1280) -> bytes:
    """The photo at most `long_side` pixels on its long side, never enlarged."""
    return _written(_shrunk(jpeg, long_side))


def watermarked(
    jpeg: bytes,
    *,
    viewer: str,
    at: datetime,
    order_tail: str,
    long_side: int = 1280,
    text: str = PURPOSE,
    at_most: int | None = None,
) -> bytes:
    """The photo with the purpose, the viewer, the minute and the order all over it.

    Where it must not be longer than `at_most` bytes, it is written more coarsely, and
    smaller where that is not enough.

    `at` is aware and shown as the minute in Asia/Shanghai; `order_tail` is the end of
    the order's number. Characters that the font lacks show as "?": pass the viewer's
    log-in name. Raises ValueError for a naive `at`.
    """
    if at.tzinfo is None:
        raise ValueError("The minute of a view needs a time zone.")
    minute = at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    viewer, order_tail = viewer[:LONGEST_VIEWER], order_tail[-LONGEST_TAIL:]

    picture = _shrunk(jpeg, long_side)
    letter = max(10, max(picture.size) // LETTERS_A_SIDE)
    stamp = _stamp(text, f"{viewer}  {minute}  {order_tail}", letter)
    mask = _tiled(stamp, picture.size)
    # Light below dark: legible on a dark picture and on a white one.
    picture.paste(HALO, (0, 0), mask.point(lambda level: level * HALO_STRENGTH))
    shifted = (1, 1, *picture.size)
    ink = mask.point(lambda level: level * INK_STRENGTH)
    picture.paste(INK, shifted, ink.crop((0, 0, mask.width - 1, mask.height - 1)))
    return _written(picture) if at_most is None else _written_in(picture, at_most)


def _shrunk(jpeg: bytes, long_side: int) -> Picture:
    picture: Picture = JpegImagePlugin.JpegImageFile(BytesIO(jpeg))
    width, height = picture.size
    longest = max(width, height)
    step = next(
        step
        for step in (8, 4, 2, 1)
        if step == 1 or longest / step >= long_side * NEARLY
    )
    picture.draft("RGB", (max(1, width // step), max(1, height // step)))
    picture = picture.convert("RGB")
    if max(picture.size) <= long_side:
        return picture
    scale = long_side / longest
    exact = (max(1, round(width * scale)), max(1, round(height * scale)))
    return picture.resize(exact, Resampling.BILINEAR)


@lru_cache(maxsize=32)
def _stamp(text: str, trace: str, letter: int) -> Picture:
    """Both lines once, tilted, as a mask: white letters on black."""
    font = font_of(letter)
    lines = [legible(text, letter), legible(trace, letter)]
    width = max(int(font.getlength(line)) for line in lines) + letter
    flat = Image.new("L", (width, letter * 3))
    pen = ImageDraw.Draw(flat)
    for number, line in enumerate(lines):
        middle = (width / 2, letter * (0.8 + 1.4 * number))
        pen.text(middle, line, fill=255, font=font, anchor="mm")
    return flat.rotate(TILT, Resampling.BILINEAR, expand=True)


def _tiled(stamp: Picture, size: tuple[int, int]) -> Picture:
    """The stamp over the whole picture, every second row moved by half."""
    mask = Image.new("L", size)
    across, down = max(1, int(stamp.width * 0.97)), max(1, int(stamp.height * 0.7))
    for row, top in enumerate(range(-stamp.height // 3, size[1], down)):
        for left in range(-(across // 2) * (row % 2) - across // 6, size[0], across):
            mask.paste(stamp, (left, top), stamp)
    return mask


def _written_in(picture: Picture, at_most: int) -> bytes:
    while True:
        for quality in (QUALITY, *COARSER):
            written = _written(picture, quality)
            if len(written) <= at_most:
                return written
        width, height = picture.size
        smaller = (max(1, width * 3 // 4), max(1, height * 3 // 4))
        picture = picture.resize(smaller, Resampling.BILINEAR)


def _written(picture: Picture, quality: int = QUALITY) -> bytes:
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    written = BytesIO()
    clean.save(written, "JPEG", quality=quality)
    return written.getvalue()
