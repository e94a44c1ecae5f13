"""Recognise a photo by its content, and read its size before anything is decoded.

Names and declared types are not asked. Exactly one decoder is chosen; whatever is not
one of the four kinds never reaches any.
"""

import re
import struct
from enum import StrEnum

from . import scans
from .spoilt import Spoilt


class Kind(StrEnum):
    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    HEIC = "HEIC"


KEPT_SIDE = 2_048
SHORTEST_SIDE, LONGEST_SIDE, MOST_PIXELS = 400, 12_000, 50_000_000
# A photo packs its pixels ten to fifty times; only an empty picture reaches hundreds.
BOMB_PIXELS, BOMB_RATIO = 8_000_000, 300

_STILL_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1"}
_MOVING_BRANDS = {b"hevc", b"hevx", b"hevm", b"hevs", b"msf1"}
_KNOWN_OTHERS = re.compile(
    rb"GIF8|II\*\0|MM\0\*|II\+\0|BM|%PDF|%!PS|\xc5\xd0\xd3\xc6|8BPS|\0\0\x01\0"
    rb"|\0\0\0\x0cjP  |\xff\x4f\xff\x51|\xff\x0a|\0\0\0\x0cJXL |PK\x03\x04"
    rb"|(?:\xef\xbb\xbf)?\s*<(?:\?xml|svg|!DOCTYPE|!--)",
    re.IGNORECASE,
)


def recognise(data: bytes) -> Kind:
    """Say which of the four kinds this is.

    Raises Spoilt: `unsupported` for other kinds of file, `not_image` for the rest.
    """
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Kind.WEBP
    if data[4:8] == b"ftyp":
        return _heic(data)
    raise Spoilt("unsupported" if _KNOWN_OTHERS.match(data) else "not_image")


def _heic(data: bytes) -> Kind:
    length = min(int.from_bytes(data[:4]), 256)
    major = data[8:12]
    brands = {major, *(data[at : at + 4] for at in range(16, length - 3, 4))}
    if major in _MOVING_BRANDS:
        raise Spoilt("animated")
    if major in _STILL_BRANDS and not brands & {b"avif", b"avis"}:
        return Kind.HEIC
    raise Spoilt("unsupported")


def check_size(width: int, height: int, *, bytes_received: int) -> None:
    """Refuse sides and areas no photo of a document has; both in pixels."""
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise Spoilt("too_large_pixels")
    if min(width, height) < SHORTEST_SIDE:
        raise Spoilt("too_small")
    pixels = width * height
    if pixels > BOMB_PIXELS and pixels * 3 > bytes_received * BOMB_RATIO:
        raise Spoilt("bomb")


def png_header(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG whose chunks are all there and which stands still."""
    at, size = 8, None
    while at + 12 <= len(data):
        length, name = struct.unpack_from("!I4s", data, at)
        body = data[at + 8 : at + 8 + min(length, 16)]
        at += 12 + length
        if at > len(data):
            break
        if name == b"IHDR" and length == 13:
            size = struct.unpack_from("!II", body)
        elif name == b"acTL" and body[:4] > b"\0\0\0\x01":
            raise Spoilt("animated")
        elif name == b"IEND":
            if size is None:
                break
            return size[0], size[1]
    raise Spoilt("truncated")


def webp_header(data: bytes) -> tuple[int, int]:
    """Width and height of a WebP that is all there and stands still.

    Its decoder allocates the canvas when it is opened, so the size is read here.
    Source: RFC 9649, section 2.
    """
    if len(data) < 30 or int.from_bytes(data[4:8], "little") + 8 > len(data):
        raise Spoilt("truncated")
    match data[12:16]:
        case b"VP8X":
            if data[20] & 0x02:
                raise Spoilt("animated")
            width = int.from_bytes(data[24:27], "little") + 1
            height = int.from_bytes(data[27:30], "little") + 1
        case b"VP8L":
            bits = int.from_bytes(data[21:25], "little")
            width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            sides = struct.unpack_from("<HH", data, 26)
            width, height = (side & 0x3FFF for side in sides)
        case _:
            raise Spoilt("not_image")
    return width, height


def jpeg_header(data: bytes) -> scans.Jpeg:
    """The walked JPEG; its two-picture form counts as its first picture."""
    jpeg = scans.walk(data)
    if not jpeg.frame.width or not jpeg.frame.height:
        raise Spoilt("not_image")
    return jpeg
