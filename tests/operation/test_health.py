"""/healthz and /readyz, each part of the installation broken for real."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from clearance.keys.enums import KeyPurpose
from clearance.keys.models import DataKey
from clearance.keys.services import create_key
from clearance.lib.guards import install_guards
from clearance.lib.uuid7 import uuid7
from clearance.messaging.tasks import deliver
from tests.guards import lifted_guards

pytestmark = pytest.mark.django_db(transaction=True)

PARTS = {"database", "storage", "key_ring", "guards", "queue", "worker"}


@pytest.fixture
def not_well(client):
    """The parts that are not well; checks the status that goes with them."""

    def ask():
        answer = client.get("/readyz")
        said = answer.json()
        assert said.keys() == {"ok", "parts"}
        assert said["parts"].keys() == PARTS
        parts = {name for name, well in said["parts"].items() if not well}
        assert (answer.status_code, said["ok"]) == (503 if parts else 200, not parts)
        assert "no-store" in answer["Cache-Control"]
        return parts

    return ask


def test_all_is_well(client, not_well):
    assert not_well() == set()

    assert client.get("/healthz").json() == {"ok": True}


def test_a_database_that_is_gone(client, not_well, settings, tmp_path, caplog):
    alias = connections["default"].settings_dict
    kept = alias["NAME"], alias.get("PORT")
    connection.close()
    # A folder for SQLite, a port where nobody listens for PostgreSQL.
    is_file = connection.vendor == "sqlite"
    alias.update(NAME=str(tmp_path) if is_file else "nowhere", PORT="1")
    try:
        answer = client.get("/readyz")
        alive = client.get("/healthz")
    finally:
        connection.close()
        alias.update(NAME=kept[0], PORT=kept[1])

    assert (answer.status_code, alive.status_code) == (503, 200)
    assert answer.json() == {
        "ok": False,
        "parts": {
            **dict.fromkeys(("database", "key_ring", "guards", "queue"), False),
            "storage": True,
            "worker": False,
        },
    }
    assert "Traceback" not in answer.content.decode() + caplog.text
    assert "not ready: database: OperationalError" in caplog.text
    assert not_well() == set()


def test_a_vault_whose_folder_cannot_be_written(not_well, settings, tmp_path):
    folder = Path(settings.STORAGES["vault"]["OPTIONS"]["location"])
    assert not_well() == set()
    shutil.rmtree(folder)
    folder.write_text("a file where the folder should be")

    assert not_well() == {"storage"}

    folder.unlink()
    assert not_well() == set()


def test_a_ring_that_is_missing(not_well, settings):
    settings.CLEARANCE_KEYRING = ""

    assert not_well() == {"key_ring"}


def test_a_ring_that_cannot_open_the_database(not_well):
    subject = uuid7()
    create_key(subject, KeyPurpose.PERSON, now=timezone.now())
    DataKey.objects.filter(subject=subject).update(kek_id="kek-of-another")

    assert not_well() == {"key_ring"}


def test_a_guard_that_was_dropped(not_well):
    if connection.vendor == "postgresql":
        with lifted_guards():
            found = not_well()
    else:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                " AND tbl_name = 'clearance_auditentry' LIMIT 1"
            )
            cursor.execute(f'DROP TRIGGER "{cursor.fetchone()[0]}"')
        found = not_well()

    assert found == {"guards"}
    install_guards()
    assert not_well() == set()


def test_a_queue_that_nobody_takes_from(not_well):
    deliver.enqueue()
    assert not_well() == set()

    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=6))

    assert not_well() == {"queue"}


def test_a_worker_that_was_not_seen_for_long(not_well):
    deliver.enqueue()
    now = timezone.now()
    DBTaskResult.objects.update(status="SUCCESSFUL", started_at=now)
    assert not_well() == set()

    DBTaskResult.objects.update(started_at=now - timedelta(minutes=6))

    assert not_well() == {"worker"}
