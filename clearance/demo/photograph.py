"""A phone's photo of a card on a desk: a little askew, unevenly lit, with grain.

Pure Pillow, no clock, no global randomness: the same seed gives the same pixels.
"""

import random
from enum import StrEnum
from functools import cache
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter

type Point = tuple[float, float]
type Colour = tuple[int, int, int]

DESKS: Final[tuple[tuple[Colour, Colour], ...]] = (
    ((116, 82, 54), (156, 116, 80)),  # walnut
    ((186, 160, 126), (208, 186, 154)),  # beech
    ((84, 88, 94), (108, 112, 118)),  # slate
    ((206, 204, 198), (224, 222, 216)),  # laminate
)
SKIN: Final = ((226, 178, 148), (206, 152, 120), (240, 196, 168))
FILLED: Final = 0.84  # of the frame's width, or of its height for a tall document
SHADOW: Final = 0.45
SMALL_SIDE: Final = 560


class Flaw(StrEnum):
    """What makes a reviewer send a photo back."""

    BLUR = "BLUR"
    GLARE = "GLARE"
    CROP = "CROP"
    GREY = "GREY"
    ROTATE = "ROTATE"
    DARK = "DARK"
    SHAKE = "SHAKE"
    BRIGHT = "BRIGHT"
    FINGER = "FINGER"
    SMALL = "SMALL"


def photograph(
    document: Image.Image, *, seed: str, size: tuple[int, int]
) -> Image.Image:
    """Photograph a flat document from above onto a picture of `size`."""
    dice = random.Random(f"photograph:{seed}")
    corners = _corners(document.size, size, dice)
    scene = _desk(size, dice.randrange(len(DESKS)), dice.randrange(4))
    scene = _shadowed(scene, corners)
    _lay(scene, document, corners)
    return _grained(_lit(scene, dice), dice)


def flawed(image: Image.Image, flaws: frozenset[Flaw], *, seed: str) -> Image.Image:
    """Spoil a photo in the named ways, in the order of `Flaw`.

    ROTATE swaps width and height, SMALL makes both sides less.
    """
    dice = random.Random(f"flaws:{seed}")
    for flaw in Flaw:
        if flaw in flaws:
            image = _spoil(image, flaw, dice)
    return image


def _corners(
    document: tuple[int, int], size: tuple[int, int], dice: random.Random
) -> list[Point]:
    """Place the document's corners: centred, turned a little, nearly from above."""
    wide, tall = size
    scale = FILLED * min(wide / document[0], tall / document[1])
    half_wide, half_tall = document[0] * scale / 2, document[1] * scale / 2
    turn = dice.uniform(-0.035, 0.035)
    x = wide / 2 + dice.uniform(-0.02, 0.02) * wide
    y = tall / 2 + dice.uniform(-0.02, 0.02) * tall
    corners = []
    for right, down in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        across = right * half_wide * (1 + dice.uniform(-0.012, 0.004))
        along = down * half_tall * (1 + dice.uniform(-0.012, 0.004))
        corners.append((x + across - turn * along, y + along + turn * across))
    return corners


@cache
def _desk(size: tuple[int, int], desk: int, seed: int) -> Image.Image:
    """Grow a desk top: grain stretched along, a few clouds across."""
    dice = random.Random(f"desk:{desk}:{seed}")
    dark, light = DESKS[desk]
    grain = Image.frombytes("L", (6, 260), dice.randbytes(6 * 260))
    cloud = Image.frombytes("L", (5, 4), dice.randbytes(20))
    mixed = Image.blend(
        grain.resize(size, Image.Resampling.BICUBIC),
        cloud.resize(size, Image.Resampling.BICUBIC),
        0.4,
    )
    return Image.composite(
        Image.new("RGB", size, light), Image.new("RGB", size, dark), mixed
    )


