"""A place for anchors of its own for every test of the log, and lines to put in it."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from clearance.audit import services

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def anchors(settings, tmp_path):
    settings.CLEARANCE_ANCHORS = str(tmp_path / "anchors")
    return tmp_path / "anchors" / "anchors.jsonl"


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def write():
    """Write so many lines, each as an action of its own."""

    def lines(count, now=NOW, action="order.imported"):
        for _ in range(count):
            with transaction.atomic():
                services.record(action, by=None, now=now)

    return lines
