"""Where the two databases differ in how writers share them."""

import stat
import time
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

BREATH_SECONDS = 0.05


def let_others_write() -> None:
    """Between two long writes, a moment in which others get their turn.

    SQLite has one writer, and those who wait look again only every tenth of a second:
    without a pause the one that just wrote would always be first again.
    """
    if connection.vendor == "sqlite":
        time.sleep(BREATH_SECONDS)


def keep_to_owner(*, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """A database that is a file is read by its owner alone; its journals follow it."""
    if connection.vendor != "sqlite":
        return
    file = Path(str(connection.settings_dict["NAME"]))
    if file.is_file() and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        file.chmod(0o600)


def expect_many() -> None:
    """For the rest of the transaction: joins with a list of values meet many rows.

    PostgreSQL takes such a list for a handful and compares each row with all of it,
    one by one; told not to, it hashes the list. SQLite has no other way.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_nestloop = off")
