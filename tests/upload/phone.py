"""A phone that opens a link, and what its owner sends; all of it synthetic."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from clearance.demo import pictures
from clearance.demo.people import Person, person
from clearance.identity.services import issue_link
from clearance.orders.models import Order
from tests.accounts.making import Browser
from tests.factories import make_order

PHOTOS, CHECK, DONE, STATUS = (
    "/u/photos/",
    "/u/check/",
    "/u/done/",
    "/u/status/",
)


def somebody(document_type: str = "RESIDENT_ID", index: int = 7) -> Person:
    """A person with a document of this type that is valid for years."""
    for number in range(index, index + 200):
        found = person(1, number, document_type)
        if found.long_term or found.valid_until.year >= 2028:
            return found
    raise AssertionError("nobody")


def link_of(order: Order, *, now: Any, send: bool = False) -> str:
    """The address of a new link, without the host."""
    _link, url = issue_link(order, by=None, now=now, send=send)
    return "/u/" + url.split("/u/", 1)[1]


def opened(url: str) -> Browser:
    """A phone that has opened a link; it speaks English."""
    phone = Browser()
    phone.cookies["django_language"] = "en"
    answer = phone.get(url)
    assert (answer.status_code, answer.url) == (303, PHOTOS)
    return phone


def order_for(who: Person, **fields: Any) -> Order:
    return make_order(name=who.name, phone=who.phone, **fields)


def photo(who: Person, side: str, **more: Any) -> SimpleUploadedFile:
    """One side of the document as a phone would send it."""
    content = pictures.draw(who, side, seed=1, size=(800, 600), **more)
    return SimpleUploadedFile(f"{side.lower()}.jpg", content, "image/jpeg")


def photos_of(who: Person) -> dict[str, SimpleUploadedFile]:
    return {
        side.lower(): photo(who, side) for side in pictures.sides(who.document_type)
    }


def typed_of(who: Person) -> dict[str, str]:
    """What the person types about the document."""
    typed = {
        "document_type": who.document_type,
        "name": who.name,
        "number": who.number,
    }
    if who.long_term:
        typed["long_term"] = "on"
    else:
        typed["valid_until"] = who.valid_until.isoformat()
    return typed | ({"inn": who.inn} if who.inn else {})
