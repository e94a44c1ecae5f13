"""Workers that are killed, and workers that do the same at the same moment."""

import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings as project
from django.db import connection
from django.utils import timezone

from clearance.audit.models import AuditEntry
from clearance.audit.queries import verify
from clearance.identity import services
from clearance.identity.models import RealNameBudget, RealNameCheck
from tests.exchange.test_killed import surroundings
from tests.factories import make_record
from tests.identity.realname.standin import KEY_ID, SECRET
from tests.operation.processes import until

pytestmark = pytest.mark.django_db(transaction=True)


def waiting(person):
    said = {"number": person.number, "name": person.name, "with_photos": False}
    record = make_record(state="PENDING", **said)
    services.ask_real_name(record, now=timezone.now())
    return record


def drive():
    return services.drive_real_name_checks(now=timezone.now())


@pytest.fixture
def worker(standin, settings, tmp_path):
    """Start a process that does what is due; killed at the end, if not before."""
    told = {"DEMO": "1", "REALNAME_KEY_ID": KEY_ID, "REALNAME_SECRET": SECRET}
    begun = []

    def start():
        begun.append(
            subprocess.Popen(
                [sys.executable, "manage.py", "run_due"],
                cwd=project.BASE_DIR,
                env=surroundings(tmp_path / "vault")
                | told
                | {"REALNAME_URL": settings.REALNAME_URL}
                | {"CLEARANCE_ANCHORS": str(tmp_path / "anchors")},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        return begun[-1]

    yield start
    for process in begun:
        process.kill()
        process.wait()


def test_killed_before_the_answer_it_is_asked_once_more_and_counts_once(
    standin, people, worker
):
    record = waiting(people[0])
    standin.mood = "hang"
    process = worker()
    until(lambda: standin.keys, what="the question")
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL

    row = RealNameCheck.objects.get()
    assert (row.state, row.attempts) == ("WAITING", 1)
    assert row.leased_until > timezone.now()
    standin.mood = ""
    assert drive() == 0  # nobody takes what another may still hold
    past = timezone.now() - timedelta(seconds=1)
    RealNameCheck.objects.update(leased_until=past)
    assert drive() == 1

    row.refresh_from_db()
    assert (row.record_id, row.state, row.outcome) == (record.pk, "DONE", "SAME")
    assert standin.keys == [str(row.key)] * 2
    assert RealNameBudget.objects.get().asked == 1
    said = AuditEntry.objects.filter(action="id.real_name")
    assert list(said.values_list("reason_code", flat=True)) == ["SAME"]
    assert verify().ok


def test_workers_at_once_ask_each_question_once(standin, people, at_once):
    records = {waiting(person).pk for person in people[:12]}
    standin.mood, standin.seconds = "slow", 0.05

    done = at_once(drive, drive, drive, drive)

    assert sum(done) == len(records)
    assert len(standin.keys) == len(set(standin.keys)) == len(records)
    rows = RealNameCheck.objects.values_list("record_id", "outcome", "attempts")
    assert set(rows) == {(pk, "SAME", 1) for pk in records}
    assert AuditEntry.objects.filter(action="id.real_name").count() == len(records)
    assert verify().ok


def test_workers_at_once_never_ask_more_than_a_day_allows(standin, people, at_once):
    RealNameBudget.objects.create(per_day=5)
    for person in people[:12]:
        waiting(person)

    at_once(drive, drive, drive, drive)

    assert len(standin.keys) == 5
    assert RealNameBudget.objects.get().asked == 5
    assert RealNameCheck.objects.filter(reason="OVER_BUDGET").count() == 7


def test_the_first_of_a_day_is_counted_once_however_many_begin_it(
    standin, people, at_once
):
    yesterday = timezone.now().date() - timedelta(days=2)
    RealNameBudget.objects.create(per_day=3, counted_on=yesterday, asked=3)
    for person in people[:6]:
        waiting(person)

    at_once(drive, drive, drive)

    assert len(standin.keys) == RealNameBudget.objects.get().asked == 3


def test_an_answer_to_a_question_that_was_replaced_is_dropped(standin, people):
    record = waiting(people[0])
    ask = standin.judge

    def meanwhile(said):
        if not standin.answers:
            services.ask_real_name(record, now=timezone.now())
            connection.close()  # that of the provider's thread
        return ask(said)

    standin.judge = meanwhile

    drive()

    row = RealNameCheck.objects.get()
    assert (row.state, row.outcome) == ("DONE", "SAME")
    assert standin.keys[-1] == str(row.key)
    assert len(set(standin.keys)) == 2
    assert AuditEntry.objects.filter(action="id.real_name").count() == 1
