"""Finding what the checks of one photo, or of one document, say."""

from datetime import datetime
from functools import cached_property

from clearance.identity.autochecks import (
    DOCUMENT_CHECKS,
    PHOTO_CHECKS,
    READ_CHECKS,
    CannotRead,
    DocumentFacts,
    Finding,
    could_not,
    is_a_new_picture,
    is_installed,
    read_lines,
)
from clearance.identity.enums import CheckCode, ImageState
from clearance.identity.models import AutoCheck, IdImage
from clearance.identity.photos import Photo, PhotoRefused, take_in
from clearance.identity.services.check_facts import (
    document_facts,
    earlier_pictures,
    look_of,
    photo_facts,
    stored_photo,
)
from clearance.keys.errors import KeyGone, Tampered
from clearance.lib import vault

GONE: dict[type[Exception], str] = {
    KeyGone: "erased",
    Tampered: "photo_lost",
    vault.NotKept: "photo_lost",
    PhotoRefused: "photo_refused",
}
"""What may be missing under a check, and how its outcome says so."""


class Work:
    """The checks of one photo or document share what is read: once, if it is asked."""

    def __init__(self, check: AutoCheck, now: datetime) -> None:
        self.record = check.record
        self.image = check.image
        self.now = now

    def find(self, code: CheckCode) -> Finding:
        """The outcome of one check. Raises VaultUnavailable."""
        try:
            return self._found(code)
        except CannotRead as cannot:
            return could_not(code, str(cannot))
        except tuple(GONE) as gone:
            return could_not(code, GONE[type(gone)])

    def _found(self, code: CheckCode) -> Finding:
        if code in DOCUMENT_CHECKS:
            return DOCUMENT_CHECKS[code](self._document)
        image = self._image
        if code in PHOTO_CHECKS:
            return PHOTO_CHECKS[code](photo_facts(image, self._photo.measures))
        if code in READ_CHECKS:
            return READ_CHECKS[code](self._document, self._lines)
        row = AutoCheck.objects.get(image=image, code=code)
        look = look_of(row) or self._photo.look
        return is_a_new_picture(image.side, look, earlier_pictures(image))

    @property
    def _image(self) -> IdImage:
        if self.image is None or self.image.state != ImageState.ACTIVE:
            raise CannotRead("photo_gone")
        return self.image

    @cached_property
    def _document(self) -> DocumentFacts:
        return document_facts(self.record, now=self.now)

    @cached_property
    def _photo(self) -> Photo:
        """The stored photo, measured in the darkroom as at its intake."""
        return take_in(stored_photo(self._image))

    @cached_property
    def _lines(self) -> list[str]:
        """What is lettered on a photo; without the software it is not even opened."""
        if not is_installed():
            raise CannotRead("not_installed")
        return read_lines(stored_photo(self._image))
