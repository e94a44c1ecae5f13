"""Text messages, through a gateway that checks who is asking (`lib.signed_line`).

A message is `{"to", "text", "from"}`. 2xx with `{"status": "accepted"}` or `"repeated"`
means taken; 4xx with `{"error": "number" | "blocked" | "text"}` never. Anything else is
tried again.
"""

from django.conf import settings

from clearance.lib.signed_line import Fault, SignedLine, Unheard, read_object
from clearance.messaging.delivery import NotDelivered, Refused
from clearance.messaging.enums import Trouble

TAKEN = frozenset({"accepted", "repeated"})
FOR_GOOD = {
    "number": Trouble.NUMBER,
    "blocked": Trouble.BLOCKED,
    "text": Trouble.TEXT,
}
TROUBLES: dict[Fault, Trouble] = {
    "DOWN": Trouble.DOWN,
    "LATE": Trouble.DOWN,
    "CUT": Trouble.DOWN,
    "LONG": Trouble.UNCLEAR,
    "UNSAFE": Trouble.ACCOUNT,
}


class Gateway:
    """The gateway of the settings; no value of a message is told to anybody else."""

    def __init__(self) -> None:
        self.line = SignedLine(
            settings.SMS_GATEWAY_URL,
            key_id=settings.SMS_GATEWAY_ACCOUNT,
            secret=settings.SMS_GATEWAY_SECRET,
            may_be_plain=settings.DEMO,
        )

    def send(self, *, to: str, text: str, key: str) -> None:
        said = {"to": to, "text": text, "from": settings.SMS_GATEWAY_FROM}
        try:
            status, answer = self.line.ask(said, key=key)
        except Unheard as unheard:  # perhaps it was taken: the key tells a repeat
            raise NotDelivered(TROUBLES[unheard.fault]) from None
        _judge(status, answer)


def _judge(status: int, answer: bytes) -> None:
    """Nothing where the message was taken; else what became of it is raised."""
    said = read_object(answer)
    if 200 <= status < 300:
        if str(said.get("status")) not in TAKEN:
            raise NotDelivered(Trouble.UNCLEAR)
        return
    never = FOR_GOOD.get(str(said.get("error")))
    if status in {400, 409, 422} and never:
        raise Refused(never)
    if status in {401, 403}:
        raise NotDelivered(Trouble.ACCOUNT)
    if status == 429:
        raise NotDelivered(Trouble.BUSY)
    raise NotDelivered(Trouble.DOWN if status >= 500 else Trouble.UNCLEAR)
