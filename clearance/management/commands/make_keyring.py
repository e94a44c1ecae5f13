"""Make the key ring of a new installation."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from clearance.keys.services import write_new_ring


class Command(BaseCommand):
    help = "Draw the key ring of a new installation into an owner-only file, once."
    # The checks demand the very ring that this makes.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="a file that is not there yet")
        parser.add_argument(
            "--json", action="store_true", help="Print one JSON object."
        )

    def handle(self, *, path: Path, **options: Any) -> None:
        try:
            write_new_ring(path, now=timezone.now())
        except FileExistsError:
            refused = "keyring_exists", "There is a file of that name. It is kept."
        except OSError:
            refused = "keyring_folder", "That folder is not there, or not writable."
        else:
            file = str(path.absolute())
            said = f"Key ring made. Set CLEARANCE_KEYRING_FILE={file}"
            self.stdout.write(
                json.dumps({"keyring": file}) if options["json"] else said
            )
            return
        code, message = refused
        if options["json"]:
            self.stdout.write(json.dumps({"error": {"code": code, "message": message}}))
        self.stderr.write(message)
        raise SystemExit(1)
