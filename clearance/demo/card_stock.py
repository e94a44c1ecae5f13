"""The blank card or page: tinted, with fine lines, and marked as a specimen."""

import math
from dataclasses import dataclass
from functools import cache
from typing import Final

from PIL import Image, ImageDraw

from clearance.demo.face import Colour
from clearance.demo.typeface import typeface

INK: Final = (34, 34, 38)
MARK: Final = "SPECIMEN 样本"


@dataclass(frozen=True, slots=True)
class Stock:
    """Size in pixels, and the tints the card shades between from left to right."""

    size: tuple[int, int]
    left: Colour
    right: Colour
    lines: Colour
    label: Colour


CARD: Final = (1248, 788)
PAGE: Final = (1248, 880)
RESIDENT: Final = Stock(
    CARD, (222, 236, 246), (244, 232, 236), (196, 214, 232), (40, 104, 160)
)
TEMPORARY: Final = Stock(
    CARD, (238, 240, 232), (232, 238, 242), (208, 216, 206), (70, 96, 88)
)
PERMIT: Final = Stock(
    CARD, (226, 240, 238), (250, 236, 226), (196, 222, 220), (24, 110, 112)
)
TAIWAN: Final = Stock(
    CARD, (228, 240, 224), (248, 242, 222), (202, 222, 196), (58, 112, 52)
)
HONG_KONG: Final = Stock(
    CARD, (234, 240, 246), (226, 236, 226), (204, 216, 222), (64, 78, 108)
)
PASSPORT: Final = Stock(
    PAGE, (246, 238, 232), (232, 238, 246), (226, 214, 208), (120, 66, 66)
)


class Sheet:
    """A card being lettered."""

    def __init__(self, stock: Stock) -> None:
        self.stock = stock
        self.image = blank(stock).copy()
        self._pen = ImageDraw.Draw(self.image)

    def write(
        self, at: tuple[int, int], text: str, size: int = 40, ink: Colour = INK
    ) -> None:
        """Letter `text` with its top left corner `at`."""
        self._pen.text(at, text, font=typeface(size), fill=ink)

    def label(self, at: tuple[int, int], text: str, size: int = 30) -> None:
        self.write(at, text, size, self.stock.label)

    def pitch(self, at: tuple[int, int], text: str, size: int, step: float) -> None:
        """Letter one character every `step` pixels, as machines print numbers."""
        x, y = at
        for place, character in enumerate(text):
            centre = (x + (place + 0.5) * step, y)
            self._pen.text(
                centre, character, font=typeface(size), fill=INK, anchor="ma"
            )

    def wrap(self, at: tuple[int, int], text: str, size: int, width: int) -> None:
        """Letter `text` in lines of at most `width` pixels."""
        x, y = at
        line = ""
        for character in text:
            if typeface(size).getlength(line + character) > width:
                self.write((x, y), line, size)
                line, y = "", y + round(size * 1.32)
            line += character
        self.write((x, y), line, size)

    def seal(self, centre: tuple[int, int], radius: int) -> None:
        """Stamp an invented seal where a state would put its arms."""
        x, y = centre
        red = (190, 44, 40)
        for inset, wide in ((0, 8), (16, 3)):
            r = radius - inset
            self._pen.ellipse((x - r, y - r, x + r, y + r), outline=red, width=wide)
        for spoke in range(24):
            turn = spoke * math.tau / 24
            ray = [
                (x + radius * far * math.cos(turn), y + radius * far * math.sin(turn))
                for far in (0.62, 0.8)
            ]
            self._pen.line(ray, fill=red, width=5)
        font = typeface(round(radius * 0.5))
        self._pen.text(centre, "样本", font=font, fill=red, anchor="mm")

    def marked(self) -> Image.Image:
        """Print the specimen mark over everything and hand the card out."""
        self.image.paste((176, 40, 48), (0, 0), _mark(self.image.size))
        return self.image


@cache
def blank(stock: Stock) -> Image.Image:
    """Draw the empty card: a tint from left to right and wavy security lines."""
    fall = Image.linear_gradient("L").rotate(90).resize(stock.size)
    left = Image.new("RGB", stock.size, stock.left)
    image = Image.composite(left, Image.new("RGB", stock.size, stock.right), fall)
    pen = ImageDraw.Draw(image)
    wide, tall = stock.size
    for line in range(-6, 54):
        wave = [
            (
                x,
                line * tall / 48
                + 26 * math.sin(x / 97 + line / 5)
                + 12 * math.sin(x / 41 - line / 3),
            )
            for x in range(0, wide + 13, 12)
        ]
        pen.line(wave, fill=stock.lines, width=2)
    return image


@cache
def _mark(size: tuple[int, int]) -> Image.Image:
    """Draw the mark once per size: a mask with the words across and in a corner."""
    mask = Image.new("L", size, 0)
    pen = ImageDraw.Draw(mask)
    middle = (size[0] // 2, size[1] // 2)
    pen.text(middle, MARK, font=typeface(150), fill=46, anchor="mm")
    mask = mask.rotate(18, Image.Resampling.BICUBIC)
    corner = (size[0] - 24, 16)
    ImageDraw.Draw(mask).text(corner, MARK, font=typeface(26), fill=190, anchor="ra")
    return mask
