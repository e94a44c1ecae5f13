"""Rebuild one photo from its pixels: upright, at most 2,048 px, and nothing else.

What is not a pixel stays behind: comments, places, times, thumbnails, profiles,
trailing data, second pictures.
"""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image
from PIL.Image import Image as Picture
from PIL.Image import Resampling, Transpose

from .kinds import KEPT_SIDE, Kind
from .measuring import measure
from .opening import Opened, open_photo
from .traces import editors_named_in

QUALITY = 88
STRIP_PIXELS = 1_000_000
ORIENTATION = 0x0112
TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}

# A grey copy under a warm lamp has a tint, but colours do not spread.
GREY_SPREAD = 10


@dataclass(frozen=True)
class Developed:
    """The rebuilt photo and what was noticed on the way."""

    jpeg: bytes
    width: int
    height: int
    edited_hints: list[str]
    is_grey: bool
    measures: dict[str, int]
    look: str


def develop(kind: Kind, data: bytes) -> Developed:
    """Turn received bytes of a known kind into the photo that is kept.

    Raises Spoilt, MemoryError, and whatever the decoders raise on broken data.
    """
    opened = open_photo(kind, data, long_side=KEPT_SIDE)
    picture = _shrunk(opened)
    turn = TURNS.get(_orientation(opened.exif))
    if turn is not None:
        picture = picture.transpose(turn)
    picture.info.clear()  # the encoder would write a comment or a profile it finds
    written = BytesIO()
    picture.save(written, "JPEG", quality=QUALITY)
    measures, look = measure(picture)
    return Developed(
        jpeg=written.getvalue(),
        width=picture.width,
        height=picture.height,
        edited_hints=editors_named_in(opened.metadata),
        is_grey=measures["colour"] <= GREY_SPREAD,
        measures=measures,
        look=look,
    )


def _shrunk(opened: Opened) -> Picture:
    """The picture in RGB, its long side at most 2,048 px; never enlarged."""
    width, height = opened.size
    step = max(1, max(width, height) // KEPT_SIDE)
    picture = opened.picture
    if picture is not None and picture.mode == "RGB" and not _see_through(picture):
        small = picture.reduce(step) if step > 1 else picture
    else:
        small = Image.new("RGB", (-(-width // step), -(-height // step)))
        rows = max(1, STRIP_PIXELS // (width * step))
        for number, strip in enumerate(opened.strips(rows * step)):
            flat = on_white(strip)
            small.paste(flat.reduce(step) if step > 1 else flat, (0, number * rows))
    if max(small.size) <= KEPT_SIDE:
        return small
    scale = KEPT_SIDE / max(width, height)
    exact = (max(1, round(width * scale)), max(1, round(height * scale)))
    return small.resize(exact, Resampling.BICUBIC)


def _see_through(picture: Picture) -> bool:
    return bool(picture.has_transparency_data)


def on_white(strip: Picture) -> Picture:
    """Any mode a decoder yields, as RGB; what is transparent shows white paper."""
    if strip.mode.startswith("I"):  # sixteen bits of grey
        strip = strip.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    elif _see_through(strip):
        paper = Image.new("RGBA", strip.size, "white")
        strip = Image.alpha_composite(paper, strip.convert("RGBA"))
    return strip if strip.mode == "RGB" else strip.convert("RGB")


def _orientation(exif: bytes) -> int:
    """What EXIF says of the way up; upright when it says nothing legible."""
    if not exif:
        return 1
    try:
        notes = Image.Exif()
        notes.load(exif)
        return int(notes.get(ORIENTATION, 1))
    except Exception:  # broken notes must not cost a good photo
        return 1
