"""After a backup was put back: prove that it opens, and let the access log go on."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from clearance.audit.queries import verify
from clearance.audit.services import anchor_restored
from clearance.keys.services import ring_problems


class Command(BaseCommand):
    help = (
        "Run once after a backup was put back, before the application opens: anchors"
        " made after that backup no longer make the access log look cut short."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        if problems := ring_problems():
            self._refuse("key_ring", " ".join(problems), as_json=options["json"])
        found = verify()
        # Whole up to its end: it may only end earlier than the anchors say.
        if found.ok is not True and found.kind != "trimmed":
            message = f"The access log is not whole: {found.kind}."
            self._refuse("audit", message, as_json=options["json"])
        anchor_restored(by=None, now=timezone.now())
        said = {"entries": found.entries, "newer_anchors": found.kind == "trimmed"}
        if options["json"]:
            self.stdout.write(json.dumps(said))
        else:
            self.stdout.write(f"The access log goes on after entry {found.entries}.")

    def _refuse(self, code: str, message: str, *, as_json: bool) -> None:
        if as_json:
            error = {"code": code, "message": message}
            self.stdout.write(json.dumps({"error": error}))
        self.stderr.write(message)
        raise SystemExit(1)
