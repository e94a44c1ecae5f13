"""The watermark's font, and which characters it can draw."""

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

FONT = Path(__file__).parents[2] / "lib/fonts/clearance-sans-subset.otf"
MISSING = "?"
NEVER_IN_A_FONT = "\U0010ffff"


@lru_cache(maxsize=32)
def font_of(letter: int) -> FreeTypeFont:
    """The font at a letter height in pixels, one glyph a character, left to right."""
    return ImageFont.truetype(FONT, letter, layout_engine=ImageFont.Layout.BASIC)


def legible(text: str, letter: int) -> str:
    """The text with "?" for whatever the font cannot draw."""
    return "".join(
        character if _is_drawn(character, letter) else MISSING for character in text
    )


@lru_cache(maxsize=4096)
def _is_drawn(character: str, letter: int) -> bool:
    if character == " ":
        return True
    if not character.isprintable():
        return False
    font = font_of(letter)
    drawn, blank = font.getmask(character), font.getmask(NEVER_IN_A_FONT)
    return drawn.size != blank.size or bytes(drawn) != bytes(blank)
