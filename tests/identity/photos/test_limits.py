"""How small, how large and how costly a photo may be."""

import json
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image

from clearance.identity import photos
from clearance.identity.photos import PhotoRefused, take_in

from .pictures import encoded, opened, picture

MiB = 1024 * 1024
MEASURE = """
import json, re, sys
from PIL import Image
from darkroom.__main__ import answer
Image.preinit()
status = open("/proc/self/status")
header, jpeg = answer(sys.stdin.buffer.read())
peak = re.search(r"VmHWM:\\s+(\\d+) kB", status.read())
print(json.dumps({"header": header, "peak": int(peak[1]) * 1024}))
"""


def peak_of_a_child(received):
    """What one child answers, and the most memory it ever held, in bytes."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE],
        input=received,
        capture_output=True,
        check=True,
        env={
            **os.environ,
            "PYTHONPATH": str(Path(photos.__file__).parent),
            "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
        },
    )
    return json.loads(done.stdout)


def empty_png(width, height, *, colour=2, noise=0):
    """A PNG of zeros, packed a thousandfold, `noise` bytes of it unpackable."""

    def chunk(name, body):
        check = zlib.crc32(name + body)
        return struct.pack("!I", len(body)) + name + body + struct.pack("!I", check)

    row = b"\0" * (1 + width * {0: 1, 2: 3, 6: 4}[colour])
    pack = zlib.compressobj(9)
    rows = [pack.compress(row * 100) for _ in range(height // 100)]
    rows += [pack.compress(row * (height % 100)), pack.flush()]
    header = struct.pack("!IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"noIs", os.urandom(noise))
        + chunk(b"IDAT", b"".join(rows))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("size", "code"),
    [
        ((399, 900), "too_small"),
        ((900, 399), "too_small"),
        ((12_001, 500), "too_large_pixels"),
        ((500, 12_001), "too_large_pixels"),
        ((8_000, 6_300), "too_large_pixels"),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_sides_and_area_have_limits(size, code, kind):
    received = encoded(Image.new("L", size), kind)

    with pytest.raises(PhotoRefused) as refused:
        take_in(received)

    assert refused.value.code == code


@pytest.mark.parametrize("kind", ["WEBP", "HEIF"])
def test_small_photos_of_the_other_kinds_are_refused(kind):
    with pytest.raises(PhotoRefused) as refused:
        take_in(encoded(picture(398, 500), kind))

    assert refused.value.code == "too_small"


def test_a_large_webp_is_refused_before_its_canvas_is_made():
    received = encoded(Image.new("RGB", (12_100, 500)), "WEBP")

    answer = peak_of_a_child(received)

    assert answer["header"] == {"code": "too_large_pixels"}
    assert answer["peak"] < 64 * MiB


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_the_smallest_photo_is_taken_in_as_it_is(kind):
    photo = take_in(encoded(picture(400, 400), kind))

    assert (photo.width, photo.height) == (400, 400)


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ((2_048, 1_000), (2_048, 1_000)),
        ((2_050, 1_000), (2_048, 999)),
        ((3_000, 4_000), (1_500, 2_000)),
        ((3_024, 4_032), (1_512, 2_016)),
        ((3_600, 2_400), (2_048, 1_365)),
        ((4_801, 801), (2_048, 342)),
        ((12_000, 400), (2_048, 68)),
    ],
)
def test_a_large_photo_shrinks_and_keeps_its_shape(size, kept):
    photo = take_in(encoded(picture(*size)))

    assert (photo.width, photo.height) == kept
    assert opened(photo.jpeg).size == kept


def test_a_strange_shape_is_shrunk_alike_in_every_kind():
    sizes = [
        (photo.width, photo.height)
        for kind in ("JPEG", "PNG", "WEBP", "HEIF")
        for photo in [take_in(encoded(picture(4_321, 1_234), kind, quality=60))]
    ]

    assert sizes == [(2_048, 585)] * 4


def test_a_small_file_that_unpacks_to_150_megabytes_is_a_bomb():
    received = empty_png(10_000, 5_000)
    assert len(received) < MiB // 2

    answer = peak_of_a_child(received)

    assert answer["header"] == {"code": "bomb"}
    assert answer["peak"] < 64 * MiB


@pytest.mark.parametrize("colour", [0, 2, 6])
def test_a_bomb_that_hides_among_noise_stays_within_bounds(colour):
    received = empty_png(10_000, 5_000, colour=colour, noise=MiB)

    answer = peak_of_a_child(received)

    assert answer["header"].get("code", "bomb") == "bomb"
    assert answer["peak"] < 340 * MiB


def test_a_text_that_unpacks_without_end_is_a_bomb():
    text = b"Comment\0\0" + zlib.compress(b"\0" * 70 * MiB, 9)
    check = struct.pack("!I", zlib.crc32(b"zTXt" + text))
    good = encoded(picture(), "PNG")
    received = good[:33] + struct.pack("!I", len(text)) + b"zTXt" + text + check
    received += good[33:]

    answer = peak_of_a_child(received)

    assert answer["header"] == {"code": "bomb"}
    assert answer["peak"] < 64 * MiB


def test_a_jpeg_of_endless_scans_is_a_bomb():
    received = encoded(picture(), progressive=True)
    last_scan = received.rindex(b"\xff\xda")
    scan = received[last_scan:-2]

    with pytest.raises(PhotoRefused) as refused:
        take_in(received[:-2] + scan * 500 + received[-2:])

    assert refused.value.code == "bomb"


def test_twelve_megapixels_take_little_memory():
    received = encoded(picture(4_000, 3_000), quality=90)

    answer = peak_of_a_child(received)

    assert answer["header"]["width"] == 2_000
    assert answer["peak"] < 64 * MiB


def test_twelve_megapixels_of_heic_take_bounded_memory():
    received = encoded(picture(4_000, 3_000), "HEIF", quality=60)

    answer = peak_of_a_child(received)

    assert answer["header"]["width"] == 2_048
    assert answer["peak"] < 160 * MiB


def test_a_file_larger_than_any_photo_is_refused_unread():
    with pytest.raises(PhotoRefused) as refused:
        take_in(b"\xff\xd8\xff" + bytes(64 * MiB))

    assert refused.value.code == "bomb"
