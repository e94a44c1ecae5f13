"""Is the process alive, and is everything it needs within reach?"""

from collections.abc import Callable
from datetime import timedelta

from django.core.files.storage import storages
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django_tasks_db.models import DBTaskResult

from clearance.keys.services import ring_problems
from clearance.lib.access_marks import access
from clearance.lib.guards import missing_guards

OLD = timedelta(minutes=5)


@access("public")
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"ok": True})


@access("public")
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether database, vault, key ring, guards and worker are well; 503 if not.

    Says which part, never why: the reason is in the log.
    """
    parts = {name: _well(check) for name, check in CHECKS.items()}
    ok = all(parts.values())
    return JsonResponse({"ok": ok, "parts": parts}, status=200 if ok else 503)


def _well(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _storage() -> bool:
    storages["vault"].exists("readyz")
    return True


def _worker() -> bool:
    """Nothing has waited in the queue for long: a worker is taking it."""
    waiting = DBTaskResult.objects.filter(
        status="READY", enqueued_at__lt=timezone.now() - OLD
    )
    return not waiting.exists()


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "storage": _storage,
    "key_ring": lambda: not ring_problems(),
    "guards": lambda: not missing_guards(),
    "worker": _worker,
}
