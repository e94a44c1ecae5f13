"""A vault of its own for every test, and a shop."""

import pytest

from tests.factories import make_merchant


@pytest.fixture(autouse=True)
def own_vault(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "vault": {
            "BACKEND": "clearance.lib.vault.LocalVault",
            "OPTIONS": {"location": str(tmp_path / "vault")},
        }
    }


@pytest.fixture
def shop(db):
    return make_merchant("hoshi")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "orders.csv"
