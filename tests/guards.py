"""Lifting the database's guards: tests alone may, and nothing under clearance/ can."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import flush
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from clearance.lib.guards import guarded_tables, install_guards


@contextmanager
def lifted_guards(using: str = "default") -> Iterator[None]:
    """Let the block change guarded tables as their owner could; then guard again."""
    connection = connections[using]
    there = set(connection.introspection.table_names())
    tables = [table for table in guarded_tables() if table in there]
    _lift(connection, tables)
    try:
        yield
    finally:
        if connection.vendor == "postgresql":
            _alter(connection, tables, "ENABLE")
        install_guards(using)


def let_flush_lift_guards() -> None:
    """Wrap `flush`, with which transactional and live-server tests clear the tables."""
    handle = flush.Command.handle

    def lifting(self: flush.Command, **options: Any) -> None:
        with lifted_guards(options["database"]):
            handle(self, **options)

    flush.Command.handle = lifting  # type: ignore[method-assign]


def _lift(connection: BaseDatabaseWrapper, tables: list[str]) -> None:
    if connection.vendor == "postgresql":
        _alter(connection, tables, "DISABLE")
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
        )
        for name, table in cursor.fetchall():
            if table in tables:
                cursor.execute(f'DROP TRIGGER "{name}"')


def _alter(connection: BaseDatabaseWrapper, tables: list[str], word: str) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" {word} TRIGGER USER')
