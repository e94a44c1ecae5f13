"""manage.py import_orders: read an order file for a shop."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from clearance.exchange import services
from clearance.exchange.queries import Told
from clearance.exchange.services import Outcome
from clearance.lib.verdicts import Refusal


class Command(BaseCommand):
    help = "Import an order file: exit 0 imported, 1 refused or orders rejected."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV or XLSX")
        parser.add_argument("--merchant", required=True, help="code of the shop")
        parser.add_argument("--channel", help="for rows that name none")
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="say what would happen, write nothing",
        )
        parser.add_argument(
            "--all-or-nothing",
            action="store_true",
            help="import nothing when any order is rejected",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(_("There is no such file."), returncode=2)
        with translation.override("en"):
            try:
                outcome = services.import_file(
                    path,
                    merchant=options["merchant"],
                    channel=options["channel"],
                    all_or_nothing=options["all_or_nothing"],
                    dry_run=options["dry_run"],
                    by=None,
                    now=timezone.now(),
                )
            except Refusal as refusal:
                self._refuse(refusal, as_json=options["json"])
            except OSError as fault:
                raise CommandError(fault.strerror, returncode=2) from None
            self._say(outcome, as_json=options["json"])
        if not outcome.is_clean:
            raise SystemExit(1)

    def _refuse(self, refusal: Refusal, *, as_json: bool) -> None:
        if as_json:
            error = {"code": refusal.code, "message": str(refusal)}
            self.stdout.write(json.dumps({"error": error}))
        self.stderr.write(str(refusal))
        raise SystemExit(1)

    def _say(self, outcome: Outcome, *, as_json: bool) -> None:
        counts = {
            name: getattr(outcome, name)
            for name in ("rows", "created", "updated", "unchanged", "rejected")
        }
        if not as_json:
            for told in outcome.errors:
                self.stderr.write(_sentence(told))
            for told in outcome.warnings:
                self.stderr.write(_sentence(told))
            self.stdout.write(
                ", ".join(f"{count} {name}" for name, count in counts.items())
            )
            return
        head = {"file_sha256": outcome.file_sha256, **counts}
        self.stdout.write(json.dumps(head)[:-1], ending="")
        self._list("errors", outcome.errors)
        self._list("warnings", outcome.warnings)
        if (why := outcome.refused) is not None:
            error = {"code": why.code, "message": str(why.message)}
            self.stdout.write(f', "error": {json.dumps(error)}', ending="")
        self.stdout.write("}")

    def _list(self, name: str, problems: Iterable[Told]) -> None:
        """One list of the object, written as it is read: it may be long."""
        self.stdout.write(f', "{name}": [', ending="")
        for number, told in enumerate(problems):
            text = json.dumps(told.as_json(), ensure_ascii=False)
            self.stdout.write(f", {text}" if number else text, ending="")
        self.stdout.write("]", ending="")


def _sentence(told: Told) -> str:
    place = [f"row {told.row}"] if told.row else []
    place += [told.column] if told.column else []
    return f"{', '.join(place) or 'file'}: {told.code}: {told.message}"
