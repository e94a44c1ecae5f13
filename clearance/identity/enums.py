"""States of ID records, images and links."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RecordState(TextChoices):
    PENDING = "PENDING", _("In review")
    ACCEPTED = "ACCEPTED", _("Approved")
    REJECTED = "REJECTED", _("Sent back")
    SUPERSEDED = "SUPERSEDED", _("Replaced")
    EXPIRED = "EXPIRED", _("Expired")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    ERASED = "ERASED", _("Erased")


class Judged(TextChoices):
    """What a reviewer decided."""

    APPROVED = "APPROVED", pgettext_lazy("decision", "Approved")
    SENT_BACK = "SENT_BACK", pgettext_lazy("decision", "Sent back")
    REFUSED = "REFUSED", pgettext_lazy("decision", "Refused for good")


class PictureKind(TextChoices):
    """What a picture shows: a side of the document, or a person with it."""

    PORTRAIT = "PORTRAIT", _("Portrait side")
    EMBLEM = "EMBLEM", _("Emblem side")
    HANDHELD = "HANDHELD", _("Handheld photo")
    HALFBODY = "HALFBODY", _("Half-length photo")


class RecordSource(TextChoices):
    LINK = "LINK", _("Uploaded by the person")
    STAFF = "STAFF", _("Recorded by staff")


class ReceivedBy(TextChoices):
    """How a document that staff recorded came in."""

    POST = "POST", _("By post")
    EMAIL = "EMAIL", _("By e-mail")
    COUNTER = "COUNTER", _("At a counter")
    BROKER = "BROKER", _("From the clearing agent")
    OTHER = "OTHER", _("Another way")


class ImageState(TextChoices):
    INTENT = "INTENT", _("Being stored")
    ACTIVE = "ACTIVE", _("Stored")
    DELETED = "DELETED", _("Deleted")


class LinkPurpose(TextChoices):
    IMAGES = "IMAGES", _("Photos and data")
    NUMBER = "NUMBER", _("Name and number only")


class LinkEnd(TextChoices):
    """Why a link no longer opens."""

    SUBMITTED = "SUBMITTED", _("Used")
    REPLACED = "REPLACED", _("A newer link was sent")
    REVOKED = "REVOKED", _("Revoked by staff")
    NOT_NEEDED = "NOT_NEEDED", _("Nothing is asked any more")
    NOT_ME = "NOT_ME", _("The person said it is not for them")
    JOINED = "JOINED", _("A code showed that the document is on file")
    EXPIRED = "EXPIRED", pgettext_lazy("link", "Expired")


class CodePurpose(TextChoices):
    """What a code lets its owner do."""

    JOIN = "JOIN", _("Use the document on file")
    STATUS = "STATUS", _("See what the document covers")


class FeedbackAnswer(TextChoices):
    EASY = "EASY", _("Easy")
    SOSO = "SOSO", _("So-so")
    HARD = "HARD", _("Hard")


class Hindrance(TextChoices):
    """What was hard about sending a document."""

    PHOTO = "PHOTO", _("Taking a photo that is good enough")
    WORDS = "WORDS", _("Understanding what is wanted")
    DATA = "DATA", _("Finding the number or the date")
    TRUST = "TRUST", _("I was not sure that it is safe")
    PAGE = "PAGE", _("The page was slow or did not work")
    OTHER = "OTHER", _("Something else")


class CheckState(TextChoices):
    """How far the work of one automatic check is."""

    PLANNED = "PLANNED", _("Planned")
    DONE = "DONE", pgettext_lazy("check", "Done")


class CheckOutcome(TextChoices):
    """What an automatic check says; people decide."""

    PASS = "PASS", pgettext_lazy("check", "Nothing found")
    FAIL = "FAIL", pgettext_lazy("check", "Look at this")
    COULD_NOT_RUN = "COULD_NOT_RUN", pgettext_lazy("check", "Could not run")


class CheckCode(TextChoices):
    """The automatic checks, in the order in which a page lists them."""

    WHOLE_FILE = "WHOLE_FILE", _("File opens and is complete")
    RESOLUTION = "RESOLUTION", _("Enough pixels")
    SHARPNESS = "SHARPNESS", _("Letters are sharp")
    EXPOSURE = "EXPOSURE", _("Neither too dark nor too bright")
    GLARE = "GLARE", _("No glare")
    COLOUR = "COLOUR", _("In colour, no copy")
    FRAMING = "FRAMING", _("All four edges in the picture")
    COVERED = "COVERED", _("Nothing covers the document")
    SIDE = "SIDE", _("The side that was asked")
    EDITING = "EDITING", _("No editing program named in the file")
    RECOMPRESSION = "RECOMPRESSION", _("Compressed evenly")
    SAME_PICTURE = "SAME_PICTURE", _("Picture not used before")
    READ_NUMBER = "READ_NUMBER", _("Number read from the photo")
    READ_NAME = "READ_NAME", _("Name read from the photo")
    READ_DATES = "READ_DATES", _("Last day read from the photo")
    MRZ = "MRZ", _("Machine-readable lines")
    NUMBER = "NUMBER", _("Number possible for this document")
    DECLARED_NUMBER = "DECLARED_NUMBER", _("Number as the order declares it")
    OLD_NUMBER = "OLD_NUMBER", _("Number on record has 18 characters")
    NUMBER_REUSED = "NUMBER_REUSED", _("Number not used by another person")
    NAME = "NAME", _("Name as on the order")
    VALIDITY = "VALIDITY", _("Validity fits the holder's age")


class RealNameState(TextChoices):
    """How far the work of one real-name check is."""

    WAITING = "WAITING", _("Waiting")
    DONE = "DONE", pgettext_lazy("check", "Done")


class RealNameOutcome(TextChoices):
    """Whether name and number belong together, as a provider says; people decide."""

    SAME = "SAME", _("Name and number belong together")
    DIFFERENT = "DIFFERENT", _("The number belongs to another name")
    NOT_FOUND = "NOT_FOUND", _("The number is not on record")
    COULD_NOT_RUN = "COULD_NOT_RUN", pgettext_lazy("check", "Could not run")


class RealNameReason(TextChoices):
    """Why a real-name check could not run."""

    NO_PROVIDER = "NO_PROVIDER", _("No provider of such checks is set up.")
    NOT_SUPPORTED = "NOT_SUPPORTED", _("The provider does not know such documents.")
    TIMEOUT = "TIMEOUT", _("The provider did not answer in time.")
    REFUSED = "REFUSED", _("The provider cannot be reached, or refused to answer.")
    GARBLED = "GARBLED", _("The provider's answer could not be understood.")
    OVER_BUDGET = "OVER_BUDGET", _("As many checks were made today as are allowed.")
    TOO_LATE = "TOO_LATE", _("It was decided or declared before it was checked.")
    ERASED = "ERASED", _("The name or the number may not be used any more.")
    FAULT = "FAULT", _("A fault in this system.")
