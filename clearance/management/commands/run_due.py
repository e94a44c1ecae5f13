"""Do what is due: everything deferred is a row, and this looks at all of them."""

import json
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from clearance.audit.services import anchor_if_due, flush_denials
from clearance.exchange.services import drive_imports
from clearance.identity.services import drive_drafts, drive_expiry, drive_links
from clearance.keys.services import drive_epochs
from clearance.messaging.services import drive_deliveries

logger = logging.getLogger(__name__)


def turn_epochs(*, now: datetime) -> int:
    """A new wrapping key each week; how many data keys were wrapped anew."""
    return drive_epochs(now=now)["rewrapped"]


WORK: dict[str, Callable[..., int | bool]] = {
    "imports": drive_imports,
    "links": drive_links,
    "expiries": drive_expiry,
    "drafts": drive_drafts,
    "messages": drive_deliveries,
    "epochs": turn_epochs,
    "anchors": anchor_if_due,
}


class Command(BaseCommand):
    help = "Do what is due. Harmless to repeat; meant to run each minute."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        done, failed = do_what_is_due(timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps({"done": done, "failed": failed}))
        else:
            for name, count in done.items():
                self.stdout.write(f"{name}: {count}")
        if failed:
            raise SystemExit(1)


def do_what_is_due(now: datetime) -> tuple[dict[str, int], dict[str, int]]:
    """How much of each kind of work was done, and how often a kind failed.

    One kind that fails keeps none of the others from being done.
    """
    done: dict[str, int] = {}
    failed: dict[str, int] = {}
    for name, drive in WORK.items():
        try:
            done[name] = int(drive(now=now))
        except Exception:
            # The next minute tries again; the log says which kind, never a value.
            logger.exception("run_due: %s failed", name)
            failed[name] = 1
            # A connection that broke is not the next kind's to stumble over.
            close_old_connections()
        finally:
            flush_denials()
    return done, failed
