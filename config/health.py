"""Is the process alive, and is everything it needs within reach?"""

import logging
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.core.files.storage import storages
from django.db import connection
from django.db.models import Max
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django_tasks_db.models import DBTaskResult

from clearance.keys.services import ring_problems
from clearance.lib import vault
from clearance.lib.access_marks import access
from clearance.lib.guards import missing_guards

logger = logging.getLogger(__name__)

OLD = timedelta(minutes=5)
NO_OBJECT = UUID(int=0)


@access("public")
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"ok": True})


@access("public")
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether database, vault, key ring, guards, queue and worker are well; 503 if not.

    Says which part, never why: the reason is in the log.
    """
    parts = {name: _well(name, check) for name, check in CHECKS.items()}
    ok = all(parts.values())
    return JsonResponse({"ok": ok, "parts": parts}, status=200 if ok else 503)


def _well(name: str, check: Callable[[], object]) -> bool:
    """Whether a check finds nothing to complain of; what it finds is logged."""
    try:
        found = check()
    except Exception as fault:  # whatever it is, this part is not well
        found = type(fault).__name__
    if found:
        logger.warning("not ready: %s: %s", name, found)
    return not found


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return "" if cursor.fetchone() == (1,) else "no answer"


def _storage() -> str:
    """The vault answers; where it is a folder, a file can be begun there."""
    vault.exists(NO_OBJECT)
    kept = storages["vault"]
    if isinstance(kept, vault.LocalVault):
        folder = Path(kept.location)
        folder.mkdir(0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"ready")
            file.flush()
    return ""


def _queue() -> str:
    """Nothing has waited for a worker for long."""
    since = timezone.now() - OLD
    late = DBTaskResult.objects.filter(status="READY", enqueued_at__lt=since).count()
    return f"{late} waiting too long" if late else ""


def _worker() -> str:
    """A worker took something lately: `run_due` gives it something each minute."""
    last = DBTaskResult.objects.aggregate(last=Max("started_at"))["last"]
    if last is None or last >= timezone.now() - OLD:
        return ""
    return f"last seen at {last:%Y-%m-%d %H:%M} UTC"


CHECKS: dict[str, Callable[[], object]] = {
    "database": _database,
    "storage": _storage,
    "key_ring": ring_problems,
    "guards": missing_guards,
    "queue": _queue,
    "worker": _worker,
}
