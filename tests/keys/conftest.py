"""Rings of a test's own, beside the one every test starts with."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from clearance.keys.ring import Ring, generate

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def ring(settings) -> Ring:
    """A fresh ring, carried by the environment."""
    fresh = generate(NOW)
    settings.CLEARANCE_KEYRING_FILE = ""
    settings.CLEARANCE_KEYRING = json.dumps(fresh.as_json())
    return fresh


@pytest.fixture
def ring_path(settings, tmp_path: Path) -> Path:
    """A fresh ring in a file that may be changed."""
    path = tmp_path / "keyring.json"
    generate(NOW).write(path)
    settings.CLEARANCE_KEYRING_FILE = str(path)
    settings.CLEARANCE_KEYRING = ""
    return path
