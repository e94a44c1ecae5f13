"""Make the vault and its rows agree again."""

import json
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from clearance.identity.services import sweep_storage
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import open_keys


def kept_by_imports(names: Collection[UUID]) -> set[UUID]:
    """Order files on their way in: their key lives exactly as long as the object."""
    return set(open_keys(names, KeyPurpose.BATCH))


class Command(BaseCommand):
    help = "Delete objects that nobody keeps, and tell of photos whose object is gone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="it always does")

    def handle(self, *args: Any, **options: Any) -> None:
        swept = sweep_storage(now=timezone.now(), keepers=[kept_by_imports])
        self.stdout.write(json.dumps(swept))
        if swept["alarms"]:
            raise SystemExit(1)
