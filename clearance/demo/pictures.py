"""Pictures of documents that do not exist, as a recipient's phone would take them."""

from collections.abc import Iterable
from io import BytesIO
from typing import Final

from clearance.demo.cards import SIDES, draw_flat
from clearance.demo.people import Person
from clearance.demo.photograph import Flaw, flawed, photograph

SIZE: Final = (1600, 1200)


def sides(document_type: str) -> tuple[str, ...]:
    """Name the sides a document has, PORTRAIT first."""
    both = ("PORTRAIT", "EMBLEM")
    return tuple(side for side in both if (document_type, side) in SIDES)


def draw(
    person: Person,
    side: str,
    *,
    seed: int,
    size: tuple[int, int] = SIZE,
    quality: int = 85,
    flaws: Iterable[Flaw] = (),
) -> bytes:
    """Draw one side of the person's document, photographed: a colour JPEG.

    The same arguments give the same bytes (of one Pillow). ROTATE swaps width and
    height. Raises ValueError for a side the document does not have.
    """
    shot = f"{seed}:{person.number}:{side}"
    image = photograph(draw_flat(person, side), seed=shot, size=size)
    image = flawed(image, frozenset(flaws), seed=shot)
    file = BytesIO()
    image.save(file, "JPEG", quality=quality, subsampling=0 if quality > 90 else 2)
    return file.getvalue()
