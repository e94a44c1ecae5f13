"""What a chunk of an order file would change: read and compared, nothing written.

The same look serves the preview, the dry run and the import, so that all three count
alike. Orders that are told as they were told last are known by a keyed digest of
their row and are not even opened.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from clearance.channels.rules import Facts
from clearance.exchange import merging
from clearance.exchange.queries import RESTRICTED
from clearance.exchange.reading import ParsedLine, ParsedOrder, Problem
from clearance.exchange.services.surroundings import Surroundings
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import OpenedKey, open_keys
from clearance.lib.among import among
from clearance.lib.uuid7 import uuid7
from clearance.orders.enums import NumberState
from clearance.orders.models import Order, OrderLine
from clearance.orders.queries import facts_of

type Question = tuple[bool, str, str, UUID | None, bool]


@dataclass(slots=True)
class Change:
    """One order that is new, or told otherwise than before.

    `order` has its columns as they will be, `values` its personal values. `lines` is
    None where the items stay. What ends in `_before` is of an order that was stored;
    `key_before` is missing where the person's data were erased.
    """

    order: Order
    is_new: bool
    values: dict[str, str]
    lines: Sequence[ParsedLine] | None
    values_before: dict[str, str] = field(default_factory=dict)
    key_before: OpenedKey | None = None
    facts_before: Facts | None = None
    asked_before: Question | None = None

    @property
    def is_restricted(self) -> bool:
        """Whether personal data of this order may no longer be stored."""
        return self.order.is_restricted or not (self.is_new or self.key_before)

    @property
    def person(self) -> tuple[str, str]:
        return _person(self.values)

    @property
    def person_changed(self) -> bool:
        return self.person != _person(self.values_before)


@dataclass(slots=True)
class Chunk:
    """What became of the orders of a chunk."""

    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    rejected: int = 0
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    @property
    def created(self) -> int:
        return sum(change.is_new for change in self.changes)

    @property
    def updated(self) -> int:
        return len(self.changes) - self.created


@dataclass(slots=True)
class Tally:
    """Chunks counted together."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def add(self, chunk: Chunk) -> None:
        self.created += chunk.created
        self.updated += chunk.updated
        self.unchanged += chunk.unchanged
        self.rejected += chunk.rejected


def changes_in(
    parsed: Iterable[ParsedOrder], around: Surroundings, *, batch: UUID | None
) -> Chunk:
    """Hold orders of a file against those stored: four queries, however many.

    With a `batch`, the orders it will change are locked, in the running transaction.
    """
    chunk = Chunk()
    usable = []
    for each in parsed:
        chunk.warnings.extend(each.warnings)
        chunk.errors.extend(each.problems)
        if each.problems:
            chunk.rejected += 1
        else:
            usable.append((each, around.row_digest(merging.canonical(each))))
    digests = _digests([each.number for each, _digest in usable], around)
    told_otherwise = []
    for each, digest in usable:
        if each.number not in digests:
            chunk.changes.append(_new(each, digest, around, batch))
        elif digests[each.number] == digest:
            chunk.unchanged += 1
        else:
            told_otherwise.append((each, digest))
    if told_otherwise:
        _compare(told_otherwise, chunk, around, batch)
    return chunk


def question_of(order: Order) -> Question:
    """What an order asks of whom; while it stays the same, a link stays good."""
    wrong = order.number_state in {NumberState.MISSING, NumberState.INVALID}
    return order.is_open, order.level, order.subject, order.holder_id, wrong


def _digests(numbers: Collection[str], around: Surroundings) -> dict[str, bytes | None]:
    """What the orders on record were told last, by number."""
    if not numbers:
        return {}
    rows = Order.objects.filter(among("number", numbers), merchant=around.merchant)
    found = rows.values_list("number", "row_digest")
    return {number: bytes(digest) if digest else None for number, digest in found}


def _stored(
    numbers: Collection[str], around: Surroundings, *, lock: bool
) -> dict[str, Order]:
    rows = Order.objects.filter(merchant=around.merchant, number__in=numbers)
    if lock:
        rows = rows.select_for_update(of=("self",)).order_by("pk")
    return {row.number: row for row in rows}


def _new(
    parsed: ParsedOrder, digest: bytes, around: Surroundings, batch: UUID | None
) -> Change:
    now = around.now
    columns = merging.new_columns(parsed, around.defaults, now=now)
    columns |= {
        "id": uuid7(),
        "number": parsed.number,
        "row_digest": digest,
        "batch_id": batch,
    }
    order = around.new_orders.begin(columns)
    values = merging.personal(parsed.fields)
    return Change(order, is_new=True, values=values, lines=parsed.lines)


def _compare(
    told: Sequence[tuple[ParsedOrder, bytes]],
    chunk: Chunk,
    around: Surroundings,
    batch: UUID | None,
) -> None:
    numbers = [parsed.number for parsed, _digest in told]
    stored = _stored(numbers, around, lock=batch is not None)
    keys = open_keys([row.recipient_id for row in stored.values()], KeyPurpose.PERSON)
    lines = _stored_lines([stored[p.number] for p, _digest in told if p.lines])
    for parsed, digest in told:
        order = stored[parsed.number]
        key = keys.get(order.recipient_id)
        change = _changed(parsed, order, key, lines[order.pk], around, chunk)
        if change is None:
            chunk.unchanged += 1
            continue
        order.row_digest = None if change.is_restricted else digest
        order.batch_id = batch
        order.updated_at = around.now
        chunk.changes.append(change)


def _changed(
    parsed: ParsedOrder,
    order: Order,
    key: OpenedKey | None,
    lines: Sequence[OrderLine],
    around: Surroundings,
    chunk: Chunk,
) -> Change | None:
    """How the file changes a stored order, or None when it tells nothing new."""
    asked, facts = question_of(order), _facts(order, around)
    said = merging.personal(parsed.fields)
    stored: dict[str, str] = {}
    if order.is_restricted or key is None:
        if said:
            chunk.warnings.append(_restricted(parsed))
        said = {}
    elif order.sealed is not None:
        stored = key.unseal(Order.LABEL, order.pk, "sealed", order.sealed)
    values = merging.merged_values(stored, said, now=around.now)
    columns_changed = merging.apply_columns(
        order, parsed, around.defaults, now=around.now
    )
    lines_changed = not merging.same_lines(lines, parsed.lines)
    if values == stored and not columns_changed and not lines_changed:
        return None
    return Change(
        order,
        is_new=False,
        values=values,
        lines=parsed.lines if lines_changed else None,
        values_before=stored,
        key_before=key,
        facts_before=facts,
        asked_before=asked,
    )


def _stored_lines(orders: Collection[Order]) -> dict[UUID, list[OrderLine]]:
    found: dict[UUID, list[OrderLine]] = defaultdict(list)
    if orders:
        for line in OrderLine.objects.filter(order_id__in=[o.pk for o in orders]):
            found[line.order_id].append(line)
    return found


def _facts(order: Order, around: Surroundings) -> Facts:
    return facts_of(order, around.merchant.platform, around.rulings.carriers)


def _person(values: dict[str, str]) -> tuple[str, str]:
    return values.get("recipient_name", ""), values.get("recipient_phone", "")


def _restricted(parsed: ParsedOrder) -> Problem:
    return Problem(parsed.row, None, "order_restricted", RESTRICTED)
