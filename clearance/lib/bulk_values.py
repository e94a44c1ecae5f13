"""The values of rows made ready for the database, a column at a time.

By the kind of the column, as its field would make of each: PostgreSQL reads the text
format of COPY, or a column as one array; SQLite takes what is bound to a prepared
statement.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignKey

type Column = Sequence[Any]
type MakeReady = Callable[[Column], Iterable[Any]]

_SPECIAL = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}
_ESCAPED = str.maketrans(_SPECIAL)
_QUOTED = str.maketrans({"\\": r"\\", '"': r"\""})
_TRUTH = {True: "t", False: "f"}


def for_copy(field: Field[Any, Any]) -> MakeReady:
    """How a column is written for COPY. Raises TypeError for an unknown kind."""
    return _written(field, texts=_escaped_text, null=r"\N")


def as_array(field: Field[Any, Any], column: Column) -> str:
    """A column as one array of PostgreSQL; its adapter would quote value by value.

    Raises TypeError for an unknown kind.
    """
    ready = _written(field, texts=_quoted_text, null="NULL")
    return "{" + ",".join(ready(column)) + "}"


def array_type(field: Field[Any, Any], connection: BaseDatabaseWrapper) -> str:
    """The type of such an array, without a length: it would cut longer texts."""
    of = field.db_type(connection) or ""
    return f"{of.partition('(')[0]}[]"


def _written(field: Field[Any, Any], *, texts: MakeReady, null: str) -> MakeReady:
    ready: MakeReady
    match _kind(field):
        case models.UUIDField():
            ready = _hexadecimal
        case models.BinaryField():
            ready = _escaped_bytes
        case models.DateTimeField():
            ready = partial(_each_once, datetime.isoformat)
        case models.BooleanField():
            ready = partial(map, _TRUTH.__getitem__)
        case models.IntegerField():
            ready = partial(map, str)
        case models.CharField() | models.TextField():
            ready = texts
        case _:
            raise _unknown(field)
    return partial(_with_nulls, ready, null) if field.null else ready


def for_statement(field: Field[Any, Any], connection: BaseDatabaseWrapper) -> MakeReady:
    """How a column is bound in SQLite. Raises TypeError for an unknown kind."""
    ready: MakeReady
    match _kind(field):
        case models.UUIDField():
            ready = _hexadecimal
        case models.DateTimeField():
            ready = partial(_each_once, connection.ops.adapt_datetimefield_value)
        case (
            models.BinaryField()
            | models.BooleanField()
            | models.IntegerField()
            | models.CharField()
            | models.TextField()
        ):
            return tuple
        case _:
            raise _unknown(field)
    return partial(_with_nulls, ready, None) if field.null else ready


def _kind(field: Field[Any, Any]) -> Field[Any, Any]:
    """The field, or of a relation the one it points to."""
    return _kind(field.target_field) if isinstance(field, ForeignKey) else field


def _unknown(field: Field[Any, Any]) -> TypeError:
    return TypeError(f"{field} is of a kind that is not written in bulk.")


def _with_nulls(ready: MakeReady, null: str | None, column: Column) -> Iterable[Any]:
    given = iter(ready([value for value in column if value is not None]))
    return [null if value is None else next(given) for value in column]


def _hexadecimal(column: Column) -> Iterable[str]:
    return [value.hex for value in column]


def _each_once(write: Callable[[Any], Any], column: Column) -> Iterable[Any]:
    """Most instants of a chunk are the one at which it is imported."""
    written = {value: write(value) for value in set(column)}
    return map(written.__getitem__, column)


def _escaped_bytes(column: Column) -> Iterable[str]:
    return [r"\\x" + value.hex() for value in column]


def _escaped_text(column: Column) -> Iterable[str]:
    together = "".join(column)
    if not any(sign in together for sign in _SPECIAL):
        return column
    return [value.translate(_ESCAPED) for value in column]


def _quoted_text(column: Column) -> Iterable[str]:
    return [f'"{value.translate(_QUOTED)}"' for value in column]
