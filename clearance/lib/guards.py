"""Tables whose rows the database itself refuses to change: append-only by trigger.

A room says `guard("clearance_auditentry")` beside its model. The triggers are made
good after every `migrate`, because SQLite drops them silently when a later migration
rebuilds the table. They stop mistakes and careless SQL; somebody who owns the
database can lift them, which `missing_guards` reports and the chain shows.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from clearance.lib import guard_triggers
from clearance.lib.guard_triggers import Guarded, Trigger

type Event = Literal["UPDATE", "DELETE", "TRUNCATE"]

EVERY_CHANGE: tuple[Event, ...] = ("UPDATE", "DELETE", "TRUNCATE")


@dataclass(frozen=True, slots=True)
class Guard:
    """What is refused on one table, and on which of its rows."""

    table: str
    events: tuple[Event, ...]
    allow_columns: frozenset[str]
    when: str


_guards: dict[str, Guard] = {}


def guard(
    table: str,
    events: Collection[Event] = EVERY_CHANGE,
    allow_columns: Iterable[str] = (),
    when: str = "",
) -> None:
    """Refuse `events` on `table`; an UPDATE may still change `allow_columns`.

    `when` narrows it to rows for which an SQL condition on OLD holds, in words that
    both databases understand: `OLD.state = 'PUBLISHED'`. A TRUNCATE is refused
    whatever the rows say. The database answers with an IntegrityError.
    """
    ordered = tuple(event for event in EVERY_CHANGE if event in events)
    _guards[table] = Guard(table, ordered, frozenset(allow_columns), when)


def guarded_tables() -> list[str]:
    return sorted(_guards)


def install_guards(using: str = "default", **signal: Any) -> None:
    """Make good every guard that is missing; a table not yet made waits for later.

    Takes the arguments of `post_migrate`, which calls it. Twice is as once, and a
    guard that stands is not touched: making it again would lock the table.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        guard_triggers.prepare(cursor, connection.vendor)
        for table, found, wanted in _compared(connection, cursor):
            stale = found.keys() - {trigger.name for trigger in wanted}
            for name in sorted(stale):
                cursor.execute(guard_triggers.drop(connection.vendor, table, name))
            for trigger in wanted:
                if found.get(trigger.name) != trigger.mark:
                    drop = guard_triggers.drop(connection.vendor, table, trigger.name)
                    cursor.execute(drop)
                    cursor.execute(trigger.create)


def missing_guards(using: str = "default") -> list[str]:
    """The guards that should stand and do not, as `table: EVENT`; none is good.

    Also names a trigger that is disabled, or says something else than it should.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        lacking = [
            f"{table}: {trigger.event}"
            for table, found, wanted in _compared(connection, cursor)
            for trigger in wanted
            if found.get(trigger.name) != trigger.mark
        ]
    absent = [f"{table}: TABLE" for table in _guards if table not in there]
    return sorted(lacking + absent)


def _compared(
    connection: BaseDatabaseWrapper, cursor: Any
) -> Iterator[tuple[str, dict[str, str], list[Trigger]]]:
    """Each guarded table that exists, its triggers as they stand and as they should."""
    there = set(connection.introspection.table_names(cursor))
    for table in sorted(_guards.keys() & there):
        on = _described(connection, cursor, _guards[table])
        found = guard_triggers.standing(cursor, connection.vendor, table)
        yield table, found, guard_triggers.wanted(connection.vendor, on)


def _described(connection: BaseDatabaseWrapper, cursor: Any, of: Guard) -> Guarded:
    columns = connection.introspection.get_table_description(cursor, of.table)
    names = [column.name for column in columns]
    key = connection.introspection.get_primary_key_column(cursor, of.table)
    return Guarded(
        table=of.table,
        events=of.events,
        kept=tuple(name for name in names if name not in of.allow_columns),
        every_column=not of.allow_columns,
        key=key or "rowid",
        when=of.when,
    )
