"""What the care taken with a photo costs, against decoding it with none."""

import hashlib
import statistics
import time
from io import BytesIO

from PIL import Image

from clearance.identity.photos import rendition, take_in, watermarked

from .pictures import encoded, picture
from .test_marking import AT

PAIRS = 7


def plain(received):
    """The least that can be done: half-size decoding, encoding, digest."""
    image = Image.open(BytesIO(received))
    image.draft("RGB", (2_000, 1_500))
    written = BytesIO()
    image.save(written, "JPEG", quality=88)
    return hashlib.sha256(written.getvalue()).digest()


def seconds(work, *args, **kwargs):
    begun = time.perf_counter()
    work(*args, **kwargs)
    return time.perf_counter() - begun


def test_taking_in_twelve_megapixels_costs_little_more_than_decoding(capsys):
    received = encoded(picture(4_000, 3_000), quality=95)
    take_in(received)

    pairs = [
        (seconds(plain, received), seconds(take_in, received)) for _ in range(PAIRS)
    ]
    ratio = statistics.median(ours / theirs for theirs, ours in pairs)

    with capsys.disabled():
        print(f"\n12 Mpx JPEG: {ratio:.2f} times the least (goal 1.4)")  # noqa: T201
    assert ratio < 3  # the goal is for an idle machine


def test_a_marked_view_is_quick(capsys):
    photo = rendition(take_in(encoded(picture(4_000, 3_000))).jpeg)
    who = {"viewer": "hoshi-main", "at": AT, "order_tail": "4F7A"}

    taken = statistics.median(seconds(watermarked, photo, **who) for _ in range(PAIRS))

    with capsys.disabled():
        print(f"\nmarked view: {taken * 1000:.1f} ms (goal 20)")  # noqa: T201
    assert taken < 0.2
