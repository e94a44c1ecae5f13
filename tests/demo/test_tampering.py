from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageStat

from clearance.demo.people import person
from clearance.demo.pictures import draw
from clearance.demo.tampering import SOFTWARE, Tampering, tampered

PHOTO = draw(person(1, 2, "RESIDENT_ID"), "PORTRAIT", seed=1, size=(800, 600))


def opened(jpeg: bytes) -> Image.Image:
    return Image.open(BytesIO(jpeg))


@pytest.mark.parametrize("how", Tampering)
def test_the_same_photo_is_tampered_with_in_the_same_way(how):
    assert tampered(PHOTO, how) == tampered(PHOTO, how) != PHOTO


def test_a_chat_program_makes_a_photo_smaller():
    resaved = opened(tampered(PHOTO, Tampering.RESAVED))

    assert resaved.size == (640, 480)


def test_an_editor_leaves_its_name():
    notes = opened(tampered(PHOTO, Tampering.EDITOR)).getexif()

    assert "Photoshop" in notes[SOFTWARE]
    assert SOFTWARE not in opened(PHOTO).getexif()


def test_a_patch_changes_one_place_only():
    patched = opened(tampered(PHOTO, Tampering.PATCHED)).convert("RGB")
    difference = ImageChops.difference(opened(PHOTO).convert("RGB"), patched)

    def changed(box):
        return ImageStat.Stat(difference.crop(box).convert("L")).mean[0]

    assert changed((270, 366, 460, 410)) > 5 * changed((0, 0, 800, 300))
