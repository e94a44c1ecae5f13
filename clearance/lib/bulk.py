"""Rows in bulk, past the compiler that spells out every value of every row.

PostgreSQL takes them as one COPY, SQLite by one prepared statement. It is called by
services alone, in a running transaction.
"""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import AutoField, Field, Model

from clearance.lib.bulk_values import (
    MakeReady,
    array_type,
    as_array,
    for_copy,
    for_statement,
)

type Row = tuple[Any, ...]


def insert[M: Model](model: type[M], rows: Sequence[M]) -> None:
    """Insert rows of one model; ids that the database draws are not told back."""
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields if not isinstance(field, AutoField)]
    said = itemgetter(*names)
    insert_rows(model, names, [said(row.__dict__) for row in rows])


def insert_rows(
    model: type[Model], columns: Sequence[str], rows: Sequence[Row]
) -> None:
    """Insert rows of bare values, whose types are those of their columns.

    `columns` are attribute names (`order_id`); what they leave out is null, or drawn
    by the database. Raises TypeError for a kind of column not yet written in bulk.
    """
    if not rows:
        return
    into = _Target(model, columns)
    if into.is_postgresql:
        ready = _made_ready([for_copy(field) for field in into.fields], rows)
        text = "".join(["\t".join(row) + "\n" for row in ready])
        with into.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
            copy.write(text)
    else:
        with into.cursor() as cursor:
            cursor.executemany(into.statement, into.bound(rows))


def insert_missing(
    model: type[Model], columns: Sequence[str], rows: Sequence[Row]
) -> set[Any]:
    """Insert those rows that break no unique constraint; returns their ids.

    The first column is the row's id. A row that another transaction is just adding is
    waited for.
    """
    if not rows:
        return set()
    into = _Target(model, columns)
    if into.is_postgresql:
        # Names of tables and columns are the models', never anybody's input.
        statement = (
            f"INSERT INTO {into} SELECT * FROM unnest({into.arrays})"  # noqa: S608
            f" ON CONFLICT DO NOTHING RETURNING {into.names[0]}"
        )
        columns_of = zip(into.fields, zip(*rows, strict=True), strict=True)
        with into.cursor() as cursor:
            cursor.execute(statement, [as_array(*each) for each in columns_of])
            return {kept for [kept] in cursor.fetchall()}
    with into.cursor() as cursor:
        cursor.executemany(f"{into.statement} ON CONFLICT DO NOTHING", into.bound(rows))
    added = model._default_manager.filter(pk__in=[row[0] for row in rows])
    return set(added.values_list("pk", flat=True))


@contextmanager
def without_collecting() -> Iterator[None]:
    """Rows by the thousand come and go unlooked at: they make no circles to collect.

    Each look for such circles goes over all the rows there are.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Target:
    """The columns of a table that rows go into."""

    def __init__(self, model: type[Model], columns: Sequence[str]) -> None:
        # Not through the proxy that finds the thread's connection at every look.
        self._connection: BaseDatabaseWrapper = connections[DEFAULT_DB_ALIAS]
        known = {field.attname: field for field in model._meta.concrete_fields}
        quoted = self._connection.ops.quote_name
        self.fields: list[Field[Any, Any]] = [known[name] for name in columns]
        self.names = [quoted(field.column or "") for field in self.fields]
        self._table = quoted(model._meta.db_table)
        self.cursor = self._connection.cursor
        self.is_postgresql = self._connection.vendor == "postgresql"

    def __str__(self) -> str:
        return f"{self._table} ({', '.join(self.names)})"

    @property
    def statement(self) -> str:
        """One row's insertion."""
        marks = ", ".join(["%s"] * len(self.fields))
        return f"INSERT INTO {self} VALUES ({marks})"  # noqa: S608 - the models' names

    @property
    def arrays(self) -> str:
        """A mark for each column, all its values at once."""
        types = [array_type(field, self._connection) for field in self.fields]
        return ", ".join(f"%s::{of}" for of in types)

    def bound(self, rows: Sequence[Row]) -> list[Row]:
        make = [for_statement(field, self._connection) for field in self.fields]
        return list(_made_ready(make, rows))


def _made_ready(make: Sequence[MakeReady], rows: Sequence[Row]) -> Iterable[Row]:
    columns = zip(*rows, strict=True)
    made = [ready(column) for ready, column in zip(make, columns, strict=True)]
    return zip(*made, strict=True)
