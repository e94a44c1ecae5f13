from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from clearance.demo.numbers import NUMBERS
from clearance.demo.people import person
from clearance.demo.photograph import Flaw
from clearance.demo.pictures import draw, sides
from clearance.lib.documents import SIDES

HOLDER = person(1, 2, "RESIDENT_ID")
SMALL = (800, 600)


def shot(*flaws: Flaw, holder=HOLDER, side="PORTRAIT", **options) -> Image.Image:
    options = {"seed": 1, "size": SMALL} | options
    return Image.open(BytesIO(draw(holder, side, flaws=flaws, **options)))


def sharpness(image: Image.Image) -> float:
    edges = image.convert("L").filter(ImageFilter.FIND_EDGES)
    return ImageStat.Stat(edges).var[0]


def brightness(image: Image.Image) -> float:
    return ImageStat.Stat(image.convert("L")).mean[0]


@pytest.mark.parametrize("document_type", NUMBERS)
def test_every_side_that_is_asked_for_can_be_drawn(document_type):
    holder = person(1, 5, document_type)

    pictures = [shot(holder=holder, side=side) for side in SIDES[document_type]]

    assert sides(document_type) == SIDES[document_type]
    assert {(p.format, p.mode, p.size) for p in pictures} == {("JPEG", "RGB", SMALL)}


def test_a_passport_has_no_emblem_side():
    with pytest.raises(ValueError, match="PASSPORT has no side EMBLEM"):
        shot(holder=person(1, 5, "PASSPORT"), side="EMBLEM")


def test_the_same_arguments_give_the_same_bytes():
    first = draw(HOLDER, "PORTRAIT", seed=1, size=SMALL)

    assert draw(HOLDER, "PORTRAIT", seed=1, size=SMALL) == first


def test_another_seed_is_another_photo_of_the_same_card():
    difference = ImageChops.difference(shot(seed=1), shot(seed=2))

    assert brightness(difference) > 2


def test_a_picture_is_in_colour_and_takes_the_size_asked_for():
    picture = draw(HOLDER, "PORTRAIT", seed=1)

    image = Image.open(BytesIO(picture))
    _hue, saturation, _value = image.convert("HSV").split()
    assert image.size == (1600, 1200)
    assert ImageStat.Stat(saturation).mean[0] > 10


def test_higher_quality_makes_a_larger_file():
    sizes = [
        len(draw(HOLDER, "PORTRAIT", seed=1, size=SMALL, quality=quality))
        for quality in (40, 85, 95)
    ]

    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[1] < sizes[2]


def test_a_blurred_photo_is_far_less_sharp():
    assert sharpness(shot(Flaw.BLUR)) < 0.3 * sharpness(shot())


def test_a_grey_photo_has_no_colour():
    red, green, blue = shot(Flaw.GREY).split()

    assert brightness(ImageChops.difference(red, green)) < 1
    assert brightness(ImageChops.difference(green, blue)) < 1


def test_a_dark_photo_is_dark():
    assert brightness(shot(Flaw.DARK)) < 0.4 * brightness(shot())


def test_glare_burns_a_patch_out():
    def burnt(image: Image.Image) -> int:
        return sum(image.convert("L").histogram()[252:])

    assert burnt(shot(Flaw.GLARE)) > burnt(shot()) + 5_000


def test_a_turned_photo_stands_upright():
    assert shot(Flaw.ROTATE).size == (600, 800)


def test_a_cropped_photo_loses_the_left_of_the_card():
    desk = shot().convert("RGB").crop((0, 0, 12, 600))
    card = shot(Flaw.CROP).convert("RGB").crop((0, 150, 12, 450))

    assert brightness(ImageChops.difference(desk.resize(card.size), card)) > 8


def test_a_hand_that_shook_blurs_across_more_than_down():
    shaken = shot(Flaw.SHAKE).convert("L")
    across = ImageChops.difference(shaken, ImageChops.offset(shaken, 1, 0))
    down = ImageChops.difference(shaken, ImageChops.offset(shaken, 0, 1))

    assert 2 * brightness(across) < brightness(down)


def test_a_photo_in_the_sun_is_bleached():
    assert brightness(shot(Flaw.BRIGHT)) > 1.2 * brightness(shot())


def test_a_thumb_lies_over_the_lower_edge():
    difference = ImageChops.difference(shot(Flaw.FINGER), shot()).convert("L")

    assert brightness(difference.crop((0, 450, 800, 600))) > 2
    assert brightness(difference.crop((0, 0, 800, 300))) < 1


def test_a_small_photo_keeps_its_shape():
    assert shot(Flaw.SMALL).size == (560, 420)


def test_flaws_add_up():
    both = shot(Flaw.GREY, Flaw.ROTATE)

    red, green, _blue = both.split()
    assert both.size == (600, 800)
    assert brightness(ImageChops.difference(red, green)) < 1
