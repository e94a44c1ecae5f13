"""A shop, a vault of its own for every story, and people who do not exist."""

import pytest

from tests.factories import make_merchant
from tests.upload.phone import somebody


@pytest.fixture(autouse=True)
def own_vault(settings, tmp_path):
    folder = tmp_path / "vault"
    settings.STORAGES = settings.STORAGES | {
        "vault": {
            "BACKEND": "clearance.lib.vault.LocalVault",
            "OPTIONS": {"location": str(folder)},
        }
    }
    # Anchors of another test's log would not fit this one's.
    settings.CLEARANCE_ANCHORS = str(tmp_path / "anchors")
    return folder


@pytest.fixture
def shop(db):
    return make_merchant("hoshi")


@pytest.fixture
def who():
    return somebody()


@pytest.fixture
def other():
    return somebody(index=300)


@pytest.fixture(autouse=True)
def one_connection(monkeypatch):
    """The minute's work keeps the test's connection, as Django's own client does."""
    name = "clearance.management.commands.run_due.close_old_connections"
    monkeypatch.setattr(name, lambda: None)
