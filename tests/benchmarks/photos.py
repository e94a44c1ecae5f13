"""Taking a photo in, and showing it: against the least it can cost, and the naive way.

The least of an intake is to decode at half size, encode, and take the digest; the naive
way decodes all of it and resamples. The least of a view is to decode and encode the
rendition. The decoding process runs already, as it does in a web process. `size` is the
long side of the photo in pixels; twelve megapixels are 4,000.
"""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from uuid import uuid4

from PIL import Image, ImageOps
from PIL.Image import Resampling

from clearance.demo.people import person
from clearance.demo.pictures import draw
from clearance.identity.photos import rendition, take_in, watermarked
from clearance.identity.photos.darkroom.developing import QUALITY
from clearance.identity.photos.darkroom.kinds import KEPT_SIDE
from clearance.identity.photos.darkroom.measuring import measure
from clearance.identity.photos.marking import QUALITY as VIEW_QUALITY
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import create_key
from tests.benchmarks.frame import (
    Benchmark,
    Line,
    against,
    at_least,
    at_most,
    figure,
    in_turn,
    timed,
)
from tests.identity.photos.test_limits import MiB, peak_of_a_child

TIMES = 5
"""How often each is done in one measurement: a single one is too short."""


def run(size: int, pairs: int) -> Iterator[Line]:
    now = datetime.now(UTC)
    received = draw(person(1, 2, "RESIDENT_ID"), "PORTRAIT", seed=1, size=_frame(size))
    kept = take_in(received)  # starts the decoding process

    told = in_turn(
        _often(lambda: take_in(received)), _often(lambda: _least(received)), pairs=pairs
    )
    yield against(
        "intake",
        "half-size decode, encode, digest",
        told,
        at_most(1.4),
        "ms",
        1000 / TIMES,
    )
    told = in_turn(
        _often(lambda: take_in(received)), _often(lambda: _naive(received)), pairs=pairs
    )
    yield against(
        "intakes a second",
        "decode all, resample, encode",
        told.turned(),
        at_least(3),
        "/s",
        TIMES,
    )
    yield figure(
        "memory of a child", peak_of_a_child(received)["peak"] / MiB, at_most(64), "MiB"
    )
    picture = Image.open(BytesIO(kept.jpeg)).convert("RGB")
    told = in_turn(
        _often(lambda: measure(picture)), _often(lambda: _least(received)), pairs=pairs
    )
    yield against(
        "figures for the checks",
        "half-size decode, encode, digest",
        told,
        None,
        "ms",
        1000 / TIMES,
    )

    key = create_key(uuid4(), KeyPurpose.RECORD, now=now)
    for what, jpeg, goal in (
        ("view of the sealed rendition", rendition(kept.jpeg), at_most(20)),
        ("view of the sealed photo as kept", kept.jpeg, None),
    ):
        sealed = b"".join(key.seal_stream([jpeg], name="photo"))

        def view(sealed: bytes = sealed) -> bytes:
            opened = b"".join(key.unseal_stream([sealed], name="photo"))
            # Each viewer, minute and order is another stamp.
            return watermarked(
                opened, viewer=secrets.token_hex(4), at=now, order_tail="1873"
            )

        def least(jpeg: bytes = jpeg) -> None:
            shown = Image.open(BytesIO(jpeg))
            shown.save(BytesIO(), "JPEG", quality=VIEW_QUALITY)

        told = in_turn(_often(view), _often(least), pairs=pairs)
        line = against(what, "decode, encode", told, None, "ms", 1000 / TIMES)
        yield line
        if goal:
            yield figure(f"{what}, alone", line.ours, goal, "ms")


def _frame(size: int) -> tuple[int, int]:
    return size, size * 3 // 4


def _often(work):
    def times() -> None:
        for _ in range(TIMES):
            work()

    return timed(times)


def _least(received: bytes) -> bytes:
    picture = Image.open(BytesIO(received))
    picture.draft("RGB", (picture.width // 2, picture.height // 2))
    written = BytesIO()
    picture.save(written, "JPEG", quality=QUALITY)
    return sha256(written.getvalue()).digest()


def _naive(received: bytes) -> bytes:
    picture = ImageOps.exif_transpose(Image.open(BytesIO(received))).convert("RGB")
    picture.thumbnail((KEPT_SIDE, KEPT_SIDE), Resampling.LANCZOS, reducing_gap=None)
    written = BytesIO()
    picture.save(written, "JPEG", quality=QUALITY)
    return sha256(written.getvalue()).digest()


BENCHMARK = Benchmark(
    says="taking in and showing a photo, against the least and the naive way",
    size=4_000,
    smoke=1_200,
    run=run,
)
