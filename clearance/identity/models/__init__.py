"""ID records, their images, the links they come through, reasons to send back."""

from clearance.identity.models.checks import AutoCheck
from clearance.identity.models.codes import OneTimeCode
from clearance.identity.models.feedback import UploadFeedback
from clearance.identity.models.images import IdImage, PhotoLease
from clearance.identity.models.leaves import ShopLeave
from clearance.identity.models.links import UploadLink
from clearance.identity.models.realname import RealNameBudget, RealNameCheck
from clearance.identity.models.reasons import RejectionReason
from clearance.identity.models.records import IdRecord
from clearance.identity.models.review import (
    Judgement,
    ReviewerChoice,
    ReviewTerms,
    SecondLook,
)
from clearance.identity.models.viewing import ViewingTerms

__all__ = [
    "AutoCheck",
    "IdImage",
    "IdRecord",
    "Judgement",
    "OneTimeCode",
    "PhotoLease",
    "RealNameBudget",
    "RealNameCheck",
    "RejectionReason",
    "ReviewTerms",
    "ReviewerChoice",
    "SecondLook",
    "ShopLeave",
    "UploadFeedback",
    "UploadLink",
    "ViewingTerms",
]
