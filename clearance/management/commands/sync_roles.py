"""Make the staff's roles what config/roles.toml says."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from clearance.accounts import services
from clearance.accounts.rules import RoleFileWrong
from clearance.lib.verdicts import Refusal


class Command(BaseCommand):
    help = "Make the staff's roles what config/roles.toml says; again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="Print one JSON object."
        )

    def handle(self, **options: Any) -> None:
        try:
            synced = services.sync_roles(by=None, now=timezone.now())
        except (Refusal, RoleFileWrong) as wrong:
            self._refuse(wrong, as_json=options["json"])
        said = {
            "roles": synced.roles,
            "changed": synced.changed,
            "removed": synced.removed,
        }
        if options["json"]:
            self.stdout.write(json.dumps(said))
            return
        self.stdout.write(f"{synced.roles} roles.")
        if synced.changed:
            self.stdout.write(f"Changed: {', '.join(synced.changed)}.")
        if synced.removed:
            self.stdout.write(f"Removed: {', '.join(synced.removed)}.")

    def _refuse(self, wrong: Exception, *, as_json: bool) -> None:
        code = getattr(wrong, "code", "") or "roles_file"
        if as_json:
            error = {"code": code, "message": str(wrong)}
            self.stdout.write(json.dumps({"error": error}))
        self.stderr.write(str(wrong))
        raise SystemExit(1)
