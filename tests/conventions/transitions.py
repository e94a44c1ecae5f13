"""The states of the domain and every way from one to another, in one table.

`made_by` names the function that does it, below `clearance`. The tests next door read
the services' code and hold this table to it; README's diagrams are drawn from it.
"""

from dataclasses import dataclass, field

from django.db.models import Choices, Model

from clearance.channels.enums import RuleState, StopState
from clearance.channels.models import IdRequirementRule, PolicyStop
from clearance.exchange.enums import BatchState
from clearance.exchange.models import ImportBatch
from clearance.identity.enums import (
    CheckState,
    ImageState,
    LinkEnd,
    RealNameState,
    RecordState,
)
from clearance.identity.models import (
    AutoCheck,
    IdImage,
    IdRecord,
    RealNameCheck,
    UploadLink,
)
from clearance.messaging.enums import MessageState
from clearance.messaging.models import Message
from clearance.orders.enums import OverrideState, Stage
from clearance.orders.models import Order, Override

BEGIN = "[*]"
"""Before the row is there."""

GONE = "[*] "
"""After it was deleted."""


@dataclass(frozen=True, slots=True)
class Move:
    """From one state to another, made by these functions, for a reason in few words."""

    source: str
    target: str
    why: str
    made_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Machine:
    """What one kind of row goes through."""

    title: str
    model: type[Model]
    column: str
    states: type[Choices]
    moves: tuple[Move, ...]
    initial: str = ""  # the model's default, where rows begin in it
    not_yet: dict[str, str] = field(default_factory=dict)  # state → who will set it
    extra: tuple[str, ...] = ()  # states that no code names


def _by(room: str, *functions: str) -> tuple[str, ...]:
    return tuple(f"{room}.{function}" for function in functions)


ID = "identity.services"
FILES = "exchange.services"
POSTED = "messaging.services.posting"
SENT = "messaging.services.delivering"

RECORD = Machine(
    "A document",
    IdRecord,
    "state",
    RecordState,
    (
        Move(BEGIN, "PENDING", "an upload begins, or staff record one"),
        Move("PENDING", GONE, "never sent: forgotten", ()),
        Move("PENDING", "ACCEPTED", "approved", _by(f"{ID}.review", "_accept")),
        Move(
            "PENDING", "REJECTED", "sent back", _by(f"{ID}.sending_back", "send_back")
        ),
        Move("ACCEPTED", "PENDING", "undone within a minute"),
        Move("REJECTED", "PENDING", "undone within a minute"),
        Move("SUPERSEDED", "ACCEPTED", "the newer one was undone"),
        Move("ACCEPTED", "SUPERSEDED", "a newer one", _by(f"{ID}.people", "supersede")),
        Move(
            "ACCEPTED", "EXPIRED", "past its last day", _by(f"{ID}.keeping", "_expire")
        ),
    ),
    initial="PENDING",
    not_yet={
        "WITHDRAWN": "withdrawal by the person",
        "ERASED": "erasure after a withdrawal or by retention",
    },
)

IMAGE = Machine(
    "A photo",
    IdImage,
    "state",
    ImageState,
    (
        Move(BEGIN, "INTENT", "about to be stored", _by(f"{ID}.images", "intend")),
        Move(
            "INTENT", "ACTIVE", "its object is there", _by(f"{ID}.images", "activate")
        ),
        Move("INTENT", GONE, "given up"),
        Move("ACTIVE", "DELETED", "replaced, not needed", _by(f"{ID}.images", "drop")),
    ),
    initial="INTENT",
)

CHECK = Machine(
    "An automatic check",
    AutoCheck,
    "state",
    CheckState,
    (
        Move(BEGIN, "PLANNED", "something was sent that it looks at"),
        Move("PLANNED", "DONE", "it has an outcome", _by(f"{ID}.checks", "_outcome")),
        Move("PLANNED", GONE, "its photo was replaced"),
    ),
    initial="PLANNED",
)

