"""Which kinds of file are taken in, and which are refused with which sentence."""

import struct
import zlib

import pytest
from PIL import Image

from clearance.identity.photos import PhotoRefused, take_in

from .pictures import colours_of_quarters, encoded, opened, picture

UPRIGHT = ["R", "G", "B", "Y"]


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {"quality": 90}),
        ("JPEG", {"progressive": True}),
        ("JPEG", {"subsampling": 0}),
        ("JPEG", {"restart_marker_blocks": 7}),
        ("PNG", {}),
        ("WEBP", {}),
        ("WEBP", {"lossless": True}),
        ("HEIF", {"quality": 80}),
        ("MPO", {"save_all": True, "append_images": [Image.new("RGB", (450, 450))]}),
    ],
)
def test_each_kind_of_photo_is_rebuilt_as_a_jpeg(kind, options):
    received = encoded(picture(), kind, **options)

    photo = take_in(received)

    assert opened(photo.jpeg).format == "JPEG"
    assert opened(photo.jpeg).mode == "RGB"
    assert (photo.width, photo.height) == opened(photo.jpeg).size == (900, 600)
    assert colours_of_quarters(photo.jpeg) == UPRIGHT


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("CMYK", "JPEG"),
        ("P", "PNG"),
        ("RGBA", "PNG"),
        ("RGBA", "WEBP"),
        ("RGBA", "HEIF"),
    ],
)
def test_unusual_modes_keep_their_colours(mode, kind):
    received = encoded(picture().convert(mode), kind)

    photo = take_in(received)

    assert colours_of_quarters(photo.jpeg) == UPRIGHT


@pytest.mark.parametrize("mode", ["L", "1", "LA"])
def test_grey_modes_are_taken_in(mode):
    photo = take_in(encoded(picture().convert(mode), "PNG"))

    assert (photo.width, photo.height, photo.is_grey) == (900, 600, True)


def test_what_is_transparent_shows_white_paper():
    clear = Image.new("RGBA", (500, 500), (10, 10, 10, 0))

    photo = take_in(encoded(clear, "PNG"))

    assert opened(photo.jpeg).getpixel((250, 250)) == (255, 255, 255)


def test_a_palette_with_a_transparent_colour_shows_white_paper():
    pale = Image.new("P", (500, 500), 3)
    pale.putpalette([10, 10, 10] * 4)

    photo = take_in(encoded(pale, "PNG", transparency=3))

    assert opened(photo.jpeg).getpixel((250, 250)) == (255, 255, 255)


def test_sixteen_bits_of_grey_keep_their_brightness():
    half_bright = Image.new("I;16", (500, 500), 0x8000)

    photo = take_in(encoded(half_bright, "PNG"))

    assert opened(photo.jpeg).getpixel((250, 250)) == (128, 128, 128)


def test_sixteen_bits_of_colour_keep_their_colour():
    row = b"\0" + struct.pack("!HHH", 0xC000, 0x4000, 0x2000) * 500
    received = png(500, 500, depth=16, colour=2, rows=row * 500)

    photo = take_in(received)

    pixel = opened(photo.jpeg).getpixel((250, 250))
    assert [abs(a - b) <= 2 for a, b in zip(pixel, (192, 64, 32), strict=True)] == [
        True
    ] * 3


def png(width, height, *, depth, colour, rows):
    def chunk(name, body):
        check = zlib.crc32(name + body)
        return struct.pack("!I", len(body)) + name + body + struct.pack("!I", check)

    header = struct.pack("!IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 900 600\n%%EndComments\nshowpage\n"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="900"/>'


@pytest.mark.parametrize(
    ("received", "code"),
    [
        (encoded(picture(), "GIF"), "unsupported"),
        (encoded(picture(), "TIFF"), "unsupported"),
        (encoded(picture(), "BMP"), "unsupported"),
        (encoded(picture(), "PDF"), "unsupported"),
        (encoded(picture(), "EPS"), "unsupported"),
        (encoded(picture(), "AVIF"), "unsupported"),
        (EPS, "unsupported"),
        (b"\xc5\xd0\xd3\xc6" + b"\0" * 26 + EPS, "unsupported"),
        (SVG, "unsupported"),
        (b"PK\x03\x04" + b"\0" * 60, "unsupported"),
        (b"", "not_image"),
        (b"\0" * 1000, "not_image"),
        (b"name,number\n", "not_image"),
    ],
)
def test_other_files_are_refused(received, code):
    with pytest.raises(PhotoRefused) as refused:
        take_in(received)

    assert refused.value.code == code


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_moving_pictures_are_refused(kind):
    frames = [picture(), picture()]
    received = encoded(frames[0], kind, save_all=True, append_images=frames[1:])

    with pytest.raises(PhotoRefused) as refused:
        take_in(received)

    assert refused.value.code == "animated"


def test_a_refusal_names_the_remedy():
    with pytest.raises(PhotoRefused) as refused:
        take_in(encoded(picture(), "GIF"))

    assert str(refused.value.message) == (
        "This kind of file cannot be read. Send a photo as JPEG, PNG, WebP or HEIC."
    )
