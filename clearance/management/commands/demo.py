"""The whole back office on this computer, with demo data, in one command."""

import fcntl
import os
import secrets
import socket
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from clearance.demo.filling import LOG_INS, fill, fill_year, set_passwords
from clearance.demo.mark import Unreadable, claim_database
from clearance.demo.serving import serve

MOST_ORDERS = 10_000_000


class Command(BaseCommand):
    help = "Fill in demo data and serve the back office on this computer."
    # They ask the database, which is not known to be ours before we looked.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="", help="address to listen on")
        parser.add_argument("--port", default="", help="port to listen on")
        parser.add_argument(
            "--no-server", action="store_true", help="prepare everything, then stop"
        )
        parser.add_argument(
            "--orders",
            type=_count,
            default=0,
            help="fill in a year of so many orders, to see how a million behave",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = os.environ["DEMO_HOST"], int(os.environ["DEMO_PORT"])
        if not options["no_server"]:
            _demand_free(host, port)
        password = os.environ.get("DEMO_PASSWORD") or secrets.token_urlsafe(9)
        with _one_at_a_time():
            self._prepare(password, orders=options["orders"])
        self.announce(password)
        if not options["no_server"]:
            raise SystemExit(serve(host, port, say=self.say))

    def _prepare(self, password: str, *, orders: int) -> None:
        try:
            is_ours = claim_database()
        except Unreadable as why:
            raise CommandError(f"The database cannot be used: {why}") from None
        if not is_ours:
            raise CommandError(
                "The demo did not make this database and leaves it alone. Unset"
                " DATABASE_URL, or name an empty database."
            )
        self.check()
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("sync_roles", stdout=StringIO())
        fill(now=timezone.now(), say=self.say)
        if orders:
            fill_year(orders, say=self.say)
        set_passwords(password, now=timezone.now())
        connection.close()

    def announce(self, password: str) -> None:
        """Print where to go and who may log in."""
        width = max(map(len, LOG_INS))
        lines = [
            "",
            f"  {settings.PUBLIC_URL}/",
            f"  password of every log-in: {password}",
            "",
            *(f"  {name:<{width}}  {what}" for name, what in LOG_INS.items()),
            "",
        ]
        self.stdout.write("\n".join(lines))
        # A pipe would keep it back for as long as the demo serves.
        self.stdout.flush()

    def say(self, text: str) -> None:
        """Tell the person at the terminal."""
        self.stderr.write(text)
        self.stderr.flush()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """A demo that is started twice is filled once: the second waits for the first."""
    with (settings.DATA_DIR / "filling.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > MOST_ORDERS:
        raise ArgumentTypeError(f"a number up to {MOST_ORDERS:,}")
    return int(text)


def _demand_free(host: str, port: int) -> None:
    """Say now, not after the filling, that nothing can be served at this address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            reason = fault.strerror or "not an address of this computer"
            raise CommandError(
                f"Cannot listen on {host} port {port}: {reason}. Choose another with"
                " --host or --port."
            ) from None
