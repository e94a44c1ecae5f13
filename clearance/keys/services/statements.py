"""Writing many data keys by one statement; where the databases differ, they do here.

An import makes thousands of keys a second: rows as objects would cost it more than all
of its cryptography.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from clearance.keys.models import DataKey

_TABLE = f'"{DataKey._meta.db_table}"'
_FIELDS = {field.name: field for field in DataKey._meta.concrete_fields}


class NewKey(NamedTuple):
    """A data key to be kept."""

    id: UUID
    subject: UUID
    wrapped: bytes


class Rewrapped(NamedTuple):
    """A data key wrapped anew, and the id of the key that wrapped it before."""

    id: UUID
    wrapped: bytes
    was: str


def keep_missing(
    keys: Sequence[NewKey], *, purpose: str, kek_id: str, now: datetime
) -> set[UUID]:
    """Insert keys of subjects that have none; returns the ids of those inserted."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {_TABLE}"  # noqa: S608 - our own table's name
                " (id, subject, purpose, kek_id, wrapped, created_at)"
                " SELECT id, subject, %s, %s, wrapped, %s FROM"
                " unnest(%s::uuid[], %s::uuid[], %s::bytea[])"
                " AS new (id, subject, wrapped)"
                " ON CONFLICT (subject, purpose) DO NOTHING RETURNING id",
                [purpose, kek_id, now, *_columns(keys)],
            )
            return {row[0] for row in cursor.fetchall()}
    at = _stored("created_at", now)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {_TABLE}"  # noqa: S608 - our own table's name
            " (id, subject, purpose, kek_id, wrapped, created_at)"
            " VALUES (%s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (subject, purpose) DO NOTHING",
            [
                (
                    _stored("id", key.id),
                    _stored("subject", key.subject),
                    purpose,
                    kek_id,
                    key.wrapped,
                    at,
                )
                for key in keys
            ],
        )
    ids = [key.id for key in keys]
    return set(DataKey.objects.filter(pk__in=ids).values_list("pk", flat=True))


def keep_rewrapped(keys: Sequence[Rewrapped], *, kek_id: str, now: datetime) -> int:
    """Update keys that still are as they were read; returns how many.

    Never an insertion: a key that was erased meanwhile must not come back.
    """
    if not keys:
        return 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"UPDATE {_TABLE} AS kept"  # noqa: S608 - our own table's name
                " SET kek_id = %s, rewrapped_at = %s, wrapped = new.wrapped FROM"
                " unnest(%s::uuid[], %s::bytea[], %s::text[]) AS new (id, wrapped, was)"
                " WHERE kept.id = new.id AND kept.kek_id = new.was",
                [kek_id, now, *_columns(keys)],
            )
        else:
            at = _stored("rewrapped_at", now)
            cursor.executemany(
                f"UPDATE {_TABLE}"  # noqa: S608 - our own table's name
                " SET kek_id = %s, rewrapped_at = %s, wrapped = %s"
                " WHERE id = %s AND kek_id = %s",
                [
                    (kek_id, at, key.wrapped, _stored("id", key.id), key.was)
                    for key in keys
                ],
            )
        return int(cursor.rowcount)


def _columns(keys: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*keys, strict=True)]


def _stored(name: str, value: Any) -> Any:
    return _FIELDS[name].get_db_prep_save(value, connection)