def _shadowed(scene: Image.Image, corners: list[Point]) -> Image.Image:
    """Let the card throw a soft shadow down and to the right."""
    eighth = (scene.width // 8, scene.height // 8)
    off = scene.width / 130
    mask = Image.new("L", eighth, 0)
    shape = [((x + off) / 8, (y + off) / 8) for x, y in corners]
    ImageDraw.Draw(mask).polygon(shape, fill=round(255 * SHADOW))
    mask = mask.filter(ImageFilter.GaussianBlur(eighth[0] / 90)).resize(scene.size)
    shadow = Image.new("RGB", scene.size, (16, 12, 10))
    return Image.composite(shadow, scene, mask)


def _lay(scene: Image.Image, document: Image.Image, corners: list[Point]) -> None:
    """Lay the document on the scene, its corners where they are to be."""
    # A projection samples single pixels: for small pictures, average them first.
    span = max(x for x, _ in corners) - min(x for x, _ in corners)
    document = document.reduce(max(1, int(document.width / span)))
    left = max(0, int(min(x for x, _ in corners)) - 2)
    top = max(0, int(min(y for _, y in corners)) - 2)
    right = min(scene.width, int(max(x for x, _ in corners)) + 3)
    bottom = min(scene.height, int(max(y for _, y in corners)) + 3)
    wide, tall = document.size
    source = [(0.0, 0.0), (wide, 0.0), (wide, tall), (0.0, tall)]
    moved = [(x - left, y - top) for x, y in corners]
    plane = _projection(moved, source)
    box = (right - left, bottom - top)
    kind, how = Image.Transform.PERSPECTIVE, Image.Resampling.BICUBIC
    laid = document.transform(box, kind, plane, how)
    mask = _card_mask(document.size).transform(
        box, kind, plane, Image.Resampling.BILINEAR
    )
    scene.paste(laid, (left, top), mask)


@cache
def _card_mask(size: tuple[int, int]) -> Image.Image:
    mask = Image.new("L", size, 0)
    box = (2, 2, size[0] - 3, size[1] - 3)
    ImageDraw.Draw(mask).rounded_rectangle(box, size[0] // 28, fill=255)
    return mask


def _projection(here: list[Point], there: list[Point]) -> list[float]:
    """Solve for the eight coefficients that carry `here` to `there`."""
    rows = []
    for (x, y), (u, v) in zip(here, there, strict=True):
        rows.append([x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y, u])
        rows.append([0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y, v])
    for pivot in range(8):
        best = max(range(pivot, 8), key=lambda row: abs(rows[row][pivot]))
        rows[pivot], rows[best] = rows[best], rows[pivot]
        rows[pivot] = [cell / rows[pivot][pivot] for cell in rows[pivot]]
        for row in range(8):
            if row != pivot:
                factor = rows[row][pivot]
                pairs = zip(rows[row], rows[pivot], strict=True)
                rows[row] = [cell - factor * lead for cell, lead in pairs]
    return [row[8] for row in rows]


def _lit(scene: Image.Image, dice: random.Random) -> Image.Image:
    """Light the scene from one corner, warm or cool."""
    light = Image.frombytes("L", (2, 2), bytes(dice.randint(214, 255) for _ in "four"))
    light = light.resize(scene.size, Image.Resampling.BILINEAR)
    warmth = dice.randint(-6, 8)
    tint = [min(1.0, 0.985 + shift / 255) for shift in (warmth, 2, -warmth)]
    bands = [light.point(lambda value, t=t: value * t) for t in tint]
    return ImageChops.multiply(scene, Image.merge("RGB", bands))


def _grained(scene: Image.Image, dice: random.Random) -> Image.Image:
    """Add sensor noise of about ±5 levels and the softness of a small lens."""
    wide, tall = scene.size
    noise = Image.frombytes("L", scene.size, dice.randbytes(wide * tall))
    noise = noise.point(lambda value: 123 + value / 25.5)
    grain = Image.merge("RGB", (noise, noise, noise))
    return ImageChops.add(scene, grain, scale=1, offset=-128)


def _spoil(image: Image.Image, flaw: Flaw, dice: random.Random) -> Image.Image:
    wide, tall = image.size
    match flaw:
        case Flaw.BLUR:
            return image.filter(ImageFilter.GaussianBlur(wide / 180))
        case Flaw.GLARE:
            return _glared(image, dice)
        case Flaw.CROP:
            box = (round(wide * 0.34), round(tall * 0.17), wide, round(tall * 0.83))
            return image.resize(image.size, Image.Resampling.BICUBIC, box)
        case Flaw.GREY:
            return image.convert("L").convert("RGB")
        case Flaw.ROTATE:
            return image.transpose(Image.Transpose.ROTATE_90)
        case Flaw.DARK:
            return image.point(lambda value: value * 0.28)
        case Flaw.SHAKE:
            return image.filter(ImageFilter.BoxBlur((wide / 90, 0)))
        case Flaw.BRIGHT:
            return image.point(lambda value: min(255, value * 1.7))
        case Flaw.FINGER:
            return _covered(image, dice)
        case Flaw.SMALL:
            return image.resize(
                (
                    round(wide * SMALL_SIDE / max(image.size)),
                    round(tall * SMALL_SIDE / max(image.size)),
                ),
                Image.Resampling.BICUBIC,
            )


def _glared(image: Image.Image, dice: random.Random) -> Image.Image:
    """Burn a patch of the card out, as a lamp above it does."""
    eighth = (image.width // 8, image.height // 8)
    x = dice.uniform(0.35, 0.6) * eighth[0]
    y = dice.uniform(0.45, 0.7) * eighth[1]
    long, short = eighth[0] * 0.26, eighth[0] * 0.13
    mask = Image.new("L", eighth, 0)
    ImageDraw.Draw(mask).ellipse((x - long, y - short, x + long, y + short), fill=255)
    mask = mask.filter(ImageFilter.GaussianBlur(eighth[0] / 26)).resize(image.size)
    return Image.composite(Image.new("RGB", image.size, (255, 255, 252)), image, mask)


def _covered(image: Image.Image, dice: random.Random) -> Image.Image:
    """Hold the card with a thumb that lies over its lower edge."""
    eighth = (image.width // 8, image.height // 8)
    x, wide = dice.uniform(0.3, 0.7) * eighth[0], eighth[0] * 0.055
    top = dice.uniform(0.62, 0.72) * eighth[1]
    mask = Image.new("L", eighth, 0)
    thumb = (x - wide, top, x + wide, eighth[1] * 1.3)
    ImageDraw.Draw(mask).rounded_rectangle(thumb, wide, fill=255)
    mask = mask.filter(ImageFilter.GaussianBlur(1)).resize(image.size)
    skin = Image.new("RGB", image.size, dice.choice(SKIN))
    return Image.composite(skin, image, mask)
