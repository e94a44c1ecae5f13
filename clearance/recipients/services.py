"""Finding people, adding them, and joining two rows that are one person."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from clearance.keys import blind
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import OpenedKey, create_keys, destroy_keys
from clearance.lib.among import among
from clearance.lib.bulk import insert_missing
from clearance.lib.phones import normalise_phone
from clearance.lib.uuid7 import reference, uuid7
from clearance.recipients.enums import PersonState
from clearance.recipients.models import Recipient
from clearance.recipients.queries import matcher

type Person = tuple[str, str]
"""Name and phone as the order says them; the phone may be ''."""
type Added = tuple[UUID, Person, bytes | None]


class RecipientRow(NamedTuple):
    """A person to be added, by the columns of the table."""

    id: UUID
    reference: str
    state: str
    sealed: bytes
    match_digest: bytes | None
    phone_digest: bytes | None
    created_at: datetime


@transaction.atomic
def find_or_add(
    people: Sequence[Person],
    *,
    now: datetime,
    new_keys: dict[UUID, OpenedKey] | None = None,
) -> list[UUID]:
    """The row of each person, in the order given; those not on record are added.

    The same name and phone is the same person. Without a phone nobody can be
    recognised: such a person gets a row of their own each time. `new_keys` takes up
    the data keys of those added, which the running transaction may seal with.
    """
    digest_of = matcher()
    digests = [digest_of(name, phone) for name, phone in people]
    wanted = sorted({digest for digest in digests if digest is not None})
    known = _by_digest(wanted)

    added: list[Added] = []
    result: list[UUID] = []
    for person, digest in zip(people, digests, strict=True):
        row = known.get(digest) if digest is not None else None
        if row is None:
            row = uuid7()
            added.append((row, person, digest))
            if digest is not None:
                known[digest] = row
        result.append(row)
    if not added:
        return result

    return _add(added, result, now, {} if new_keys is None else new_keys)


def _by_digest(digests: Sequence[bytes]) -> dict[bytes, UUID]:
    if not digests:
        return {}
    rows = Recipient.objects.filter(among("match_digest", digests))
    found = rows.values_list("match_digest", "pk", "merged_into_id")
    return {
        bytes(digest): merged or pk
        for digest, pk, merged in found
        if digest is not None
    }


def _add(
    added: Sequence[Added],
    result: list[UUID],
    now: datetime,
    new_keys: dict[UUID, OpenedKey],
) -> list[UUID]:
    """Insert the new people and give back `result` with the rows that were kept."""
    keys = create_keys([row for row, _, _ in added], KeyPurpose.PERSON, now=now)
    rows = _rows_of(added, keys, now)
    present = insert_missing(Recipient, RecipientRow._fields, rows)
    new_keys |= {row: key for row, key in keys.items() if row in present}
    if len(present) == len(rows):
        return result

    # Another import may have added the same person first: theirs is kept. A row may
    # also be missing because its reference was taken by chance: it is drawn again.
    lost = [row.id for row in rows if row.id not in present]
    destroy_keys(lost, KeyPurpose.PERSON, by=None, now=now)
    kept = _by_digest([digest for _, _, digest in added if digest is not None])
    moved: dict[UUID, UUID] = {}
    again: list[Added] = []
    for row, person, digest in added:
        if digest is not None and digest in kept:
            moved[row] = kept[digest]
        elif row not in present:
            moved[row] = uuid7()
            again.append((moved[row], person, digest))
    result = [moved.get(row, row) for row in result]
    return _add(again, result, now, new_keys) if again else result


def _rows_of(
    added: Sequence[Added], keys: Mapping[UUID, OpenedKey], now: datetime
) -> list[RecipientRow]:
    phone_digest = blind.digester("recipient.phone")
    rows = []
    for row, (name, phone), digest in added:
        normal = normalise_phone(phone) if phone else None
        values = {"name": name, "phone": normal or phone or None}
        rows.append(
            RecipientRow(
                id=row,
                reference=reference("R", row),
                state=PersonState.ACTIVE.value,
                sealed=keys[row].seal(Recipient.LABEL, row, "sealed", values),
                match_digest=digest,
                phone_digest=phone_digest(normal) if normal else None,
                created_at=now,
            )
        )
    # Sorted, so that two imports at once never wait for each other in a circle.
    return sorted(rows, key=lambda row: row.match_digest or b"")
