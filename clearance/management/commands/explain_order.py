"""manage.py explain_order: why an order needs an ID, or does not."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone, translation

from clearance.exchange.finding import Ambiguous, order_named
from clearance.identity.queries import receipt
from clearance.lib.verdicts import Refusal
from clearance.lib.workdays import today


class Command(BaseCommand):
    help = "Say what customs ask of an order, by which rule, and what would change it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="order number")
        parser.add_argument("--merchant", help="code of the shop")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            try:
                order = order_named(options["number"], options["merchant"])
            except Refusal as refusal:
                self._refuse(refusal, as_json=options["json"])
            found = receipt(order, today=today(timezone.now()))
            if options["json"]:
                said = json.dumps(found.as_json(), ensure_ascii=False)
                self.stdout.write(said)
                return
            for sentence in (found.verdict, found.because, found.would_change):
                self.stdout.write(sentence)

    def _refuse(self, refusal: Refusal, *, as_json: bool) -> None:
        if as_json:
            error: dict[str, Any] = {"code": refusal.code, "message": str(refusal)}
            if isinstance(refusal, Ambiguous):
                error["merchants"] = refusal.merchants
            self.stdout.write(json.dumps({"error": error}))
        self.stderr.write(str(refusal))
        raise SystemExit(1)
