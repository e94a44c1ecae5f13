"""Why a photo was not taken in, and what the person can do about it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "not_image": _(
        "This file is not a photo. Take a photo of the document with your phone and"
        " send that."
    ),
    "unsupported": _(
        "This kind of file cannot be read. Send a photo as JPEG, PNG, WebP or HEIC."
    ),
    "truncated": _(
        "This photo is damaged or did not arrive whole. Send it again, or take a new"
        " one."
    ),
    "too_small": _(
        "This photo is too small to read: each side needs at least 400 pixels. Send"
        " the original photo instead of a thumbnail or a cut-out."
    ),
    "too_large_pixels": _(
        "This photo has too many pixels: at most 50 megapixels and 12,000 pixels a"
        " side. Take it again with the camera's usual setting."
    ),
    "animated": _("This is a moving picture. Send a still photo of the document."),
    "bomb": _(
        "This file takes far more memory than a photo of a document. Take a new photo"
        " with your phone and send it as JPEG."
    ),
    "crashed": _(
        "This photo could not be opened. Take a new photo and send it as JPEG."
    ),
    "timeout": _(
        "This photo took too long to open. Try again in a minute, or send a smaller"
        " photo as JPEG."
    ),
}


class PhotoRefused(Exception):
    """The received bytes are not taken in; `message` says why and names the remedy."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = SENTENCES[code]
