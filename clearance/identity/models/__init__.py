"""ID records, their images, the links they come through, reasons to send back."""

from clearance.identity.models.images import IdImage, PhotoLease
from clearance.identity.models.links import UploadLink
from clearance.identity.models.reasons import RejectionReason
from clearance.identity.models.records import IdRecord

__all__ = ["IdImage", "IdRecord", "PhotoLease", "RejectionReason", "UploadLink"]
