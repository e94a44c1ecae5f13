"""Make the first administrator of an installation."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from clearance.accounts import services
from clearance.lib.verdicts import Refusal


class Command(BaseCommand):
    help = (
        "Make an administrator and print their one-time password, once. Refuses when"
        " an active administrator exists, unless --force."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="3 to 40 small letters, digits, . - or _")
        parser.add_argument(
            "--force",
            action="store_true",
            help="Although there is one: none of them can log in any more.",
        )
        parser.add_argument(
            "--json", action="store_true", help="Print one JSON object."
        )

    def handle(self, **options: Any) -> None:
        try:
            account = services.create_first_admin(
                username=options["username"],
                now=timezone.now(),
                force=options["force"],
            )
        except Refusal as refusal:
            if options["json"]:
                error = {"code": refusal.code, "message": str(refusal)}
                self.stdout.write(json.dumps({"error": error}))
            self.stderr.write(f"{refusal} {refusal.remedy}".strip())
            raise SystemExit(1) from refusal
        said = {
            "username": account.user.get_username(),
            "one_time_password": account.one_time_password,
        }
        if options["json"]:
            self.stdout.write(json.dumps(said))
            return
        self.stdout.write(f"Log-in name: {said['username']}")
        self.stdout.write(
            f"One-time password, shown only now: {said['one_time_password']}"
        )
        self.stdout.write("It has to be changed at the first log-in.")
