"""The words rules are written in: what may be asked, of whom, and by which facts."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(TextChoices):
    """How much customs want to know."""

    NONE = "NONE", _("Nothing")
    NUMBER_ONLY = "NUMBER_ONLY", _("Number only")
    IMAGES = "IMAGES", pgettext_lazy("level", "Photos")
    UNDECIDED = "UNDECIDED", _("Needs a decision")


class Subject(TextChoices):
    """Whose document it is."""

    ORDERER = "ORDERER", _("Orderer")
    RECIPIENT = "RECIPIENT", _("Recipient")


class Side(TextChoices):
    PORTRAIT = "PORTRAIT", _("Portrait side")
    EMBLEM = "EMBLEM", _("Emblem side")


class ClearanceMode(TextChoices):
    """Supervision codes (domain facts, section 1.1)."""

    BONDED_1210 = "1210", _("1210 Bonded import")
    BONDED_1239 = "1239", _("1239 Bonded import A")
    DIRECT_9610 = "9610", _("9610 Direct purchase import")
    POSTAL = "POSTAL", _("Personal postal article")
    GENERAL_0110 = "0110", _("0110 General trade")


class Logistics(TextChoices):
    """Whose logistics carry the parcel; the platform's own change what is asked."""

    PLATFORM = "platform", _("Platform's logistics")
    MERCHANT = "merchant", _("Merchant's own logistics")


class CarrierKind(TextChoices):
    COURIER = "COURIER", _("Courier")
    POST = "POST", _("Post")


class RuleState(TextChoices):
    DRAFT = "DRAFT", _("Draft")
    PUBLISHED = "PUBLISHED", _("Published")


class StopState(TextChoices):
    """A stop is proposed by one person and stands once another confirms it."""

    PROPOSED = "PROPOSED", _("Waiting for a second person")
    STANDING = "STANDING", _("In force")
    LIFTED = "LIFTED", _("Lifted")
    REFUSED = "REFUSED", _("Refused")


class FurtherNumber(TextChoices):
    """A number that customs want beside the document."""

    INN = "INN", _("Taxpayer number (INN)")


class DocumentType(TextChoices):
    RESIDENT_ID = "RESIDENT_ID", _("Resident identity card")
    TEMPORARY_ID = "TEMPORARY_ID", _("Temporary identity card")
    RESIDENCE_PERMIT = (
        "RESIDENCE_PERMIT",
        _("Residence permit (Hong Kong, Macau, Taiwan)"),
    )
    HOME_RETURN_PERMIT = "HOME_RETURN_PERMIT", _("Home-return permit")
    TAIWAN_PERMIT = "TAIWAN_PERMIT", _("Taiwan compatriot permit")
    HKID = "HKID", _("Hong Kong identity card")
    PASSPORT = "PASSPORT", _("Passport")
    PR_CARD = "PR_CARD", _("Foreign permanent resident card")
    RU_PASSPORT = "RU_PASSPORT", _("Russian internal passport")
    RU_FOREIGN_PASSPORT = "RU_FOREIGN_PASSPORT", _("Russian foreign passport")
