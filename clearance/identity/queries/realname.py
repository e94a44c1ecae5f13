"""What real-name checks ask, what they found, and which orders still lack one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from clearance.channels.enums import Level
from clearance.identity.enums import (
    RealNameOutcome,
    RealNameReason,
    RealNameState,
    RecordState,
)
from clearance.identity.models import IdRecord, RealNameBudget, RealNameCheck
from clearance.identity.models.realname import SAID
from clearance.identity.queries.contents import unseal_records
from clearance.identity.rules import Question
from clearance.keys import blind
from clearance.lib import documents
from clearance.orders.enums import NumberState, Stage
from clearance.orders.models import Order
from clearance.orders.queries import unseal

type Subject = IdRecord | Order

CHECKED_AT = (Stage.PAID, Stage.SHIPPED)
"""Paid, and not declared yet: then an order's orderer is checked."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What staff read of a check: codes with their words, and no personal value.

    `outcome` is None while nothing is known of what stands there now; `reason` says
    why it could not run, `again_at` when it is tried again.
    """

    outcome: RealNameOutcome | None = None
    reason: RealNameReason | None = None
    provider: str = ""
    is_reused: bool = False
    checked_at: datetime | None = None
    again_at: datetime | None = None


def question_of(about: Subject) -> Question | None:
    """What to ask of a document or of an order's orderer; None where it is erased."""
    if isinstance(about, IdRecord):
        texts = unseal_records([about])[about.pk]
        kind, number = about.document_type, texts.get("number", "")
        name = texts.get("name", "")
    else:
        texts = unseal([about])[about.pk]
        kind = texts.get("orderer_id_type") or "RESIDENT_ID"
        number = texts.get("orderer_id_number", "")
        # An order that names no orderer is the recipient's own.
        name = texts.get("orderer_name") or texts.get("recipient_name", "")
    number = documents.normalise(kind, number)
    return Question(kind, number, name) if number and name else None


def digest_of(question: Question) -> bytes:
    """The keyed digest by which an answer to this question is found again."""
    return blind.digest("realnamecheck.question", question.normal_form)


def is_asked(about: Subject) -> bool:
    """Whether a check can still advise: before the review, before the declaration."""
    if isinstance(about, IdRecord):
        return about.state == RecordState.PENDING and about.submitted_at is not None
    return (
        about.stage in CHECKED_AT
        and about.number_state == NumberState.PRESENT
        and not about.is_restricted
    )


def orders_to_check() -> QuerySet[Order]:
    """Orders whose orderer is to be checked, as they are now, newest first."""
    looked_at = RealNameCheck.objects.filter(
        Q(state=RealNameState.WAITING) | Q(facts_at__gte=OuterRef("updated_at")),
        order=OuterRef("pk"),
    )
    orders = Order.objects.filter(
        ~Exists(looked_at),
        level=Level.NUMBER_ONLY,
        number_state=NumberState.PRESENT,
        stage__in=CHECKED_AT,
        is_restricted=False,
    )
    return orders.order_by("-id")


def answered(digest: bytes, *, now: datetime) -> RealNameCheck | None:
    """The newest answer to this question that still serves."""
    since = now - good_for()
    rows = RealNameCheck.objects.filter(
        digest=digest, outcome__in=SAID, checked_at__gte=since
    )
    return rows.order_by(F("checked_at").desc(), "id").first()


def good_for() -> timedelta:
    """How long an answer serves."""
    row = RealNameBudget.objects.first() or RealNameBudget()
    return timedelta(days=row.good_for_days)


def finding_of(about: Subject) -> Finding | None:
    """What the check of this document or order found; None where none was made.

    An answer to what stood there before, such as a number corrected since, is none.
    """
    of = {"record" if isinstance(about, IdRecord) else "order": about.pk}
    check = RealNameCheck.objects.filter(**of).first()
    if check is None:
        return None
    waits = check.state == RealNameState.WAITING
    again_at = check.due_at if waits else None
    if not check.outcome or _is_of_before(check, about):
        return Finding(again_at=again_at or check.due_at)
    if waits and not check.reason:  # looked at again: the answer stands meanwhile
        again_at = None
    return Finding(
        outcome=RealNameOutcome(check.outcome),
        reason=RealNameReason(check.reason) if check.reason else None,
        provider=check.provider,
        is_reused=check.is_reused,
        checked_at=check.checked_at,
        again_at=again_at,
    )


def _is_of_before(check: RealNameCheck, about: Subject) -> bool:
    if (
        check.digest is None
    ):  # never asked, or the answer is so old that it is forgotten
        return False
    question = question_of(about)
    return question is not None and digest_of(question) != bytes(check.digest)
