"""What the README says of a first installation, done for real."""

import json
import stat
from pathlib import Path

import pytest

from tests.operation.processes import copy_of_the_code, manage

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return copy_of_the_code(tmp_path_factory.mktemp("first"))


@pytest.fixture
def surroundings(tmp_path):
    return {
        "SECRET_KEY": "a-first-secret-" + "0123456789abcdef" * 3,
        "PUBLIC_URL": "https://clearance.example",
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "CLEARANCE_KEYRING_FILE": str(tmp_path / "keyring.json"),
        "CLEARANCE_ANCHORS": str(tmp_path / "anchors"),
        "VAULT_DIR": str(tmp_path / "vault"),
    }


def mode(file):
    return stat.S_IMODE(file.stat().st_mode)


def test_a_key_ring_is_made_and_the_installation_opens(home, surroundings, tmp_path):
    ring = tmp_path / "keyring.json"
    assert "clearance.E005" in manage(home, "check", **surroundings).stderr

    made = manage(home, "make_keyring", str(ring), **surroundings)
    migrated = manage(home, "migrate", "--verbosity", "0", **surroundings)

    assert (made.returncode, made.stderr) == (0, "")
    assert f"CLEARANCE_KEYRING_FILE={ring}" in made.stdout
    assert mode(ring) == 0o600
    assert (migrated.returncode, migrated.stderr) == (0, "")
    assert mode(tmp_path / "db.sqlite3") == 0o600
    assert manage(home, "check", **surroundings).returncode == 0


def test_a_key_ring_is_never_written_over(home, surroundings, tmp_path):
    ring = tmp_path / "keyring.json"
    manage(home, "make_keyring", str(ring), **surroundings)
    before = ring.read_bytes()

    again = manage(home, "make_keyring", str(ring), "--json", **surroundings)

    assert again.returncode == 1
    assert json.loads(again.stdout)["error"]["code"] == "keyring_exists"
    assert ring.read_bytes() == before


def test_a_key_ring_needs_a_folder(home, surroundings, tmp_path):
    nowhere = tmp_path / "nowhere" / "keyring.json"

    done = manage(home, "make_keyring", str(nowhere), **surroundings)

    assert done.returncode == 1
    assert done.stderr == "That folder is not there, or not writable.\n"


def test_the_readme_begins_with_the_key_ring():
    real = (ROOT / "README.md").read_text().partition("## Running it for real")[2]

    commands = real.split("```")[1]

    assert commands.index("make_keyring") < commands.index("migrate")
