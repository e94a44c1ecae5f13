"""The rows an import wrote, and writing them again with nothing around: the limit."""

import tempfile
from collections.abc import Sequence
from time import perf_counter
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from clearance.exchange.models import ImportBatch, ImportProblem
from clearance.keys.models import DataKey
from clearance.orders.models import Decision, Order, OrderLine
from clearance.recipients.models import Recipient

type Rows = Any
"""PostgreSQL's own text in a file, or SQLite's rows as tuples."""

TABLES: list[type[Model]] = [
    *(Recipient, DataKey, Order, OrderLine, Decision),
    *(ImportBatch, ImportProblem),
]
"""What an import writes, parents first; three lines of the log stay where they are."""
ORDERS: list[type[Model]] = [Order]
BLOCK = 1 << 20


def kept(tables: Sequence[type[Model]]) -> dict[type[Model], Rows]:
    """The rows of these tables as the database itself gives them."""
    return {model: _dumped(model) for model in tables}


def write(rows: dict[type[Model], Rows], tables: Sequence[type[Model]]) -> float:
    """Write rows again into empty tables, one COPY a table; the seconds it took."""
    begun = perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for model in tables:
            _load(cursor, model, rows[model])
    return perf_counter() - begun


def clear(tables: Sequence[type[Model]]) -> None:
    """Empty these tables, and what points to their rows."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(map(_table, tables))} CASCADE")
            return
        if Order in tables:
            tables = [*tables, OrderLine, Decision]
        for model in reversed(tables):
            cursor.execute(f"DELETE FROM {_table(model)}")


def _dumped(model: type[Model]) -> Rows:
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute(f"SELECT * FROM {_table(model)}")
            return cursor.fetchall()
        # It stays open as long as the benchmark needs its rows.
        file = tempfile.TemporaryFile()  # noqa: SIM115
        with cursor.copy(f"COPY {_table(model)} TO STDOUT") as copy:
            for some in copy:
                file.write(some)
        return file


def _load(cursor: Any, model: type[Model], rows: Rows) -> None:
    if connection.vendor == "postgresql":
        rows.seek(0)
        with cursor.copy(f"COPY {_table(model)} FROM STDIN") as copy:
            while block := rows.read(BLOCK):
                copy.write(block)
    elif rows:
        marks = ", ".join(["%s"] * len(rows[0]))
        cursor.executemany(f"INSERT INTO {_table(model)} VALUES ({marks})", rows)


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
