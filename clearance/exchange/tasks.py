"""Deferred work of imports; the rows are the truth, this only looks at them sooner."""

from django.tasks import task
from django.utils import timezone

from clearance.exchange import services


@task
def imports() -> int:
    """Check what was uploaded and go on with what was confirmed."""
    return services.drive_imports(now=timezone.now())
