"""The one typeface that demo pictures are lettered in.

A subset of Noto Sans CJK SC under a name of its own, as its licence asks; what is in
it and how it was cut stands in `clearance/lib/fonts/README.md`.
"""

from functools import cache
from pathlib import Path
from typing import Final

from PIL import ImageFont

PATH: Final = Path(__file__).parents[1] / "lib/fonts/clearance-sans-subset.otf"


@cache
def typeface(size: int) -> ImageFont.FreeTypeFont:
    """Load the typeface at `size` pixels, without complex layout: it is faster."""
    return ImageFont.truetype(PATH, size, layout_engine=ImageFont.Layout.BASIC)
