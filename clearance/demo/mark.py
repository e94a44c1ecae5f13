"""The mark the demo leaves in a database it found empty, before anything else.

Without it the demo touches nothing there: whatever stands in it belongs to others.
A table of its own, so that a run killed while it migrates finds its database again.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import DatabaseError, connection

TABLE = "made_by_the_demo"


class Unreadable(Exception):
    """The database cannot be reached, or is none; says why."""


def claim_database() -> bool:
    """Whether the database is the demo's; an empty one becomes it.

    Raises Unreadable.
    """
    try:
        tables = _tables()
        if not tables:
            with connection.cursor() as cursor:
                cursor.execute(f'CREATE TABLE IF NOT EXISTS "{TABLE}" (id integer)')
            return True
    except (DatabaseError, sqlite3.Error) as fault:
        raise Unreadable(str(fault).strip()) from None
    return TABLE in tables


def _tables() -> set[str]:
    if connection.vendor == "sqlite":
        return _tables_of_file(Path(connection.settings_dict["NAME"]))
    with connection.cursor() as cursor:
        return set(connection.introspection.table_names(cursor, include_views=True))


def _tables_of_file(file: Path) -> set[str]:
    """Only looked at: our connections would change how a stranger's file is kept."""
    if not file.exists() or not file.stat().st_size:
        return set()
    address = f"{file.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as looking:
        return {name for (name,) in looking.execute("SELECT name FROM sqlite_master")}
