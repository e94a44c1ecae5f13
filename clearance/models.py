"""Every table of the app, imported from the room where it is kept."""

from clearance.accounts.models import Membership, Merchant, User
from clearance.audit.models import AuditEntry, ChainHead
from clearance.channels.models import Carrier, FulfilmentChannel, IdRequirementRule
from clearance.exchange.models import ImportBatch, ImportProblem
from clearance.identity.models import (
    IdImage,
    IdRecord,
    PhotoLease,
    RejectionReason,
    UploadLink,
)
from clearance.keys.models import DataKey
from clearance.messaging.models import Message
from clearance.orders.models import Decision, Order, OrderLine, Override, Ruling
from clearance.recipients.models import Recipient

__all__ = [
    "AuditEntry",
    "Carrier",
    "ChainHead",
    "DataKey",
    "Decision",
    "FulfilmentChannel",
    "IdImage",
    "IdRecord",
    "IdRequirementRule",
    "ImportBatch",
    "ImportProblem",
    "Membership",
    "Merchant",
    "Message",
    "Order",
    "OrderLine",
    "Override",
    "PhotoLease",
    "Recipient",
    "RejectionReason",
    "Ruling",
    "UploadLink",
    "User",
]
