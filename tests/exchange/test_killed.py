"""An import killed anywhere and run again leaves what an undisturbed one leaves."""

import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.conf import settings as project
from django.db import connection

from clearance.exchange.enums import BatchState
from clearance.exchange.models import ImportBatch
from clearance.keys.models import DataKey
from clearance.lib import vault
from clearance.orders.models import Order
from tests.exchange.making import contents, counts, generated, imported
from tests.factories import make_merchant

pytestmark = pytest.mark.django_db(transaction=True)

ORDERS = 3500
MOST_KILLS = 12


def surroundings(vault_dir):
    """The environment in which another process sees this test's database and vault."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{at['NAME']}"
    else:
        password = f":{at['PASSWORD']}" if at["PASSWORD"] else ""
        url = (
            f"postgres://{at['USER']}{password}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
        )
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": url,
        "VAULT_DIR": str(vault_dir),
        "LOG_LEVEL": "ERROR",
    }


def begin(path, vault_dir):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.exchange.killing", str(path)],
        cwd=project.BASE_DIR,
        env=surroundings(vault_dir),
    )


def test_killed_at_random_moments_and_run_again_it_is_as_if_never_killed(tmp_path):
    make_merchant("hoshi")
    make_merchant("kiwi")
    path = generated(tmp_path / "orders.csv", ORDERS)
    undisturbed = counts(imported(path, merchant="kiwi"))
    expected = contents()
    Order.objects.filter(merchant__code="kiwi").delete()
    connection.close()

    dice = random.Random(20261121)
    reached = []
    while not is_done() and len(reached) < MOST_KILLS:
        process = begin(path, tmp_path / "vault")
        before = cursor()
        # Once it has begun to work, it is killed within its next chunk or two.
        while process.poll() is None and cursor() == before:
            time.sleep(0.005)
        time.sleep(dice.random() * 0.25)
        process.send_signal(signal.SIGKILL)
        process.wait()
        reached.append(cursor())
    last = begin(path, tmp_path / "vault")
    assert last.wait(120) == 0

    assert len(reached) >= 3
    assert 0 < reached[0] < ORDERS
    batch = ImportBatch.objects.filter(merchant__code="hoshi").order_by("pk")[0]
    assert batch.state == BatchState.DONE
    assert (
        batch.created,
        batch.updated,
        batch.unchanged,
        batch.rejected,
    ) == undisturbed
    found = contents()
    assert [row[1:] for row in found["orders"]] == [
        row[1:] for row in expected["orders"]
    ]
    assert found["lines"] == expected["lines"]
    assert found["decisions"] == expected["decisions"]
    assert sorted(set(found["people"])) == sorted(set(expected["people"]))


def cursor():
    batch = ImportBatch.objects.filter(merchant__code="hoshi").first()
    return batch.cursor if batch else 0


def is_done():
    return ImportBatch.objects.filter(
        merchant__code="hoshi", state=BatchState.DONE
    ).exists()


def test_the_same_file_by_two_workers_at_once_is_one_import(tmp_path):
    make_merchant("hoshi")
    path = generated(tmp_path / "orders.csv", ORDERS)
    together = Barrier(2)

    def work(_worker):
        together.wait()
        try:
            return counts(imported(path))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(work, range(2))

    created, rejected = one[0], one[3]
    assert one == other == (created, 0, 0, rejected)
    assert created + rejected == ORDERS
    assert Order.objects.count() == created
    assert ImportBatch.objects.count() == 1
    assert list(vault.names()) == []
    assert not DataKey.objects.filter(purpose="BATCH").exists()
