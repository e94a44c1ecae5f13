"""What a line of the log says, byte for byte, and how one hangs on the other.

Pure: the same line gives the same bytes on every database and in every year. Change
nothing here without a new VERSION, or all older lines stop verifying.
"""

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from json import JSONEncoder

type Mac = Callable[[bytes], bytes]

VERSION = 1
GENESIS = bytes(32)
"""Stands for the line before the first."""

ACTION = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*", re.ASCII)
CODE = re.compile(r"[A-Za-z0-9_.,:+/-]*", re.ASCII)

_encode = JSONEncoder(
    ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is to be remembered of one action: ids and codes, never words.

    Raises ValueError for an action, reason or version that is not a code: a sentence
    could carry a name.
    """

    action: str
    at: datetime
    outcome: str = "DONE"
    actor_id: int | None = None
    role: str = ""
    session_digest: str = ""
    object_type: str = ""
    object_id: str = ""
    merchant_id: int | None = None
    reason_code: str = ""
    rule_version: str = ""
    request_id: str = ""

    def __post_init__(self) -> None:
        if not ACTION.fullmatch(self.action):
            raise ValueError("An action is a dotted code such as order.imported.")
        for code in (self.reason_code, self.rule_version, self.role, self.object_id):
            if not CODE.fullmatch(code):
                raise ValueError("The log keeps codes and ids, not sentences.")
        if self.at.tzinfo is None:
            raise ValueError("An instant needs its time zone.")


FIELDS = tuple(Line.__slots__)
"""The columns under the keyed digest, besides the number of the line."""


def written(line: Line) -> dict[str, object]:
    return asdict(line)


def canonical(seq: int, said: dict[str, object]) -> bytes:
    """The bytes of a line: JSON, keys sorted, instants in UTC to the microsecond."""
    at = said["at"]
    assert isinstance(at, datetime)
    text = at.astimezone(UTC).isoformat(timespec="microseconds")
    return _encode(said | {"at": text, "seq": seq, "v": VERSION}).encode()


def link(mac: Mac, prev: bytes, seq: int, said: dict[str, object]) -> bytes:
    """The keyed digest that ties line `seq` to the one before it."""
    return mac(prev + canonical(seq, said))
