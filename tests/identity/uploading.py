"""Steps of an upload that many tests begin with."""

import re
from datetime import datetime

from clearance.identity import services
from clearance.identity.models import IdRecord, UploadLink
from clearance.orders.models import Order
from tests.factories import NAME, NOW, id_number, photo_bytes

TYPED = {
    "document_type": "RESIDENT_ID",
    "number": id_number(),
    "name": NAME,
    "valid_until": "2034-05-20",
}


def link_of(order: Order, *, now: datetime = NOW) -> tuple[UploadLink, str]:
    """A link made by nobody in particular, and not sent."""
    return services.issue_link(order, by=None, now=now, send=False)


def token_of(text: str) -> str:
    """The token in an address or a message."""
    found = re.search(r"/u/([^/]+)/", text)
    assert found is not None
    return found[1]


def draft(link: UploadLink, *, now: datetime = NOW, **typed: str) -> IdRecord:
    """Everything a document needs, not yet sent."""
    services.save_side(link, "PORTRAIT", photo_bytes(), now=now)
    services.save_side(link, "EMBLEM", photo_bytes(side="EMBLEM"), now=now)
    return services.save_details(link, TYPED | typed, now=now)


def upload(
    link: UploadLink, *, reuse: bool = False, now: datetime = NOW, **typed: str
) -> IdRecord:
    """A whole upload, sent to review."""
    draft(link, now=now, **typed)
    return services.submit(link, consent=True, consent_reuse=reuse, now=now)


def upload_for(order: Order, *, now: datetime = NOW, **typed: str) -> IdRecord:
    """A whole upload through a link of its own."""
    link, _url = link_of(order, now=now)
    return upload(link, now=now, **typed)
