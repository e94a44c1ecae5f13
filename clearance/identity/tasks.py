"""Deferred work about documents: the rows are the truth, this looks at them sooner."""

from django.tasks import task
from django.utils import timezone

from clearance.identity import services


@task
def links() -> int:
    """Ask people for what is due."""
    return services.drive_links(now=timezone.now())


@task
def codes() -> int:
    """Send the codes that people asked for."""
    return services.drive_codes(now=timezone.now())


@task
def expiries() -> int:
    """Let documents expire whose last day is over."""
    return services.drive_expiry(now=timezone.now())


@task
def drafts() -> int:
    """Forget uploads that were never sent."""
    return services.drive_drafts(now=timezone.now())


@task
def rehearse() -> int:
    """Try draft rules on the stored orders."""
    return services.drive_rehearsals(now=timezone.now())


@task
def rounds() -> int:
    """Decide open orders again after the rules changed."""
    return services.drive_rounds(now=timezone.now())


@task
def checks() -> int:
    """Look at the photos and documents that came in."""
    return services.drive_checks(now=timezone.now())


@task
def real_names() -> int:
    """Ask whether names and numbers belong together."""
    return services.drive_real_name_checks(now=timezone.now())
