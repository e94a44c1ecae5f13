"""Photos cut short, mended badly, or never photos at all."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from clearance.identity.photos import PhotoRefused, take_in
from clearance.identity.photos.darkroom import scans
from clearance.identity.photos.darkroom.spoilt import Spoilt
from clearance.identity.photos.refusals import SENTENCES

from .pictures import encoded, exif, picture

WHOLE = {
    "JPEG": encoded(picture(), quality=90, exif=exif()),
    "progressive": encoded(picture(), progressive=True),
    "restarts": encoded(picture(), restart_marker_blocks=5),
    "PNG": encoded(picture(), "PNG"),
    "WEBP": encoded(picture(), "WEBP"),
    "HEIF": encoded(picture(), "HEIF"),
}
FRACTIONS = [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 0.999]


def code_of(received):
    try:
        take_in(received)
    except PhotoRefused as refused:
        return refused.code
    return "taken in"


@pytest.mark.parametrize("fraction", FRACTIONS)
@pytest.mark.parametrize("kind", list(WHOLE))
def test_a_photo_cut_anywhere_is_refused(kind, fraction):
    whole = WHOLE[kind]

    assert code_of(whole[: int(len(whole) * fraction)]) == "truncated"


@pytest.mark.parametrize("missing", [1, 2, 3, 10, 100])
def test_a_jpeg_without_its_last_bytes_is_refused(missing):
    assert code_of(WHOLE["JPEG"][:-missing]) == "truncated"


@pytest.mark.parametrize("fraction", FRACTIONS)
@pytest.mark.parametrize("kind", ["JPEG", "restarts"])
def test_a_cut_jpeg_with_a_new_end_is_refused(kind, fraction):
    whole = WHOLE[kind]
    body = whole.rindex(b"\xff\xda") + 12
    cut = whole[: body + int((len(whole) - body) * fraction * 0.98)].rstrip(b"\xff")

    assert code_of(cut + b"\xff\xd9") == "truncated"


def test_a_large_jpeg_cut_in_half_and_mended_is_refused():
    whole = encoded(picture(4_000, 3_000))

    assert (
        code_of(whole[: len(whole) // 2].rstrip(b"\xff") + b"\xff\xd9") == "truncated"
    )


def test_a_progressive_jpeg_that_lacks_a_scan_is_refused():
    whole = WHOLE["progressive"]
    last_scan = whole.rindex(b"\xff\xda")

    assert code_of(whole[:last_scan] + b"\xff\xd9") == "truncated"


def test_a_jpeg_that_lacks_restart_intervals_is_refused():
    whole = WHOLE["restarts"]
    restarts = [found.start() for found in re.finditer(rb"\xff[\xd0-\xd7]", whole)]

    assert code_of(whole[: restarts[-3]] + b"\xff\xd9") == "truncated"


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}])
def test_a_whole_jpeg_that_truly_ends_in_mid_grey_is_taken_in(options):
    honest = picture()
    honest.paste((128, 128, 128), (0, 300, 900, 600))

    assert code_of(encoded(honest, **options)) == "taken in"


def test_a_grey_jpeg_is_complete_too():
    assert code_of(encoded(Image.new("L", (500, 500), 128))) == "taken in"


@pytest.mark.parametrize(
    "trailing", [b"\0" * 999, b"\xff\xd9", b"\xff\xd8\xff\xe0 half a second picture"]
)
def test_what_follows_a_whole_jpeg_does_not_matter(trailing):
    assert code_of(WHOLE["JPEG"] + trailing) == "taken in"


def test_a_preview_in_the_notes_is_not_mistaken_for_the_end():
    preview = b"Exif\0\0" + encoded(picture(160, 120))
    whole = encoded(picture(), exif=preview)

    assert code_of(whole) == "taken in"
    assert code_of(whole[: len(whole) // 2]) == "truncated"


RANDOM = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
HEADS = st.sampled_from(
    [
        b"",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\xff\0\0\0WEBPVP8X",
        b"\0\0\0\x18ftypheic\0\0\0\0heicmif1",
        b"%!PS",
        b"GIF89a",
    ]
)


@RANDOM
@given(head=HEADS, rest=st.binary(max_size=4_000))
def test_random_bytes_are_refused_and_nothing_else_happens(head, rest):
    assert code_of(head + rest) in SENTENCES


@RANDOM
@given(
    kind=st.sampled_from(list(WHOLE)),
    wounds=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=9)),
        min_size=1,
        max_size=12,
    ),
)
def test_a_wounded_photo_is_taken_in_or_refused_and_nothing_else(kind, wounds):
    wounded = bytearray(WHOLE[kind])
    for where, what in wounds:
        at = int(where * len(wounded))
        wounded[at : at + len(what)] = what

    assert code_of(bytes(wounded)) in {"taken in", *SENTENCES} - {"timeout"}


@given(data=st.binary(max_size=300))
def test_walking_segments_ends_in_a_finding(data):
    with pytest.raises(Spoilt):
        scans.walk(b"\xff\xd8" + data)
