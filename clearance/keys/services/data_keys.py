"""Making, opening and destroying data keys."""

import logging
from collections.abc import Iterable
from datetime import datetime
from itertools import batched
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from clearance.keys import cipher
from clearance.keys.errors import KeyGone
from clearance.keys.held import current_ring
from clearance.keys.models import DataKey
from clearance.keys.opened import OpenedKey
from clearance.keys.ring import Purpose
from clearance.keys.wrapping import unwrapper, wrapper
from clearance.lib.bulk import insert_missing
from clearance.lib.uuid7 import uuid7

logger = logging.getLogger(__name__)

_CHUNK = 2_000  # rows a statement: under every database's limit of parameters


class NewKey(NamedTuple):
    """A data key to be kept, by the columns of its table."""

    id: UUID
    subject: UUID
    purpose: str
    kek_id: str
    wrapped: bytes
    created_at: datetime


def create_key(subject: UUID, purpose: str, *, now: datetime) -> OpenedKey:
    """The data key of one subject, made now unless there is one already."""
    return create_keys([subject], purpose, now=now)[subject]


@transaction.atomic
def create_keys(
    subjects: Iterable[UUID], purpose: str, *, now: datetime
) -> dict[UUID, OpenedKey]:
    """The data keys of many subjects, those that are missing made now.

    Two that make the same key at once get the same one: the database keeps the first.
    """
    primary = current_ring().primary_key(Purpose.KEK)
    wrap = wrapper(primary)
    keys: dict[UUID, OpenedKey] = {}
    for some in batched(sorted(set(subjects)), _CHUNK):  # in order, against deadlocks
        rows, drawn = [], []
        for subject in some:
            material = cipher.new_key()
            wrapped = wrap(material, purpose, subject)
            row = NewKey(uuid7(), subject, purpose, primary.id, wrapped, now)
            rows.append(row)
            drawn.append(
                OpenedKey(
                    data_key_id=row.id,
                    subject=subject,
                    purpose=purpose,
                    material=material,
                )
            )
        ours = insert_missing(DataKey, NewKey._fields, rows)
        keys |= {key.subject: key for key in drawn if key.data_key_id in ours}
        keys |= open_keys([of for of in some if of not in keys], purpose)
    return keys


def open_keys(subjects: Iterable[UUID], purpose: str) -> dict[UUID, OpenedKey]:
    """The data keys of these subjects, in one query; destroyed ones are absent."""
    wanted = list(set(subjects))
    if not wanted:
        return {}
    unwrap = unwrapper()
    rows = DataKey.objects.of(wanted, purpose)
    return {
        subject: OpenedKey(
            data_key_id=pk,
            subject=subject,
            purpose=purpose,
            material=unwrap(kek_id, bytes(wrapped), purpose, subject),
        )
        for pk, subject, kek_id, wrapped in rows.values_list(
            "pk", "subject", "kek_id", "wrapped"
        )
    }


def open_key(subject: UUID, purpose: str) -> OpenedKey:
    """The data key of one subject. Raises KeyGone when there is none (any more)."""
    try:
        return open_keys([subject], purpose)[subject]
    except KeyError:
        raise KeyGone("There is no data key for this subject.") from None


@transaction.atomic
def destroy_keys(
    subjects: Iterable[UUID], purpose: str, *, by: Any, now: datetime
) -> int:
    """Destroy data keys: what they sealed is unreadable once this is committed.

    Returns how many there were. Backups open it until their epoch's key is destroyed
    too. The caller, who knows why, writes the audit line.
    """
    destroyed = 0
    for some in batched(dict.fromkeys(subjects), _CHUNK):
        keys = DataKey.objects.of(list(some), purpose).order_by("pk")
        locked = list(keys.select_for_update().values_list("pk", flat=True))
        destroyed += DataKey.objects.filter(pk__in=locked).delete()[0]
    who = getattr(by, "pk", None)
    logger.info("%d %s keys destroyed by %s at %s", destroyed, purpose, who, now)
    return destroyed
