"""How wide the edges of letters are: blur and shaking make them wide."""

from typing import cast

from PIL import ImageChops
from PIL.Image import Image as Picture

from .levels import level

TILES = 12  # along the long side; every second one may be looked at
MOST_TILES = 14  # those with the most contrast
LEAST_CONTRAST = 70  # a tile with less holds no letters
STEEPEST = 0.995  # of the steps between neighbours, the one that counts
UPPER = 0.25  # of the widths, sorted, the one that counts: letters beside a soft face

type Box = tuple[int, int, int, int]


def edge_width(picture: Picture, small: Picture) -> int:
    """The width of edges, in hundred-thousandths of the long side.

    Of each tile that holds contrast the steepest step between neighbours is put
    against that contrast: a sharp edge takes two pixels. Of both directions the worse
    counts, for a hand that shook. 0 when nothing in the picture has contrast. `small`
    is a grey copy, by which the tiles are chosen.
    """
    across: list[float] = []
    down: list[float] = []
    for box in _tiles(picture.size, small):
        tile = picture.crop(box).convert("L")
        contrast = _contrast(tile)
        if contrast >= LEAST_CONTRAST:
            across.append(contrast / _steepest(tile, 1, 0))
            down.append(contrast / _steepest(tile, 0, 1))
    if not across:
        return 0
    widths = [sorted(each)[int(len(each) * UPPER)] for each in (across, down)]
    return round(max(widths) * 100_000 / max(picture.size))


def _tiles(size: tuple[int, int], small: Picture) -> list[Box]:
    """Every second tile, like a chess board's black ones; the contrastiest of them."""
    width, height = size
    side = max(16, max(size) // TILES)
    shrunk = max(small.size) / max(size)
    found: list[tuple[int, Box]] = []
    for row, top in enumerate(range(0, height - side // 2, side)):
        for left in range(side * (row % 2), width - side // 2, 2 * side):
            box = (left, top, min(left + side, width), min(top + side, height))
            left_, top_, right_, bottom_ = (int(at * shrunk) for at in box)
            extremes = small.crop((left_, top_, right_, bottom_)).getextrema()
            low, high = cast("tuple[int, int]", extremes)  # it has one band
            found.append((high - low, box))
    return [box for _, box in sorted(found, reverse=True)[:MOST_TILES]]


def _contrast(grey: Picture) -> int:
    counts = grey.histogram()
    return level(counts, 0.99) - level(counts, 0.01)


def _steepest(tile: Picture, right: int, down: int) -> int:
    """The largest usual difference between neighbours in one direction."""
    width, height = tile.size
    here = tile.crop((0, 0, width - right, height - down))
    there = tile.crop((right, down, width, height))
    return max(1, level(ImageChops.difference(here, there).histogram(), STEEPEST))
