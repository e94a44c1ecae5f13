"""The whole back office on this computer, with demo data, in one command."""

import os
import secrets
import socket
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from clearance.audit.models import AuditEntry
from clearance.demo.filling import LOG_INS, fill, set_passwords
from clearance.demo.serving import serve


class Command(BaseCommand):
    help = "Fill in demo data and serve the back office on this computer."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="", help="address to listen on")
        parser.add_argument("--port", default="", help="port to listen on")
        parser.add_argument(
            "--no-server", action="store_true", help="prepare everything, then stop"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.introspection.table_names() and not _is_ours():
            raise CommandError("This database was not made by the demo.")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("sync_roles", verbosity=0, stdout=self.stderr)
        password = os.environ.get("DEMO_PASSWORD") or secrets.token_urlsafe(9)
        now = timezone.now()
        fill(now=now, say=self.say)
        set_passwords(password, now=now)
        self.announce(password)
        if options["no_server"]:
            return
        host, port = os.environ["DEMO_HOST"], int(os.environ["DEMO_PORT"])
        _demand_free(host, port)
        raise SystemExit(serve(host, port, say=self.say))

    def announce(self, password: str) -> None:
        """Print where to go and who may log in."""
        self.stdout.write(f"\n  {os.environ['PUBLIC_URL']}/\n")
        self.stdout.write(f"  password of every log-in: {password}\n\n")
        for name, what in LOG_INS.items():
            self.stdout.write(f"  {name:<14} {what}")
        self.stdout.write("")

    def say(self, text: str) -> None:
        """Tell the person at the terminal."""
        self.stderr.write(text)


def _is_ours() -> bool:
    tables = connection.introspection.table_names()
    if AuditEntry._meta.db_table not in tables:
        return False
    return AuditEntry.objects.filter(action="demo.created").exists()


def _demand_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as taken:
            raise CommandError(
                f"Cannot listen on {host}:{port}. Choose another with --port."
            ) from taken
