"""What a line of the log says, byte for byte, and how one hangs on the other.

Pure: the same line gives the same bytes on every database and in every year. Change
nothing here without a new VERSION, or all older lines stop verifying.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

type Mac = Callable[[bytes], bytes]

VERSION = 1
GENESIS = bytes(32)
"""Stands for the line before the first."""

ACTION = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*", re.ASCII)
CODE = re.compile(r"[A-Za-z0-9_.,:+/-]*", re.ASCII)

_encode = json.JSONEncoder(
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


FIELDS = (*Line.__slots__, "key_id")
"""The columns under the keyed digest, besides the number of the line."""


def written(line: Line, key_id: str) -> dict[str, Any]:
    return asdict(line) | {"key_id": key_id}


def canonical(seq: int, said: Mapping[str, Any]) -> bytes:
    """The bytes of a line: JSON, keys sorted, instants in UTC to the microsecond."""
    at = said["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return _encode({**said, "at": at, "seq": seq, "v": VERSION}).encode()


def link(mac: Mac, prev: bytes, seq: int, said: Mapping[str, Any]) -> bytes:
    """The keyed digest that ties line `seq` to the one before it."""
    return mac(prev + canonical(seq, said))


ANCHOR_ENTRIES = 1000
ANCHOR_AGE = timedelta(minutes=5)


def anchor_is_due(*, unanchored: int, age: timedelta | None) -> bool:
    """Whether so many entries, or any for so long, lack an anchor.

    A negative number means that the log has become shorter: that too is put down.
    """
    if unanchored <= 0:
        return unanchored < 0
    return age is None or age >= ANCHOR_AGE or unanchored >= ANCHOR_ENTRIES


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the log ended at a moment, to be kept outside the database, signed.

    `before` is the digest of the anchor line before it, so that none can be taken
    out of the middle. `restored` says that a backup was put back: what earlier
    anchors say of later lines was lost knowingly.
    """

    seq: int
    mac: bytes
    at: datetime
    before: bytes
    restored: bool = False

    def statement(self) -> bytes:
        """The bytes that are signed."""
        return _encode(
            {
                "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
                "before": self.before.hex(),
                "mac": self.mac.hex(),
                "restored": self.restored,
                "seq": self.seq,
                "v": VERSION,
            }
        ).encode()


def anchor_line(anchor: Anchor, signature: bytes) -> bytes:
    """One line of the anchor file, without its line break."""
    said = json.loads(anchor.statement()) | {"signature": signature.hex()}
    return _encode(said).encode()


def read_anchor(text: bytes) -> tuple[Anchor, bytes]:
    """An anchor and its signature. Raises ValueError when the line is not one."""
    try:
        said = json.loads(text)
        anchor = Anchor(
            seq=int(said["seq"]),
            mac=bytes.fromhex(said["mac"]),
            at=datetime.fromisoformat(said["at"]),
            before=bytes.fromhex(said["before"]),
            restored=said["restored"] is True,
        )
        return anchor, bytes.fromhex(said["signature"])
    except (KeyError, TypeError) as error:
        raise ValueError("This line is not an anchor.") from error


def anchor_digest(text: bytes | None) -> bytes:
    """What the next anchor says of the line `text` before it."""
    return GENESIS if text is None else hashlib.sha256(text).digest()
