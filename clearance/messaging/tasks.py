"""Deferred work of the outbox: the rows are the truth, this looks at them sooner."""

from django.tasks import task
from django.utils import timezone

from clearance.messaging import services


@task
def deliver() -> int:
    """Deliver what is due."""
    return services.drive_deliveries(now=timezone.now())