LINK = Machine(
    "A link",
    UploadLink,
    "ended_because",
    LinkEnd,
    (
        Move(BEGIN, "LIVE", "something is asked"),
        Move(
            "LIVE",
            "SUBMITTED",
            "used",
            _by(f"{ID}.sending", "submit", "submit_number"),
        ),
        Move("LIVE", GONE, "undone before anybody was told"),
        Move("NOT_NEEDED", "LIVE", "the approval was undone"),
        Move("REPLACED", "LIVE", "the newer one was undone"),
        Move("LIVE", "REPLACED", "a newer one", _by(f"{ID}.links", "make_link")),
        Move("LIVE", "REVOKED", "by staff", _by(f"{ID}.links", "revoke_link")),
        Move("LIVE", "JOINED", "a code: on file", _by(f"{ID}.joining", "_join")),
        Move("LIVE", "NOT_ME", "not this person", _by(f"{ID}.links", "not_me")),
        Move("LIVE", "EXPIRED", "ran out", _by(f"{ID}.asking", "_end_past")),
        Move(
            "LIVE",
            "NOT_NEEDED",
            "nothing is asked, or of another",
            _by(f"{ID}.asking", "end_needless", "_end_past")
            + _by(f"{ID}.at_once", "decide_at_once"),
        ),
    ),
    extra=("LIVE",),
)

FORWARD = (
    ("PAID", "paid"),
    ("SHIPPED", "left the shop"),
    ("DECLARED", "declared to customs"),
    ("RELEASED", "released by customs"),
    ("COMPLETED", "received"),
)
BY_FILE = _by("exchange.merging", "_apply_stage")

STAGE = Machine(
    "An order",
    Order,
    "stage",
    Stage,
    (
        Move(BEGIN, "PLACED", "from a file", _by("exchange.merging", "new_columns")),
        Move(
            BEGIN,
            "PAID",
            "from a file, with its time",
            _by("exchange.merging", "new_columns"),
        ),
        *(
            Move(source, target, why, BY_FILE if target == "PAID" else ())
            for at, (target, why) in enumerate(FORWARD)
            for source in ("PLACED", *(name for name, _why in FORWARD[:at]))
        ),
        *(
            Move(source, target, why)
            for target, why in (("CLOSED", "closed"), ("REFUNDED", "refunded"))
            for source in ("PLACED", *(name for name, _why in FORWARD))
        ),
        Move("CLOSED", "REFUNDED", "refunded"),
    ),
)
"""Any stage may be skipped: what a file says may lie further on, never back."""

BATCH = Machine(
    "An import",
    ImportBatch,
    "state",
    BatchState,
    (
        Move(BEGIN, "CHECKING", "uploaded", _by(f"{FILES}.batches", "upload")),
        Move(BEGIN, "RUNNING", "by command", _by(f"{FILES}.importing", "_begun")),
        Move(BEGIN, "REFUSED", "unreadable", _by(f"{FILES}.importing", "_begun")),
        Move(
            "CHECKING", "CHECKED", "readable", _by(f"{FILES}.batches", "look_through")
        ),
        Move(
            "CHECKING",
            "REFUSED",
            "unreadable, or lost",
            _by(f"{FILES}.batches", "look_through", "_lose"),
        ),
        Move("CHECKED", "RUNNING", "confirmed", _by(f"{FILES}.batches", "start")),
        Move("CHECKED", "REFUSED", "lost", _by(f"{FILES}.batches", "_lose")),
        Move("RUNNING", "REFUSED", "lost", _by(f"{FILES}.batches", "_lose")),
        Move("RUNNING", "DONE", "all committed", _by(f"{FILES}.running", "finish")),
        Move("DONE", "TAKEN_BACK", "undone", _by(f"{FILES}.taking_back", "take_back")),
        *(
            Move(state, "DISCARDED", why, _by(f"{FILES}.batches", *functions))
            for state, why, functions in (
                ("CHECKING", "thrown away, or a day old", ("discard", "sweep_files")),
                ("CHECKED", "thrown away, or a day old", ("discard", "sweep_files")),
                ("RUNNING", "a day old", ("sweep_files",)),
            )
        ),
    ),
    initial="CHECKING",
)

