"""Generated photos of documents for these tests: small, each drawn once."""

from functools import cache

from clearance.demo.people import Person, person
from clearance.demo.photograph import Flaw
from clearance.demo.pictures import draw
from clearance.identity.autochecks import PHOTO_CHECKS, Finding, PhotoFacts
from clearance.identity.enums import CheckCode
from clearance.identity.photos import Photo, take_in

SIZE = (1024, 768)
HOLDER = person(1, 2, "RESIDENT_ID")


@cache
def shot(
    *flaws: Flaw, side: str = "PORTRAIT", holder: Person = HOLDER, seed: int = 1
) -> bytes:
    """A photo as a phone would send it."""
    return draw(holder, side, seed=seed, size=SIZE, flaws=flaws)


@cache
def taken(received: bytes) -> Photo:
    """The photo as it is kept, with its figures."""
    return take_in(received)


def facts(
    received: bytes, *, side: str = "PORTRAIT", document_type: str = "RESIDENT_ID"
) -> PhotoFacts:
    """What the checks look at in this photo."""
    photo = taken(received)
    return PhotoFacts(
        document_type=document_type,
        side=side,
        width=photo.width,
        height=photo.height,
        measures=photo.measures,
        has_editor=bool(photo.edited_hints),
    )


def found(code: CheckCode, received: bytes, **about: str) -> Finding:
    """What one check says of this photo."""
    return PHOTO_CHECKS[code](facts(received, **about))
