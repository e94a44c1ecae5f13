"""When a document covers an order: pure.

Usable: approved, not withdrawn, valid on the expected clearance day, the right
person's (same normalised name), of an accepted type, with every side and every number
that is asked beside it, and within what the person agreed to (domain facts, section 7).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from clearance.channels.enums import FurtherNumber, Level
from clearance.identity.enums import RecordState
from clearance.lib.documents import FAMILY, SIDES, index_form
from clearance.lib.names import normalise_name
from clearance.orders.enums import UploadState

# How long after today customs are expected to look at the document.
LEAD = timedelta(days=7)

# What customs of a country want beside a document where people, not a rule, ask for it.
BESIDE = {"RU": (FurtherNumber.INN.value,)}


@dataclass(frozen=True, slots=True)
class Need:
    """What one order asks: `since_at` is when it became this person's order.

    `also_asked` are the numbers that customs want beside the document.
    """

    level: str
    sides: tuple[str, ...]
    document_types: tuple[str, ...]
    since_at: datetime
    also_asked: tuple[str, ...] = ()

    @property
    def asks_inn(self) -> bool:
        """Whether customs want the taxpayer number beside the document."""
        return FurtherNumber.INN in self.also_asked


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What coverage looks at in one ID record that was sent."""

    id: UUID
    reference: str
    state: str
    document_type: str
    sides: frozenset[str]
    name_equal: bool
    valid_until: date | None
    long_term: bool
    consent_at: datetime | None
    consent_reuse: bool
    submitted_at: datetime
    reviewed_at: datetime | None = None
    ended_at: datetime | None = None
    has_inn: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """Where the upload stands, by which record, and why it is not enough if it is not.

    `why` is a code: one of NONE, CONSENT, EXPIRED, NAME, TYPE, SIDES, NUMBER,
    REJECTED, WITHDRAWN, PENDING, COVERED.
    """

    state: UploadState
    record: RecordFacts | None
    why: str


def obstacle(need: Need, record: RecordFacts, today: date) -> str:
    """Why this record would not cover the order even when approved; "" if it would."""
    if need.document_types and record.document_type not in need.document_types:
        return "TYPE"
    if not record.sides.issuperset(sides_asked(need, record.document_type)):
        return "SIDES"
    if need.asks_inn and not record.has_inn:
        return "NUMBER"
    if not record.name_equal:
        return "NAME"
    if record.state == RecordState.EXPIRED or runs_out(record, today + LEAD):
        return "EXPIRED"
    if not _agreed(need, record):
        return "CONSENT"
    return ""


def coverage(need: Need, records: Iterable[RecordFacts], today: date) -> Coverage:
    """Where an order's upload stands: the first that holds of the contract's states."""
    if need.level == Level.UNDECIDED:
        return Coverage(UploadState.UNDECIDED, None, "NONE")
    if need.level != Level.IMAGES:
        return Coverage(UploadState.NOT_NEEDED, None, "NONE")
    newest = sorted(records, key=lambda r: r.submitted_at, reverse=True)
    judged = [(record, obstacle(need, record, today)) for record in newest]

    for record, why in judged:
        if record.state == RecordState.ACCEPTED and not why:
            return Coverage(UploadState.ON_FILE, record, "COVERED")
    for record, why in judged:
        sent_for_it = record.state == RecordState.PENDING and _agreed(need, record)
        if sent_for_it and why in {"", "NAME", "EXPIRED"}:
            return Coverage(UploadState.IN_REVIEW, record, "PENDING")
    return _open_question(need, judged)


def state_since(state: UploadState, record: RecordFacts) -> datetime:
    """When a state came about that this record gives an order."""
    ended = {RecordState.WITHDRAWN, RecordState.ERASED, RecordState.EXPIRED}
    at = record.ended_at if record.state in ended else record.reviewed_at
    if state == UploadState.IN_REVIEW or at is None:
        return record.submitted_at
    return at


def runs_out(record: RecordFacts, day: date) -> bool:
    """Whether the document has ended by this day; it is good through its last day."""
    return (
        not record.long_term
        and record.valid_until is not None
        and (record.valid_until < day)
    )


def sides_asked(need: Need, document_type: str) -> frozenset[str]:
    """The sides the rule asks that this kind of document has."""
    return frozenset(need.sides) & frozenset(SIDES.get(document_type, need.sides))


def _agreed(need: Need, record: RecordFacts) -> bool:
    if record.consent_at is None:
        return False
    return record.consent_reuse or need.since_at <= record.consent_at


def _open_question(need: Need, judged: Sequence[tuple[RecordFacts, str]]) -> Coverage:
    relevant = [(r, why) for r, why in judged if _agreed(need, r)]
    if relevant and relevant[0][0].state == RecordState.REJECTED:
        return Coverage(UploadState.RETAKE, relevant[0][0], "REJECTED")
    for record, _why in relevant:
        if record.state in {RecordState.WITHDRAWN, RecordState.ERASED}:
            return Coverage(UploadState.WITHDRAWN, record, "WITHDRAWN")
    for record, why in judged:
        if why == "EXPIRED" and record.state in {
            RecordState.ACCEPTED,
            RecordState.EXPIRED,
        }:
            return Coverage(UploadState.EXPIRED, record, "EXPIRED")
    for record, why in judged:
        if record.state == RecordState.ACCEPTED:
            return Coverage(UploadState.AWAITING, record, why)
    return Coverage(UploadState.AWAITING, None, "NONE")


@dataclass(frozen=True, slots=True, repr=False)
class Question:
    """What a real-name check asks: whether this number is the number of this name."""

    document_type: str
    number: str
    name: str

    def __repr__(self) -> str:
        # Name and number are shown to the provider alone: no log may quote them.
        return f"Question({self.document_type})"

    @property
    def normal_form(self) -> str:
        """Equal for equal questions, however name and number were typed."""
        family = FAMILY.get(self.document_type, self.document_type)
        number = index_form(self.document_type, self.number)
        return f"{family}\x1f{number}\x1f{normalise_name(self.name)}"
