"""A drawn face: like nobody, different for everybody, the same for the same person."""

import random
from typing import Final

from PIL import Image, ImageDraw, ImageFilter

type Colour = tuple[int, int, int]

SKINS: Final = ((244, 211, 184), (232, 190, 158), (222, 176, 140), (240, 200, 170))
HAIRS: Final = ((24, 20, 20), (40, 30, 26), (58, 42, 34), (96, 92, 92))
CLOTHES: Final = ((44, 52, 74), (88, 32, 40), (36, 74, 66), (70, 70, 78), (30, 30, 34))
# Drawn on this canvas, then reduced: Pillow's shapes have hard edges.
CANVAS: Final = (700, 880)
# Of it, what the photo shows.
FRAME: Final = (70, 100, 630, 805)


def draw_face(
    size: tuple[int, int], *, seed: str, sex: str, backdrop: Colour = (238, 242, 247)
) -> Image.Image:
    """Draw head and shoulders before a plain backdrop, RGB of `size`."""
    dice = random.Random(f"face:{seed}")
    skin, hair, cloth = dice.choice(SKINS), dice.choice(HAIRS), dice.choice(CLOTHES)
    image = Image.new("RGB", CANVAS, backdrop)
    pen = ImageDraw.Draw(image)
    wide = dice.randint(138, 160)
    tall = dice.randint(186, 208)
    middle, level = 350, 400
    left, right = middle - wide, middle + wide

    if sex == "F":
        _long_hair(pen, hair, left, right, level, dice.choice((90, 250, 330)))
    _shoulders(pen, cloth, _shade(skin, 0.86), sex)
    _head(pen, skin, (left, level - tall, right, level + tall))
    _hair(pen, hair, skin, (left, level - tall, right, level), dice, sex)
    _features(pen, skin, hair, middle, level, dice, sex)
    image = _lit(image.resize(size, Image.Resampling.BICUBIC, FRAME))
    return image.filter(ImageFilter.GaussianBlur(1.1))


def _long_hair(
    pen: ImageDraw.ImageDraw, hair: Colour, left: int, right: int, level: int, drop: int
) -> None:
    pen.rounded_rectangle((left - 36, level - 190, right + 36, level + drop), 120, hair)


def _shoulders(pen: ImageDraw.ImageDraw, cloth: Colour, neck: Colour, sex: str) -> None:
    spread = 270 if sex == "F" else 310
    pen.rounded_rectangle((350 - spread, 650, 350 + spread, 1100), 120, cloth)
    pen.rounded_rectangle((278, 500, 422, 700), 50, neck)
    pen.polygon([(268, 650), (432, 650), (350, 770)], neck)
    pen.polygon([(268, 640), (226, 652), (340, 806), (350, 770)], _shade(cloth, 1.35))
    pen.polygon([(432, 640), (474, 652), (360, 806), (350, 770)], _shade(cloth, 1.35))


def _head(pen: ImageDraw.ImageDraw, skin: Colour, box: tuple[int, ...]) -> None:
    left, top, right, bottom = box
    ear = _shade(skin, 0.92)
    pen.ellipse((left - 20, 370, left + 28, 470), ear)
    pen.ellipse((right - 28, 370, right + 20, 470), ear)
    pen.ellipse((left, top, right, bottom), skin)
    pen.ellipse((left + 16, 380, right - 16, bottom + 6), skin)


def _hair(
    pen: ImageDraw.ImageDraw,
    hair: Colour,
    skin: Colour,
    box: tuple[int, ...],
    dice: random.Random,
    sex: str,
) -> None:
    left, top, right, level = box
    pen.chord((left - 16, top - 44, right + 16, level + 90), 180, 360, hair)
    parting = dice.randint(-70, 70)
    brow = level - dice.randint(70, 96)
    pen.ellipse((left + 16, brow - 40, 350 + parting + 40, brow + 170), skin)
    pen.ellipse((350 + parting - 40, brow - 40, right - 16, brow + 170), skin)
    if sex == "F":
        pen.ellipse((left - 34, top + 60, left + 26, level + 150), hair)
        pen.ellipse((right - 26, top + 60, right + 34, level + 150), hair)


def _features(
    pen: ImageDraw.ImageDraw,
    skin: Colour,
    hair: Colour,
    middle: int,
    level: int,
    dice: random.Random,
    sex: str,
) -> None:
    apart = dice.randint(62, 72)
    eye = dice.randint(25, 30)
    open_by = dice.randint(10, 14)
    for x in (middle - apart, middle + apart):
        pen.ellipse(
            (x - eye, level - open_by, x + eye, level + open_by), (250, 250, 248)
        )
        pen.ellipse((x - 12, level - 13, x + 12, level + 11), (38, 26, 22))
        pen.ellipse((x - 2, level - 8, x + 4, level - 2), (235, 235, 235))
        lid = (x - eye - 2, level - open_by - 3, x + eye + 2, level + open_by + 6)
        pen.arc(lid, 190, 350, _shade(hair, 0.9), 5)
        brow = (x - eye - 12, level - 50, x + eye + 12, level - 4)
        pen.arc(brow, 205, 335, hair, 7 if sex == "F" else 11)
    shadow, lip = _shade(skin, 0.82), (190, 98, 92) if sex == "F" else (176, 112, 100)
    pen.arc((middle - 24, level + 46, middle + 24, level + 88), 20, 160, shadow, 6)
    pen.line((middle + 10, level + 4, middle + 18, level + 60), _shade(skin, 0.92), 6)
    wide = dice.randint(40, 52)
    pen.ellipse((middle - wide, level + 112, middle + wide, level + 138), lip)
    smile = (middle - wide, level + 100, middle + wide, level + 128)
    pen.arc(smile, 15, 165, _shade(lip, 0.66), 5)
    if dice.random() < 0.25:
        for x in (middle - apart, middle + apart):
            glass = (x - 48, level - 36, x + 48, level + 40)
            pen.rounded_rectangle(glass, 26, outline=(50, 50, 56), width=6)
        pen.line((middle - 22, level, middle + 22, level), (50, 50, 56), 6)


def _lit(image: Image.Image) -> Image.Image:
    """Let light fall from the left, softly."""
    fall = Image.linear_gradient("L").rotate(90).resize(image.size)
    dark = image.point(lambda value: value * 0.8)
    return Image.composite(dark, image, fall.point(lambda value: value * 0.75))


def _shade(colour: Colour, by: float) -> Colour:
    red, green, blue = (min(255, round(part * by)) for part in colour)
    return red, green, blue
