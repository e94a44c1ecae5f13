"""manage.py import_status: move orders to the stages a list names."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from clearance.exchange import services
from clearance.lib.verdicts import Refusal


class Command(BaseCommand):
    """Prints {"file_sha256","rows","updated","unchanged","rejected","errors"}.

    Counts are of records. A stage an order has, or has passed, is unchanged.
    """

    help = "Move orders by a list (order_no, stage, at): exit 1 when any is rejected."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV or XLSX")
        parser.add_argument("--merchant", required=True, help="code of the shop")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(_("There is no such file."), returncode=2)
        with translation.override("en"):
            self._move(path, options["merchant"], as_json=options["json"])

    def _move(self, path: Path, merchant: str, *, as_json: bool) -> None:
        try:
            moves = services.move_stages(
                path, merchant=merchant, by=None, now=timezone.now()
            )
        except Refusal as refusal:
            if as_json:
                error = {"code": refusal.code, "message": str(refusal)}
                self.stdout.write(json.dumps({"error": error}))
            self.stderr.write(str(refusal))
            raise SystemExit(1) from None
        said: dict[str, Any] = {
            name: getattr(moves, name)
            for name in ("file_sha256", "rows", "updated", "unchanged", "rejected")
        }
        if as_json:
            said["errors"] = [told.as_json() for told in moves.errors]
            if (why := moves.refused) is not None:
                said["error"] = {"code": why.code, "message": str(why.message)}
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        else:
            for told in moves.errors:
                place = f"row {told.row}: " if told.row else ""
                self.stderr.write(f"{place}{told.code}: {told.message}")
            self.stdout.write(f"{moves.updated} moved, {moves.unchanged} unchanged")
        if moves.errors:
            raise SystemExit(1)
