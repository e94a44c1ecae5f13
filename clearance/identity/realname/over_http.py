"""A provider reached over HTTPS, who checks who is asking (`lib.signed_line`).

The question is `{"type", "number", "name"}`. The answer is 200 with
`{"key", "result"}`: the same key, and `SAME`, `DIFFERENT` or `NOT_FOUND`. Anything else
is no answer.
"""

from django.conf import settings

from clearance.identity.enums import RealNameOutcome, RealNameReason
from clearance.identity.realname.asking import Unanswered
from clearance.identity.rules import Question
from clearance.lib.signed_line import Fault, SignedLine, Unheard, read_object

# Providers compare with the register of residents, and with no other.
DOCUMENTS = frozenset({"RESIDENT_ID", "TEMPORARY_ID"})
ANSWERS = frozenset({"SAME", "DIFFERENT", "NOT_FOUND"})
REASONS: dict[Fault, RealNameReason] = {
    "DOWN": RealNameReason.REFUSED,
    "LATE": RealNameReason.TIMEOUT,
    "CUT": RealNameReason.GARBLED,
    "LONG": RealNameReason.GARBLED,
    "UNSAFE": RealNameReason.NO_PROVIDER,
}


class HttpProvider:
    """The provider of the settings; no value is told to anybody else."""

    documents = DOCUMENTS

    def __init__(self) -> None:
        self.line = SignedLine(
            settings.REALNAME_URL,
            key_id=settings.REALNAME_KEY_ID,
            secret=settings.REALNAME_SECRET,
            may_be_plain=settings.DEMO,
        )

    @property
    def name(self) -> str:
        """As staff call it; without a name, where it is."""
        return str(settings.REALNAME_NAME or self.line.url.hostname or "")[:60]

    def ask(self, question: Question, *, key: str) -> RealNameOutcome:
        """Ask once. Raises Unanswered with what kept the answer."""
        said = {
            "type": question.document_type,
            "number": question.number,
            "name": question.name,
        }
        try:
            status, answer = self.line.ask(said, key=key)
        except Unheard as unheard:
            raise Unanswered(REASONS[unheard.fault]) from None
        return _understood(status, answer, key)


def _understood(status: int, answer: bytes, key: str) -> RealNameOutcome:
    """What an answer says. Raises Unanswered unless it says it to the letter."""
    if 300 <= status < 400:  # nothing is sent after a redirect
        raise Unanswered(RealNameReason.GARBLED)
    if status != 200:
        raise Unanswered(RealNameReason.REFUSED)
    said = read_object(answer)
    result = said.get("result")
    if said.get("key") != key or not isinstance(result, str) or result not in ANSWERS:
        raise Unanswered(RealNameReason.GARBLED)
    return RealNameOutcome(result)
