"""manage.py export_holds: what keeps each open order from shipping."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from clearance.accounts.models import Merchant
from clearance.exchange.holds import holds
from clearance.exchange.services import record_export_of_holds
from clearance.exchange.services.importing import UNKNOWN_MERCHANT


class Command(BaseCommand):
    help = "Print the hold of every open order, the clear ones too, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--merchant", help="code of the shop; all without it")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        code, as_json, now = options["merchant"], options["json"], timezone.now()
        merchant = Merchant.objects.filter(code=code).first() if code else None
        if code and merchant is None:
            if as_json:
                error = {"code": "merchant_unknown", "message": str(UNKNOWN_MERCHANT)}
                self.stdout.write(json.dumps({"error": error}))
            self.stderr.write(str(UNKNOWN_MERCHANT))
            raise SystemExit(1)
        # The line comes first: nothing leaves that was not written down.
        record_export_of_holds(merchant, by=None, now=now)
        if not as_json:
            for held in holds(merchant, now=now):
                self.stdout.write(f"{held.merchant} {held.order} {held.hold}")
            return
        self.stdout.write('{"orders": [', ending="")
        for number, held in enumerate(holds(merchant, now=now)):
            text = json.dumps(held.as_json())
            self.stdout.write(f", {text}" if number else text, ending="")
        self.stdout.write("]}")
