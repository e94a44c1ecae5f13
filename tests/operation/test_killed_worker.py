"""Rows are the truth: a worker killed at its work loses nothing and doubles nothing."""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from clearance.exchange import services as exchange
from clearance.exchange.enums import BatchState
from clearance.exchange.models import ImportBatch
from clearance.keys.enums import KeyPurpose
from clearance.keys.models import DataKey
from clearance.lib import vault
from clearance.messaging.models import Message
from clearance.orders.models import Decision, Order
from tests.exchange.making import generated
from tests.exchange.test_killed import surroundings
from tests.factories import make_merchant
from tests.messaging.posting import make_person, post
from tests.operation.processes import until

pytestmark = pytest.mark.django_db(transaction=True)

ORDERS = 1_500
MESSAGES = 40


@pytest.fixture
def worker(tmp_path):
    """A worker in a process of its own; killed at the end, if not before."""
    noted = tmp_path / "noted"
    noted.touch()
    process = subprocess.Popen(
        [
            *(sys.executable, "manage.py", "db_worker", "--interval", "0.1"),
            *("--no-startup-delay", "--verbosity", "0"),
        ],
        cwd=project.BASE_DIR,
        env=surroundings(tmp_path / "vault")
        | {
            "NOTED": str(noted),
            "MESSAGE_SENDER": "tests.operation.carrier.Noting",
            "CLEARANCE_ANCHORS": str(tmp_path / "anchors"),
        },
    )
    yield process
    process.kill()
    process.wait()


def kill(process):
    assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


def run_due():
    call_command("run_due", "--json", stdout=StringIO(), stderr=StringIO())


def lapse(model):
    """Let the lease of the killed worker run out."""
    past = timezone.now() - timedelta(seconds=1)
    model.objects.filter(leased_until__isnull=False).update(leased_until=past)


def test_an_import_goes_on_where_its_worker_was_killed(worker, tmp_path):
    shop = make_merchant("hoshi")
    content = generated(tmp_path / "orders.csv", ORDERS).read_bytes()
    batch = exchange.upload([content], merchant=shop, by=None, now=timezone.now())
    batch = exchange.check(batch, now=timezone.now())
    foreseen = (batch.created, batch.updated, batch.unchanged, batch.rejected)
    exchange.confirm(batch, by=None, now=timezone.now())
    rows = ImportBatch.objects.filter(pk=batch.pk)

    until(lambda: rows.values_list("cursor", flat=True).get() > 0, seconds=60)
    kill(worker)

    batch = rows.get()
    assert (batch.state, 0 < batch.cursor < ORDERS) == (BatchState.RUNNING, True)
    assert DBTaskResult.objects.filter(status="RUNNING").count() == 1
    run_due()  # nobody takes what another may still hold
    assert rows.get().cursor == batch.cursor
    lapse(ImportBatch)
    run_due()
    batch = rows.get()
    assert batch.state == BatchState.DONE
    assert (
        batch.created,
        batch.updated,
        batch.unchanged,
        batch.rejected,
    ) == foreseen
    assert Order.objects.count() == batch.created
    assert Decision.objects.count() == batch.created
    assert not DataKey.objects.filter(purpose=KeyPurpose.BATCH).exists()
    assert list(vault.names()) == []


def test_messages_leave_although_their_worker_was_killed(
    worker, tmp_path, settings, monkeypatch
):
    noted = tmp_path / "noted"
    person = make_person()
    keys = [f"link:{number}" for number in range(MESSAGES)]
    for key in keys:
        post(key, person=person)

    until(lambda: noted.read_text().count("\n") >= 5, seconds=60)
    kill(worker)

    before = Message.objects.filter(state="SENT").count()
    assert 4 <= before < MESSAGES
    monkeypatch.setitem(os.environ, "NOTED", str(noted))
    settings.MESSAGE_SENDER = "tests.operation.carrier.Noting"
    lapse(Message)
    run_due()
    handed = Counter(noted.read_text().split())
    assert Message.objects.filter(state="SENT").count() == MESSAGES
    assert set(handed) == set(keys)
    # At least once: the one it was killed with may have gone twice, by the same key.
    assert sum(handed.values()) <= MESSAGES + 1


@pytest.mark.parametrize("broken", ["missing", "unimportable"])
def test_when_nobody_can_be_nudged_nothing_is_lost(settings, broken):
    settings.MESSAGE_SENDER = "clearance.messaging.delivery.OutboxOnly"
    table = "django_tasks_database_dbtaskresult"
    if broken == "missing":
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} RENAME TO away")
    else:
        settings.TASKS = {"default": {"BACKEND": "nobody.Knows"}}

    try:
        message = post()
    finally:
        if broken == "missing":
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER TABLE away RENAME TO {table}")

    assert not DBTaskResult.objects.exists()
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    run_due()
    assert Message.objects.get(pk=message.pk).state == "SENT"
