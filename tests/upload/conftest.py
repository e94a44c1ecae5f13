"""Time and people of the recipient's pages."""

import pytest
from django.utils import timezone

from tests.upload.phone import link_of, opened, order_for, somebody


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
