"""Time and people of the recipient's pages."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from tests.upload.phone import link_of, opened, order_for, somebody


@pytest.fixture
def rules_in_force(transactional_db):
    """Real commits, and the rules again that a test before has cleared away."""
    import_module("clearance.migrations.0002_seed_channels_rules_reasons").seed(
        apps, None
    )


@pytest.fixture
def now():
    """The pages ask the clock: links made for them are made now."""
    return timezone.now()


@pytest.fixture
def who():
    return somebody()


@pytest.fixture
def order(db, who, now):
    return order_for(who, now=now)


@pytest.fixture
def url(order, now):
    return link_of(order, now=now)


@pytest.fixture
def phone(url):
    return opened(url)
