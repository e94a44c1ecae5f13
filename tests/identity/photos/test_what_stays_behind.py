"""Nothing of the received file is kept but what one can see."""

import hashlib

import pytest
from PIL import Image, PngImagePlugin

from clearance.identity.photos import take_in

from .pictures import CANARY, colours_of_quarters, encoded, exif, opened, picture

PROFILE = b"\0" * 36 + b"acsp" + CANARY.encode() * 20
XMP = f"<x:xmpmeta>{CANARY}</x:xmpmeta>".encode()


def text_chunks():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", CANARY)
    notes.add_itxt("XML:com.adobe.xmp", CANARY)
    return notes


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {"exif": exif(), "comment": CANARY, "xmp": XMP}),
        ("JPEG", {"icc_profile": PROFILE}),
        ("PNG", {"exif": exif(), "pnginfo": text_chunks(), "icc_profile": PROFILE}),
        ("WEBP", {"exif": exif().tobytes(), "xmp": XMP, "icc_profile": PROFILE}),
        ("HEIF", {"exif": exif().tobytes(), "xmp": XMP}),
    ],
)
def test_metadata_stay_behind(kind, options):
    received = encoded(picture(), kind, **options) + CANARY.encode()
    assert CANARY.encode() in received

    photo = take_in(received)

    assert CANARY.encode() not in photo.jpeg
    assert set(opened(photo.jpeg).info) == {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
    }
    assert dict(opened(photo.jpeg).getexif()) == {}


def test_a_file_that_is_two_things_at_once_leaves_one():
    archive = b"PK\x03\x04" + CANARY.encode() + b"PK\x05\x06" + b"\0" * 18

    photo = take_in(encoded(picture()) + archive)

    assert photo.jpeg.count(b"PK\x03\x04") == 0
    assert photo.jpeg.endswith(b"\xff\xd9")


def test_the_second_of_two_pictures_stays_behind():
    second = Image.new("RGB", (450, 450), "white")
    received = encoded(picture(), "MPO", save_all=True, append_images=[second])

    photo = take_in(received)

    assert photo.jpeg.count(b"\xff\xd8\xff") == 1
    assert (photo.width, photo.height) == (900, 600)


@pytest.mark.parametrize(
    ("orientation", "quarters", "size"),
    [
        (1, "RGBY", (900, 600)),
        (2, "GRYB", (900, 600)),
        (3, "YBGR", (900, 600)),
        (4, "BYRG", (900, 600)),
        (5, "RBGY", (600, 900)),
        (6, "BRYG", (600, 900)),
        (7, "YGBR", (600, 900)),
        (8, "GYRB", (600, 900)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_the_photo_stands_upright(kind, orientation, quarters, size):
    notes = exif(orientation=orientation)
    received = encoded(picture(), kind, exif=notes.tobytes())

    photo = take_in(received)

    assert (photo.width, photo.height) == size
    assert colours_of_quarters(photo.jpeg) == list(quarters)


@pytest.mark.parametrize("broken", [b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff"])
def test_broken_notes_do_not_cost_a_good_photo(broken):
    received = encoded(picture(), "JPEG", exif=broken)

    assert take_in(received).width == 900


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_editing_programs_are_named(kind):
    notes = exif(software=f"Adobe Photoshop 25.1 {CANARY}")

    photo = take_in(encoded(picture(), kind, exif=notes.tobytes()))

    assert photo.edited_hints == ("Adobe Photoshop",)


@pytest.mark.parametrize("software", ["", "17.5.1", "HUAWEI P40", "Gimpel 3"])
def test_cameras_are_not_editing_programs(software):
    photo = take_in(encoded(picture(), exif=exif(software=software)))

    assert photo.edited_hints == ()


def test_a_text_in_a_png_names_its_program():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Software", "GIMP 2.10", zip=True)

    photo = take_in(encoded(picture(), "PNG", pnginfo=notes))

    assert photo.edited_hints == ("GIMP",)


def test_the_digest_is_of_the_kept_bytes():
    photo = take_in(encoded(picture()))

    assert photo.digest == hashlib.sha256(photo.jpeg).digest()


def test_the_same_bytes_give_the_same_photo():
    received = encoded(picture())

    assert take_in(received) == take_in(received)


def test_a_copy_without_colour_is_noticed():
    grey = picture().convert("L").convert("RGB")
    under_a_lamp = Image.blend(grey, Image.new("RGB", grey.size, "#c08040"), 0.2)

    assert take_in(encoded(grey)).is_grey is True
    assert take_in(encoded(under_a_lamp)).is_grey is True
    assert take_in(encoded(picture())).is_grey is False


def test_a_pale_document_with_one_small_coloured_portrait_is_not_grey():
    card = Image.new("RGB", (900, 600), "#e8e8e8")
    card.paste("#b07850", (600, 120, 820, 420))

    assert take_in(encoded(card)).is_grey is False
