"""What the codes of checks mean: to staff in a sentence, to the person in one request.

A sentence for the person asks one thing only; a check that could not run asks nothing.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from clearance.identity.enums import CheckCode
from clearance.lib.verdicts import Text

FOR_STAFF: Final[dict[tuple[str, str], Text]] = {
    (CheckCode.RESOLUTION, "too_small"): _("Too few pixels to read small letters."),
    (CheckCode.SHARPNESS, "blurred"): _("The edges of the letters are wide: blurred."),
    (CheckCode.EXPOSURE, "too_dark"): _("The photo is too dark."),
    (CheckCode.EXPOSURE, "too_bright"): _("The photo is bleached out."),
    (CheckCode.GLARE, "glare"): _("A part of the document is burnt out to white."),
    (CheckCode.COLOUR, "grey"): _("Nearly without colour: perhaps a copy."),
    (CheckCode.FRAMING, "edge_missing"): _(
        "An edge of the document was not found: it is cropped, or lies on a light"
        " surface."
    ),
    (CheckCode.SIDE, "emblem"): _("This looks like the side with the emblem."),
    (CheckCode.SIDE, "no_emblem"): _("No emblem was found on this side."),
    (CheckCode.EDITING, "editor"): _(
        "The file named an editing program. Phones turn and crop with such, too."
    ),
    (CheckCode.SAME_PICTURE, "other_side"): _("The photo of the other side is alike."),
    (CheckCode.SAME_PICTURE, "sent_before"): _(
        "The same photo was sent before, and sent back."
    ),
    (CheckCode.SAME_PICTURE, "other_person"): _(
        "The same photo was sent for another person."
    ),
    (CheckCode.READ_NUMBER, "differs"): _("Another number was read than was typed."),
    (CheckCode.READ_DATES, "differs"): _("Another last day was read than was typed."),
    (CheckCode.MRZ, "checksum"): _("Check digits of the lines do not fit as read."),
    (CheckCode.MRZ, "differs"): _("The lines hold another number than was typed."),
    (CheckCode.NUMBER, "impossible"): _("Such a document cannot have this number."),
    (CheckCode.DECLARED_NUMBER, "differs"): _("The order declares another number."),
    (CheckCode.OLD_NUMBER, "fifteen"): _(
        "The order has the old number of 15 digits. The photo is fine: correct the"
        " order."
    ),
    (CheckCode.NUMBER_REUSED, "other_person"): _(
        "Other people sent a document with this number."
    ),
    (CheckCode.NAME, "differs"): _("The name differs from that of the order."),
    (CheckCode.VALIDITY, "expired"): _("The document has expired."),
    (CheckCode.VALIDITY, "too_young"): _(
        "Long-term cards are issued from the age of 46, not earlier."
    ),
    (CheckCode.VALIDITY, "term"): _(
        "No usual term ends on this day for a holder of this age."
    ),
}
"""What was found, by check and detail."""

WHY_NOT: Final[dict[str, Text]] = {
    "bad_light": _("Too dark or too bright to tell."),
    "erased": _("What it compares is erased."),
    "file_gone": _("The file as it was received is gone."),
    "gave_up": _("It was tried three times and never came to an end."),
    "no_bridge": _("The two names are in scripts that no rule here joins."),
    "no_colour": _("Without colour the sides cannot be told apart."),
    "no_contrast": _("Nothing in the photo has contrast."),
    "no_date": _("No last day was given."),
    "no_end": _("This document prints no last day."),
    "no_look": _("There is nothing to compare."),
    "no_method": _("There is no method for this yet: look yourself."),
    "not_clear": _("The photo is not clear enough to tell."),
    "not_declared": _("The order declares nothing to compare with."),
    "not_found": _("It was not found among what could be read."),
    "not_installed": _("The software that reads photos is not installed."),
    "other_document": _("The order declares another kind of document."),
    "photo_gone": _("This photo was replaced."),
    "photo_lost": _("The stored photo cannot be opened."),
    "photo_refused": _("The stored photo cannot be decoded."),
    "reader_failed": _("The software that reads photos failed."),
}
"""Why a check says nothing."""

FOR_THE_PERSON: Final[dict[tuple[str, str], Text]] = {
    (CheckCode.EXPOSURE, "too_dark"): _(
        "The photo is too dark. Take it again by a window."
    ),
    (CheckCode.EXPOSURE, "too_bright"): _(
        "The photo is too bright. Take it again out of direct light."
    ),
    (CheckCode.GLARE, "glare"): _(
        "A bright spot covers letters. Tilt the document until the spot is gone, and"
        " take it again."
    ),
    (CheckCode.SHARPNESS, "blurred"): _(
        "The letters are not sharp. Hold still, tap the document to focus, and take it"
        " again."
    ),
    (CheckCode.FRAMING, "edge_missing"): _(
        "An edge of the document seems to be missing. Take it again on a dark table"
        " with all four corners in the picture."
    ),
    (CheckCode.SIDE, "emblem"): _(
        "This looks like the side with the emblem. Photograph the side with the"
        " portrait here."
    ),
    (CheckCode.SIDE, "no_emblem"): _(
        "The emblem was not found. Photograph the side with the emblem here."
    ),
    (CheckCode.COLOUR, "grey"): _(
        "The photo has no colour. Photograph the document itself, not a copy."
    ),
    (CheckCode.RESOLUTION, "too_small"): _(
        "The photo is too small to read. Send the original photo from your camera."
    ),
    (CheckCode.SAME_PICTURE, "other_side"): _(
        "This looks like the photo of the other side. Photograph this side here."
    ),
    (CheckCode.SAME_PICTURE, "sent_before"): _(
        "This photo was sent back before. Take a new one."
    ),
    (CheckCode.EDITING, "editor"): _(
        "The photo seems to have been edited. Send it as the camera took it."
    ),
}
"""What the person is asked to do, the most useful first. That a picture or a number is
somebody else's is told to staff alone."""
