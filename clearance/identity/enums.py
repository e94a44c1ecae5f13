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
