"""What every test may rely on."""

from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from threading import Barrier

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import timezone

from tests.guards import let_flush_lift_guards, lifted_guards

let_flush_lift_guards()

# Nothing is collected for tests: style sheets keep their plain names.
settings.STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}

# Made to be fast, as a real one is made to be slow.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


SEEDING = (
    "0002_seed_channels_rules_reasons",
    "0006_seed_russia_rules",
    "0008_review",
)


@pytest.fixture(autouse=True)
def seeded(request: pytest.FixtureRequest) -> None:
    """What the migrations seed, and the roles, in a database of real commits.

    Such a test begins with the tables that the one before it emptied.
    """
    mark = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames)
    if not commits and not (mark and mark.kwargs.get("transaction")):
        return
    request.getfixturevalue("transactional_db")
    # Here: the models are not there yet when this file is read.
    from clearance.accounts.services import sync_roles
    from clearance.audit.models import AuditEntry, ChainHead

    for name in SEEDING:
        import_module(f"clearance.migrations.{name}").seed(apps, None)
    sync_roles(by=None, now=timezone.now())
    with lifted_guards():  # the test begins with an empty log
        AuditEntry.objects.all().delete()
        ChainHead.objects.all().delete()


@pytest.fixture
def at_once():
    """Run steps so that all begin together, each on a connection of its own."""

    def run_all(*steps):
        together = Barrier(len(steps))

        def run(step):
            together.wait()
            try:
                return step()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(steps)) as pool:
            return list(pool.map(run, steps))

    return run_all
