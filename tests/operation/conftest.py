"""A vault and anchors of its own for every test."""

import pytest


@pytest.fixture(autouse=True)
def places(settings, tmp_path):
    settings.CLEARANCE_ANCHORS = str(tmp_path / "anchors")
    settings.STORAGES = settings.STORAGES | {
        "vault": {
            "BACKEND": "clearance.lib.vault.LocalVault",
            "OPTIONS": {"location": str(tmp_path / "vault")},
        }
    }
