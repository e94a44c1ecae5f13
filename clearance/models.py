"""Every table of the app, imported from the room where it is kept."""

from clearance.accounts.models import Membership, Merchant, User
from clearance.audit.models import AuditEntry, ChainHead
from clearance.channels.models import (
    Carrier,
    FulfilmentChannel,
    IdRequirementRule,
    PolicyStop,
)
from clearance.exchange.models import ImportBatch, ImportProblem
from clearance.identity.models import (
    AutoCheck,
    IdImage,
    IdRecord,
    Judgement,
    OneTimeCode,
    PhotoLease,
    RealNameBudget,
    RealNameCheck,
    RejectionReason,
    ReviewerChoice,
    ReviewTerms,
    SecondLook,
    UploadFeedback,
    UploadLink,
)
from clearance.keys.models import DataKey
from clearance.messaging.models import Message
from clearance.orders.models import (
    DecidingRound,
    Decision,
    Order,
    OrderLine,
    Override,
    Rehearsal,
    RehearsedFlip,
    Ruling,
)
from clearance.recipients.models import Recipient

__all__ = [
    "AuditEntry",
    "AutoCheck",
    "Carrier",
    "ChainHead",
    "DataKey",
    "DecidingRound",
    "Decision",
    "FulfilmentChannel",
    "IdImage",
    "IdRecord",
    "IdRequirementRule",
    "ImportBatch",
    "ImportProblem",
    "Judgement",
    "Membership",
    "Merchant",
    "Message",
    "OneTimeCode",
    "Order",
    "OrderLine",
    "Override",
    "PhotoLease",
    "PolicyStop",
    "RealNameBudget",
    "RealNameCheck",
    "Recipient",
    "Rehearsal",
    "RehearsedFlip",
    "RejectionReason",
    "ReviewTerms",
    "ReviewerChoice",
    "Ruling",
    "SecondLook",
    "UploadFeedback",
    "UploadLink",
    "User",
]
