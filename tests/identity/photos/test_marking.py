"""What a view of a photo shows besides the photo."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from PIL import Image, ImageChops

from clearance.identity.photos import rendition, watermarked
from clearance.identity.photos.lettering import legible

from .pictures import encoded, opened, picture

AT = datetime(2026, 3, 1, 16, 30, 45, tzinfo=UTC)
PLAIN = encoded(Image.new("RGB", (1_600, 1_000), "#b0c0d0"), quality=95)


def marked(jpeg=PLAIN, **changes):
    who = {"viewer": "hoshi-main", "at": AT, "order_tail": "4F7A"}
    return watermarked(jpeg, **{**who, **changes})


def differ(one, other):
    return ImageChops.difference(opened(one), opened(other)).getbbox() is not None


def test_every_part_of_the_photo_is_marked():
    image = opened(marked()).convert("L")
    side = 320

    spreads = [
        image.crop((left, top, left + side, top + side)).getextrema()
        for left in range(0, image.width - side + 1, side)
        for top in range(0, image.height - side + 1, side)
    ]

    assert [high - low > 40 for low, high in spreads] == [True] * len(spreads)


@pytest.mark.parametrize("colour", ["black", "white", "#808080", "#8c141e"])
def test_the_mark_shows_on_any_ground(colour):
    plain = encoded(Image.new("RGB", (1_280, 800), colour), quality=95)

    low, high = opened(marked(plain)).convert("L").getextrema()

    assert high - low > 40


@pytest.mark.parametrize(
    "change",
    [
        {"viewer": "kiwi-main"},
        {"order_tail": "4F7B"},
        {"at": datetime(2026, 3, 1, 16, 31, tzinfo=UTC)},
        {"text": "ONLY FOR CUSTOMS"},
    ],
)
def test_viewer_minute_order_and_purpose_are_each_in_the_mark(change):
    assert differ(marked(), marked(**change))


def test_seconds_are_not_shown():
    assert not differ(marked(), marked(at=AT.replace(second=1)))


def test_a_naive_minute_is_a_mistake():
    with pytest.raises(ValueError, match="time zone"):
        marked(at=AT.replace(tzinfo=None))


def test_characters_the_font_lacks_show_as_question_marks():
    assert legible("仅供清关使用 · hoshi-main 2026-03-02 00:30", 28) == (
        "仅供清关使用 · hoshi-main 2026-03-02 00:30"
    )
    assert legible("a\u202eb\0c\U0001f600d", 28) == "a?b?c?d"


@pytest.mark.parametrize("viewer", ["", "x" * 5_000, "\u202e\0\n\U0001f600", "ب" * 80])
def test_any_viewer_can_be_written(viewer):
    assert opened(marked(viewer=viewer)).size == (1_280, 800)


@pytest.mark.parametrize(
    ("size", "long_side", "kept"),
    [
        ((2_000, 1_500), 1_280, (1_280, 960)),
        ((1_500, 2_000), 1_280, (960, 1_280)),
        ((2_048, 68), 1_280, (1_280, 42)),
        ((500, 400), 1_280, (500, 400)),
        ((2_000, 1_500), 240, (240, 180)),
    ],
)
def test_views_shrink_and_never_grow(size, long_side, kept):
    photo = encoded(picture(*size))

    assert opened(rendition(photo, long_side)).size == kept
    assert opened(marked(photo, long_side=long_side)).size == kept


def test_a_rendition_is_unmarked_and_looks_like_the_photo():
    photo = encoded(picture(1_280, 800), quality=95)

    difference = ImageChops.difference(opened(rendition(photo)), opened(photo))

    assert max(difference.resize((8, 5), Image.Resampling.BOX).getextrema())[1] < 8


def test_views_made_at_once_do_not_mix():
    viewers = [f"viewer-{number}" for number in range(16)]
    alone = [marked(viewer=viewer) for viewer in viewers]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda viewer: marked(viewer=viewer), viewers))

    assert together == alone
    assert len(set(together)) == 16
