"""Wrap every data key by the primary key of the ring."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from clearance.keys.services import RingRefused, add_kek, rewrap


class Command(BaseCommand):
    """Rewrap data keys after a new primary key was added to the ring.

    Prints {"rewrapped", "on_old_keys"}; run it again after an interruption.
    """

    help = "Wrap every data key by the primary key of the ring; prints JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--new-key",
            action="store_true",
            help="First add a key to the ring file and make it primary.",
        )

        parser.add_argument("--json", action="store_true", help="it always does")

    def handle(self, *args: Any, new_key: bool, **options: Any) -> None:
        try:
            if new_key:
                add_kek(now=timezone.now())
            result = rewrap()
        except RingRefused as refused:
            if options["json"]:
                error = {"code": "keyring", "message": str(refused)}
                self.stdout.write(json.dumps({"error": error}))
            raise CommandError(str(refused)) from refused
        self.stdout.write(json.dumps(result))
