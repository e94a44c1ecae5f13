"""New rows in bulk, past the compiler that spells out every value of every row.

PostgreSQL takes them as a COPY, SQLite by one prepared statement. What a model's
fields make of their values stays the same.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import AutoField, Model


def insert[M: Model](model: type[M], rows: Sequence[M]) -> None:
    """Insert rows of one model, in the running transaction.

    Ids that the database draws are not told back. The caller holds no lazily read
    rows: a query in the middle of a COPY would wait for itself.
    """
    if not rows:
        return
    # Asked for every value: not through the proxy that finds the thread's connection.
    connection = connections[DEFAULT_DB_ALIAS]
    fields = [f for f in model._meta.concrete_fields if not isinstance(f, AutoField)]
    quoted = connection.ops.quote_name
    table = quoted(model._meta.db_table)
    columns = ", ".join(quoted(field.column or "") for field in fields)
    prepare: list[tuple[str, Callable[[Any], Any]]] = [
        (field.attname, partial(field.get_db_prep_save, connection=connection))
        for field in fields
    ]
    values = list(_prepared(rows, prepare))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(fields))
        # Names of tables and columns are the models', never anybody's input.
        statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
        cursor.executemany(statement, values)


def _prepared(
    rows: Iterable[Model], prepare: Sequence[tuple[str, Callable[[Any], Any]]]
) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        said = row.__dict__
        yield tuple([prepared(said[name]) for name, prepared in prepare])
