"""What the migrations seed, put back for tests that begin with empty tables."""

from importlib import import_module

import pytest
from django.apps import apps

from clearance.accounts.services import sync_roles
from tests.factories import NOW


@pytest.fixture
def seeded(transactional_db):
    """Rules, channels, carriers, reasons and roles, in a database of real commits."""
    import_module("clearance.migrations.0002_seed_channels_rules_reasons").seed(
        apps, None
    )
    sync_roles(by=None, now=NOW)
