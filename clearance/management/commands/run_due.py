"""Do what is due: everything deferred is a row, and this looks at all of them."""

import json
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from clearance.accounts.services.sessions import drive_sessions
from clearance.audit.services import anchor_if_due, flush_denials
from clearance.exchange.services import drive_imports, sweep_files
from clearance.identity.services import (
    drive_checks,
    drive_codes,
    drive_drafts,
    drive_expiry,
    drive_judgements,
    drive_links,
    drive_real_name_checks,
    drive_rehearsals,
    drive_rounds,
    plan_real_name_checks,
)
from clearance.identity.services.leases import drive_leases
from clearance.keys.services import drive_epochs, epochs_on
from clearance.messaging.services import drive_deliveries
from clearance.messaging.tasks import deliver
from clearance.orders.services import drive_rehearsal_ends

logger = logging.getLogger(__name__)


def turn_epochs(*, now: datetime) -> int:
    """A new wrapping key each week; how many data keys were wrapped anew."""
    return drive_epochs(now=now)["rewrapped"]


def prune_tasks(*, now: datetime) -> int:
    """Forget nudges a fortnight after they were done; how many."""
    before = DBTaskResult.objects.count()
    call_command("prune_db_task_results", verbosity=0)
    return max(0, before - DBTaskResult.objects.count())


def wake_worker(*, now: datetime) -> int:
    """Let the worker show that it is alive, which `/readyz` looks for."""
    if DBTaskResult.objects.ready().exists():
        return 0
    deliver.enqueue()
    return 1


def write_denials(*, now: datetime) -> int:
    """Lines about refusals whose transaction was rolled back."""
    return flush_denials()


WORK: dict[str, Callable[..., int | bool]] = {
    "imports": drive_imports,
    "files": sweep_files,
    "rounds": drive_rounds,
    "expiries": drive_expiry,
    "links": drive_links,
    "checks": drive_checks,
    "codes": drive_codes,
    "real_name_orders": plan_real_name_checks,
    "real_names": drive_real_name_checks,
    "messages": drive_deliveries,
    "drafts": drive_drafts,
    "rehearsals": drive_rehearsals,
    "old_rehearsals": drive_rehearsal_ends,
    "leases": drive_leases,
    "judgements": drive_judgements,
    "sessions": drive_sessions,
    "tasks": prune_tasks,
    "epochs": turn_epochs,
    "worker": wake_worker,
    "denials": write_denials,
    "anchors": anchor_if_due,
}
"""In this order: what one makes due, as a link its message, the next may do at once."""


class Command(BaseCommand):
    help = "Do what is due. Harmless to repeat; meant to run each minute."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        done, failed = do_what_is_due(timezone.now())
        if not epochs_on():
            self.stderr.write("epochs: off, the key ring cannot be written")
        if options["json"]:
            self.stdout.write(json.dumps({"done": done, "failed": failed}))
        else:
            for name, count in done.items():
                self.stdout.write(f"{name}: {count}")
            for name in failed:
                self.stderr.write(f"{name}: failed")
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
        finally:
            close_old_connections()
    return done, failed
