"""A vault of its own for every test."""

import pytest


@pytest.fixture(autouse=True)
def own_vault(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "vault": {
            "BACKEND": "clearance.lib.vault.LocalVault",
            "OPTIONS": {"location": str(tmp_path / "vault")},
        }
    }
