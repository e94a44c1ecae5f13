"""Rewrapping many data keys by one statement, in the words of either database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from clearance.keys.models import DataKey

_TABLE = f'"{DataKey._meta.db_table}"'
_FIELDS = {field.name: field for field in DataKey._meta.concrete_fields}


class Rewrapped(NamedTuple):
    """A data key wrapped anew, and the id of the key that wrapped it before."""

    id: UUID
    wrapped: bytes
    was: str


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
