"""Open each kind of photo with its one decoder, and hand out its rows as strips.

Rows come in strips, so that a picture with transparency, sixteen bits or fifty
megapixels is never in memory twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pillow_heif
from PIL import Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin
from PIL.Image import Image as Picture

from . import greyed, kinds
from .kinds import Kind
from .scans import PROGRESSIVE
from .spoilt import Spoilt

# A picture decoded at half size is taken as it comes when it is nearly large enough.
NEARLY = 0.92

PROFILE = 0xE2  # its licence notices name programs that never touched the photo


@dataclass
class Opened:
    """A photo whose header passed; `picture` holds pixels, or `rows` brings them."""

    size: tuple[int, int]
    exif: bytes
    metadata: list[bytes | str]
    picture: Picture | None = None
    heif: pillow_heif.HeifImage | None = None

    def strips(self, height: int) -> Iterator[Picture]:
        """The picture from top to bottom, `height` rows at a time."""
        if self.heif is not None:
            yield from _heif_strips(self.heif, height)
        elif self.picture is not None:
            width, tall = self.size
            for top in range(0, tall, height):
                yield self.picture.crop((0, top, width, min(top + height, tall)))


def open_photo(kind: Kind, data: bytes, *, long_side: int) -> Opened:
    """Check the header, then decode, near `long_side` where the kind allows it.

    Raises Spoilt, and whatever the decoders raise on broken data.
    """
    match kind:
        case Kind.JPEG:
            return _jpeg(data, long_side)
        case Kind.PNG:
            return _png(data)
        case Kind.WEBP:
            return _webp(data)
        case Kind.HEIC:
            return _heic(data)


def _jpeg(data: bytes, long_side: int) -> Opened:
    jpeg = kinds.jpeg_header(data)
    width, height = jpeg.frame.width, jpeg.frame.height
    kinds.check_size(width, height, bytes_received=len(data))
    if jpeg.end < len(data):
        data = data[: jpeg.end]

    step = next(
        step
        for step in (8, 4, 2, 1)
        if step == 1 or max(width, height) / step >= long_side * NEARLY
    )

    def decode(data: bytes) -> Picture:
        picture = JpegImagePlugin.JpegImageFile(BytesIO(data))
        # Only a box of the same shape makes libjpeg decode at a fraction.
        picture.draft("RGB", (width // step, height // step))
        picture.load()
        return picture

    picture = decode(data)
    if jpeg.frame.marker != PROGRESSIVE and greyed.was_cut(picture, data, decode):
        raise Spoilt("truncated")
    exif = next(
        (body for _, body in jpeg.metadata if body.startswith(b"Exif\0\0")), b""
    )
    told: list[bytes | str] = [
        body for marker, body in jpeg.metadata if marker != PROFILE
    ]
    return Opened(picture.size, exif, told, picture)


def _png(data: bytes) -> Opened:
    width, height = kinds.png_header(data)
    kinds.check_size(width, height, bytes_received=len(data))
    picture = PngImagePlugin.PngImageFile(BytesIO(data))
    picture.load()
    told: list[bytes | str] = list(picture.text.values())
    exif = picture.info.get("exif", b"")
    return Opened(picture.size, exif, [*told, exif], picture)


def _webp(data: bytes) -> Opened:
    width, height = kinds.webp_header(data)
    kinds.check_size(width, height, bytes_received=len(data))
    picture = WebPImagePlugin.WebPImageFile(BytesIO(data))
    if picture.size != (width, height):
        raise Spoilt("not_image")
    picture.load()
    exif = picture.info.get("exif", b"")
    return Opened(picture.size, exif, [exif, picture.info.get("xmp", b"")], picture)


def _heic(data: bytes) -> Opened:
    heif = pillow_heif.open_heif(data)
    primary = heif[heif.primary_index]
    width, height = primary.size
    kinds.check_size(width, height, bytes_received=len(data))
    told = [primary.info.get("exif"), primary.info.get("xmp")]
    notes: list[bytes | str] = [note for note in told if isinstance(note, bytes)]
    primary.load()
    if primary.size != (width, height):
        kinds.check_size(*primary.size, bytes_received=len(data))
    # The orientation of this kind is a property of the picture, applied in decoding;
    # what EXIF says about it is a copy that would turn the picture a second time.
    return Opened(primary.size, b"", notes, heif=primary)


def _heif_strips(heif: pillow_heif.HeifImage, height: int) -> Iterator[Picture]:
    width, tall = heif.size
    rows = memoryview(heif.data)
    mode, stride = heif.mode, heif.stride
    for top in range(0, tall, height):
        count = min(height, tall - top)
        strip = bytes(rows[top * stride : (top + count) * stride])
        yield Image.frombytes(mode, (width, count), strip, "raw", mode, stride)