MESSAGE = Machine(
    "A message",
    Message,
    "state",
    MessageState,
    (
        Move(BEGIN, "QUEUED", "posted"),
        Move("QUEUED", "SENT", "handed over", _by(SENT, "_deliver")),
        Move("QUEUED", "QUEUED", "tried again later"),
        Move("QUEUED", "DEAD", "given up", _by(SENT, "_give_up")),
        Move("DEAD", "QUEUED", "sent again by staff", _by(POSTED, "retry")),
        Move(
            "QUEUED",
            "CANCELLED",
            "not needed",
            _by(POSTED, "cancel_about", "post", "keep_back"),
        ),
        Move("CANCELLED", "QUEUED", "its link lives again"),
        Move("DEAD", "CANCELLED", "not needed any more"),
        Move("CANCELLED", "DEAD", "its link lives again"),
    ),
    initial="QUEUED",
)

OVERRIDE = Machine(
    "An override",
    Override,
    "state",
    OverrideState,
    (
        Move(BEGIN, "PENDING", "proposed with a reason"),
        Move(
            "PENDING",
            "CONFIRMED",
            "by a second person",
            _by("orders.services.overrides", "answer_override"),
        ),
        Move(
            "PENDING",
            "REFUSED",
            "by a second person, or taken back",
            _by("orders.services.overrides", "answer_override"),
        ),
    ),
    initial="PENDING",
)

RULE = Machine(
    "A version of a rule",
    IdRequirementRule,
    "state",
    RuleState,
    (
        Move(
            BEGIN,
            "DRAFT",
            "written",
            _by("channels.services.drafts", "save_draft"),
        ),
        Move("DRAFT", GONE, "dropped", ()),
        Move(
            "DRAFT",
            "PUBLISHED",
            "rehearsed, then by a second person",
            _by("channels.services.drafts", "publish"),
        ),
    ),
    initial="DRAFT",
)

STOPS = "channels.services.stops"
STOP = Machine(
    "An emergency stop",
    PolicyStop,
    "state",
    StopState,
    (
        Move(BEGIN, "PROPOSED", "proposed with a reason"),
        Move("PROPOSED", "STANDING", "by a second person", _by(STOPS, "confirm_stop")),
        Move("PROPOSED", "REFUSED", "refused or taken back", _by(STOPS, "refuse_stop")),
        Move(
            "STANDING",
            "LIFTED",
            "proposed, then by a second person",
            _by(STOPS, "confirm_lifting"),
        ),
    ),
    initial="PROPOSED",
)

ASKED = "identity.services.realname"
REAL_NAME = Machine(
    "A real-name check",
    RealNameCheck,
    "state",
    RealNameState,
    (
        Move(BEGIN, "WAITING", "planned", _by(ASKED, "_anew")),
        Move(
            "WAITING",
            "WAITING",
            "tried again later",
            _by(f"{ASKED}_work", "_could_not"),
        ),
        Move(
            "WAITING",
            "DONE",
            "answered, known already, or of no use",
            _by(f"{ASKED}_work", "keep", "_take_over", "_not_asked", "_could_not"),
        ),
        Move(
            "DONE", "WAITING", "the order changed", _by(ASKED, "plan_real_name_checks")
        ),
    ),
    initial="WAITING",
)

MACHINES = (
    *(RECORD, IMAGE, CHECK, LINK, STAGE, BATCH, MESSAGE, OVERRIDE, RULE, STOP),
    REAL_NAME,
)
IN_README = (RECORD, LINK, STAGE, BATCH, OVERRIDE, RULE, STOP)
