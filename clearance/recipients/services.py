"""Finding people, adding them, and joining two rows that are one person."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from clearance.keys import blind
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import create_keys, destroy_keys
from clearance.lib.phones import normalise_phone
from clearance.lib.uuid7 import reference, uuid7
from clearance.recipients.models import Recipient
from clearance.recipients.queries import match_digest

type Person = tuple[str, str]
"""Name and phone as the order says them; the phone may be ''."""
type Added = tuple[UUID, Person, bytes | None]


@transaction.atomic
def find_or_add(people: Sequence[Person], *, now: datetime) -> list[UUID]:
    """The row of each person, in the order given; those not on record are added.

    The same name and phone is the same person. Without a phone nobody can be
    recognised: such a person gets a row of their own each time.
    """
    digests = [match_digest(name, phone) for name, phone in people]
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

    return _add(added, result, now)


def _digest_of(row: Recipient) -> bytes:
    return b"" if row.match_digest is None else bytes(row.match_digest)


def _by_digest(digests: Sequence[bytes]) -> dict[bytes, UUID]:
    if not digests:
        return {}
    rows = Recipient.objects.filter(match_digest__in=digests)
    found = rows.values_list("match_digest", "pk", "merged_into_id")
    return {
        bytes(digest): merged or pk
        for digest, pk, merged in found
        if digest is not None
    }


def _add(added: Sequence[Added], result: list[UUID], now: datetime) -> list[UUID]:
    """Insert the new people and give back `result` with the rows that were kept."""
    keys = create_keys([row for row, _, _ in added], KeyPurpose.PERSON, now=now)
    phone_digest = blind.digester("recipient.phone")
    rows = []
    for row, (name, phone), digest in added:
        normal = normalise_phone(phone) if phone else None
        values = {"name": name, "phone": normal or phone or None}
        rows.append(
            Recipient(
                id=row,
                reference=reference("R", row),
                sealed=keys[row].seal(Recipient.LABEL, row, "sealed", values),
                match_digest=digest,
                phone_digest=phone_digest(normal) if normal else None,
                created_at=now,
            )
        )
    # Sorted, so that two imports at once never wait for each other in a circle.
    rows.sort(key=_digest_of)
    Recipient.objects.bulk_create(rows, ignore_conflicts=True)

    # Another import may have added the same person first: theirs is kept. A row may
    # also be missing because its reference was taken by chance: it is drawn again.
    kept = _by_digest([digest for _, _, digest in added if digest is not None])
    present = set(
        Recipient.objects.filter(pk__in=[row.pk for row in rows]).values_list(
            "pk", flat=True
        )
    )
    if lost := [row.pk for row in rows if row.pk not in present]:
        destroy_keys(lost, KeyPurpose.PERSON, by=None, now=now)
    moved: dict[UUID, UUID] = {}
    again: list[Added] = []
    for row, person, digest in added:
        if digest is not None and digest in kept:
            moved[row] = kept[digest]
        elif row not in present:
            moved[row] = uuid7()
            again.append((moved[row], person, digest))
    result = [moved.get(row, row) for row in result]
    return _add(again, result, now) if again else result
