from pathlib import Path

import pytest

import clearance.demo
from clearance.demo.typeface import PATH, typeface

WATERMARK = "仅供清关使用 清关专用 0123456789 ABCXYZ abcxyz · : - / , . ( ) @ _"
RUSSIAN = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя"
ABSENT = "龘"  # sixteen strokes thrice: nobody's name, and surely not cut in


def drawn(character: str) -> bytes:
    return bytes(typeface(48).getmask(character))


def lacking(text: str) -> set[str]:
    empty_box = drawn(ABSENT)
    return {c for c in text if not c.isspace() and drawn(c) == empty_box}


@pytest.mark.parametrize("text", [WATERMARK, RUSSIAN])
def test_the_typeface_holds_the_watermark_and_russian(text):
    assert lacking(text) == set()


def test_the_typeface_holds_every_character_the_demo_writes():
    folder = Path(clearance.demo.__file__).parent
    written = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))

    assert lacking(written) == set()


def test_the_typeface_is_small_and_goes_by_its_own_name():
    assert PATH.stat().st_size < 150_000
    assert typeface(20).getname() == ("Clearance Sans", "Regular")


def test_its_licence_lies_beside_it():
    licence = (PATH.parent / "OFL.txt").read_text("utf-8")

    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
