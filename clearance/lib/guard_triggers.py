"""The triggers behind a guard, where SQLite and PostgreSQL differ."""

import hashlib
from dataclasses import dataclass
from typing import Any

FUNCTION = "clearance_refuse_change"
BODY = (
    "BEGIN RAISE EXCEPTION '% on % is refused: this table is append-only',"
    " TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END"
)


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger as it should stand; `mark` is what the catalogue shows of it."""

    name: str
    event: str
    create: str
    mark: str


@dataclass(frozen=True, slots=True)
class Guarded:
    """A table, the columns that must not change, its key, and on which rows."""

    table: str
    events: tuple[str, ...]
    kept: tuple[str, ...]
    every_column: bool
    key: str
    when: str

    def condition(self, event: str) -> str:
        """The condition on OLD and NEW under which a change is refused, or nothing."""
        parts = [f"({self.when})"] if self.when else []
        if event == "UPDATE" and not self.every_column:
            # An ORM names every column in SET: what counts is whether it differs.
            kept = " OR ".join(
                f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in self.kept
            )
            parts.append(f"({kept})")
        return " AND ".join(parts)


def wanted(vendor: str, on: Guarded) -> list[Trigger]:
    return _sqlite(on) if vendor == "sqlite" else _postgresql(on)


def drop(vendor: str, table: str, name: str) -> str:
    where = "" if vendor == "sqlite" else f' ON "{table}"'
    return f'DROP TRIGGER IF EXISTS "{name}"{where}'


def standing(cursor: Any, vendor: str, table: str) -> dict[str, str]:
    """The guards of `table` that are there and enabled, by name, each with its mark."""
    if vendor == "sqlite":
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            " AND tbl_name = %s AND name LIKE %s",
            [table, "%_guard_%"],
        )
    else:
        cursor.execute(
            "SELECT t.tgname, t.tgtype || ' ' || p.prosrc FROM pg_trigger t"
            " JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE t.tgrelid = to_regclass(quote_ident(%s))"
            " AND t.tgname LIKE %s AND t.tgenabled IN ('O', 'A')",
            [table, "guard_%"],
        )
    return dict(cursor.fetchall())


def prepare(cursor: Any, vendor: str) -> None:
    """On PostgreSQL, the function that every trigger calls, if it is not right yet."""
    if vendor == "sqlite":
        return
    cursor.execute(
        "SELECT prosrc FROM pg_proc WHERE proname = %s"
        " AND pronamespace = current_schema()::regnamespace",
        [FUNCTION],
    )
    if cursor.fetchone() != (BODY,):
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger"
            f" LANGUAGE plpgsql AS $body${BODY}$body$"
        )


def _sqlite(on: Guarded) -> list[Trigger]:
    triggers = []
    for event in on.events:
        if event == "TRUNCATE":  # there is none; a bare DELETE fires row triggers
            continue
        condition = on.condition(event)
        triggers.append(
            _sqlite_trigger(on, event, f" WHEN {condition}" if condition else "")
        )
    if "DELETE" in on.events:
        # INSERT OR REPLACE deletes the old row without firing a DELETE trigger.
        same = f'OLD."{on.key}" = NEW."{on.key}"'
        also = f" AND ({on.when})" if on.when else ""
        # Table, key and condition come from our own code, never from outside.
        there = f'SELECT 1 FROM "{on.table}" AS OLD WHERE {same}{also}'  # noqa: S608
        triggers.append(_sqlite_trigger(on, "INSERT", f" WHEN EXISTS ({there})"))
    return triggers


def _sqlite_trigger(on: Guarded, event: str, when: str) -> Trigger:
    name = f"{on.table}_guard_{event.lower()}"
    create = (
        f'CREATE TRIGGER "{name}" BEFORE {event} ON "{on.table}" FOR EACH ROW{when}'
        f" BEGIN SELECT RAISE(ABORT, '{event} on {on.table} is refused:"
        " this table is append-only'); END"
    )
    shown = "REPLACE" if event == "INSERT" else event
    return Trigger(name, shown, create, mark=create)


# pg_trigger.tgtype: ROW 1, BEFORE 2, DELETE 8, UPDATE 16, TRUNCATE 32
_TGTYPE = {"UPDATE": 19, "DELETE": 11, "TRUNCATE": 34}


def _postgresql(on: Guarded) -> list[Trigger]:
    triggers = []
    for event in on.events:
        truncate = event == "TRUNCATE"
        condition = "" if truncate else on.condition(event)
        rest = (
            f'BEFORE {event} ON "{on.table}"'
            f" FOR EACH {'STATEMENT' if truncate else 'ROW'}"
            f"{f' WHEN ({condition})' if condition else ''}"
            f" EXECUTE FUNCTION {FUNCTION}()"
        )
        # The catalogue shows a condition only in its own words, so the name carries
        # a digest of ours: a trigger made for other columns has another name.
        digest = hashlib.sha256(rest.encode()).hexdigest()[:8]
        name = f"guard_{event.lower()}_{digest}"
        create = f'CREATE TRIGGER "{name}" {rest}'
        triggers.append(Trigger(name, event, create, f"{_TGTYPE[event]} {BODY}"))
    return triggers
