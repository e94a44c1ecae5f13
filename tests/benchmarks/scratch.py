"""A database that a benchmark makes for itself, and drops."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit


@contextmanager
def scratch(server: str, home: Path) -> Iterator[str]:
    """The URL of a new, empty database: a file in `home`, or one on that server.

    Whatever lies in the database that `server` names is left alone.
    """
    if not server.startswith("postgres"):
        yield f"sqlite:///{home}/benchmark.sqlite3"
        return
    import psycopg

    name = f"clearance_benchmark_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def set_up() -> None:
    """Django on that database, with its tables, roles and rules, and nothing else."""
    import django
    from django.core.management import call_command
    from django.utils import timezone

    django.setup()
    from clearance.accounts.services import sync_roles

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    sync_roles(by=None, now=timezone.now())
