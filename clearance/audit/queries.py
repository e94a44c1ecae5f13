"""Reading the log: whether it is whole, and who looked at whose photos."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Count, Max, OuterRef, Subquery

from clearance.audit import rules
from clearance.audit.enums import Outcome
from clearance.audit.models import AuditEntry, ChainHead
from clearance.audit.rules import Mac
from clearance.keys import seals
from clearance.keys.errors import RingRefused
from clearance.lib import append_only
from clearance.lib.guards import missing_guards

PAGE = 5_000
PHOTO_SEEN = "id.photo_shown"
END_IN_DOUBT = frozenset({"head", "trimmed", "rewritten"})


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found: whole, broken (and where first), or not to be told.

    `kind` of a broken log: `changed` (a line says something else than was written),
    `missing` (a number is skipped), `reordered` (a line does not follow the one
    before it), `rewritten` (not the line that an anchor speaks of), `trimmed` (it
    ends before an anchor), `head` (its end is not the last line), `guards` (the
    database would allow changes). Where it cannot be told: `no_key`,
    `anchors_unreadable`, `anchors_missing`.
    """

    ok: bool | None
    entries: int
    first_bad_seq: int | None = None
    kind: str | None = None

    @classmethod
    def broken(cls, entries: int, first_bad_seq: int | None, kind: str) -> Self:
        return cls(ok=False, entries=entries, first_bad_seq=first_bad_seq, kind=kind)

    @classmethod
    def untold(cls, kind: str, entries: int = 0) -> Self:
        return cls(ok=None, entries=entries, kind=kind)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Anchors:
    """What the signed lines outside the database say, and whether all can be read."""

    ends: dict[int, set[bytes]]
    readable: bool

    def contradict(self, seq: int, mac: bytes) -> bool:
        return seq in self.ends and self.ends[seq] != {mac}


def anchor_file() -> Path:
    return Path(settings.CLEARANCE_ANCHORS) / "anchors.jsonl"


def verify() -> Verification:
    """Read the whole log, in the order of its numbers, against keys and anchors.

    Needs little memory however long the log is, and no lock: what is appended
    meanwhile is left to the next time.
    """
    try:
        seals.chain_key_id()  # an empty log proves nothing without its key either
        # First the anchors, then the last line, then the end: each of them may only
        # grow, so none of them can run ahead of the one read after it.
        anchors = _read_anchors()
        last = AuditEntry.objects.aggregate(last=Max("seq"))["last"] or 0
        head = ChainHead.objects.filter(pk=1).first() or ChainHead(mac=rules.GENESIS)
        return _verify_chain(head, last, anchors)
    except RingRefused:
        return Verification.untold("no_key")


def _verify_chain(head: ChainHead, last: int, anchors: Anchors) -> Verification:
    macs: dict[str, Mac] = {}
    entries, prev = 0, rules.GENESIS
    for seq, stored_prev, stored_mac, said in _entries(head.seq):
        due = entries + 1
        if seq != due:
            return Verification.broken(entries, due, "missing")
        if bytes(stored_prev) != prev:
            return Verification.broken(entries, seq, "reordered")
        key_id = said["key_id"]
        if key_id not in macs:
            macs[key_id] = seals.chain_mac(key_id)
        if rules.link(macs[key_id], prev, seq, said) != bytes(stored_mac):
            return Verification.broken(entries, seq, "changed")
        prev = bytes(stored_mac)
        if anchors.contradict(seq, prev):
            return Verification.broken(entries, seq, "rewritten")
        entries += 1
    return _verify_end(head, last, prev, entries, anchors)


def _verify_end(
    head: ChainHead, last: int, prev: bytes, entries: int, anchors: Anchors
) -> Verification:
    if entries < head.seq:
        return Verification.broken(entries, entries + 1, "missing")
    if last > head.seq or bytes(head.mac) != prev:
        return Verification.broken(entries, entries + 1, "head")
    if max(anchors.ends, default=0) > head.seq:
        return Verification.broken(entries, entries + 1, "trimmed")
    if missing_guards():
        return Verification.broken(entries, None, "guards")
    if not anchors.readable:
        return Verification.untold("anchors_unreadable", entries=entries)
    if head.anchored_seq > max(anchors.ends, default=0):
        return Verification.untold("anchors_missing", entries=entries)
    return Verification(ok=True, entries=entries)


def _entries(until: int) -> Iterator[tuple[int, bytes, bytes, dict[str, Any]]]:
    """Every line up to `until`, page by page: a cursor would hold a snapshot open."""
    names = rules.FIELDS
    rows = AuditEntry.objects.order_by("seq").values_list("seq", "prev", "mac", *names)
    after = 0
    while page := list(rows.filter(seq__gt=after, seq__lte=until)[:PAGE]):
        for seq, prev, mac, *said in page:
            yield seq, prev, mac, dict(zip(names, said, strict=True))
        after = page[-1][0]


def _read_anchors() -> Anchors:
    """All anchors, each held against its signature and the anchor before it."""
    ends: dict[int, set[bytes]] = {}
    readable, before = True, rules.anchor_digest(None)
    try:
        for text in append_only.lines(anchor_file()):
            try:
                anchor, signature = rules.read_anchor(text)
                good = seals.verify_anchor(anchor.statement(), signature)
            except ValueError:
                readable = good = False
            if good and anchor.restored:
                ends = {seq: macs for seq, macs in ends.items() if seq <= anchor.seq}
            if good:
                ends.setdefault(anchor.seq, set()).add(anchor.mac)
                good = anchor.before == before
            readable = readable and good
            before = rules.anchor_digest(text)
    except OSError:
        readable = False
    return Anchors(ends, readable)


@dataclass(frozen=True, slots=True)
class Look:
    """Who looked at the photos of a record, in how many requests, and when last."""

    who: str
    role: str
    times: int
    last: datetime


def looks_at(records: Iterable[UUID]) -> list[Look]:
    """Everyone who saw photos of these ID records, last look first: one query."""
    people = get_user_model().objects.filter(pk=OuterRef("actor_id"))
    seen = (
        AuditEntry.objects.filter(
            action=PHOTO_SEEN,
            object_type="IdRecord",
            object_id__in=[str(record) for record in records],
            outcome=Outcome.DONE,
        )
        .annotate(who=Subquery(people.values("username")))
        .values("who", "role")
        .annotate(times=Count("request_id", distinct=True), last=Max("at"))
        .order_by("-last")
    )
    return [
        Look(
            who=each["who"] or "",
            role=each["role"],
            times=each["times"],
            last=each["last"],
        )
        for each in seen
    ]
