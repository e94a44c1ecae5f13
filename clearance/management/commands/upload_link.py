"""manage.py upload_link: a fresh link for what an order still asks."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone, translation

from clearance.exchange.finding import order_named
from clearance.identity.services import issue_link
from clearance.lib.verdicts import Refusal


class Command(BaseCommand):
    help = "Make an upload link for an order; earlier ones end. Nothing is sent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="order number")
        parser.add_argument("--merchant", required=True, help="code of the shop")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            try:
                order = order_named(options["number"], options["merchant"])
                link, url = issue_link(order, by=None, now=timezone.now(), send=False)
            except Refusal as refusal:
                if options["json"]:
                    error = {"code": refusal.code, "message": str(refusal)}
                    self.stdout.write(json.dumps({"error": error}))
                self.stderr.write(str(refusal))
                raise SystemExit(1) from None
        if options["json"]:
            said = {"url": url, "expires_at": link.expires_at.isoformat()}
            self.stdout.write(json.dumps(said))
            return
        self.stdout.write(url)
