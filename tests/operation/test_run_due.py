"""Each minute: what is due is done, once, and one failure stops nothing else."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from clearance.audit import services as audit
from clearance.audit.models import AuditEntry
from clearance.exchange.models import ImportBatch
from clearance.exchange.services import upload
from clearance.identity.models import PhotoLease, UploadLink
from clearance.management.commands import run_due
from clearance.messaging.models import Message
from tests.factories import make_merchant, make_order, make_record, make_staff

pytestmark = pytest.mark.django_db(transaction=True)

KINDS = {
    *("imports", "files", "expiries", "links", "messages", "drafts", "leases"),
    *("codes", "checks", "judgements", "real_name_orders", "real_names"),
    *("sessions", "tasks", "epochs", "anchors", "worker", "denials"),
    *("rounds", "rehearsals", "old_rehearsals"),
}


def run(*words):
    """What the command printed and its exit code."""
    out, err = StringIO(), StringIO()
    try:
        call_command("run_due", *words, stdout=out, stderr=err)
        code = 0
    except SystemExit as ended:
        code = ended.code
    return out.getvalue(), code


def due():
    said, code = run("--json")
    answer = json.loads(said)
    assert answer.keys() == {"done", "failed"}
    assert code == (1 if answer["failed"] else 0)
    return answer


def test_it_says_in_one_json_object_what_was_done():
    said, code = run("--json")

    assert said.count("\n") == 1
    answer = json.loads(said)
    assert (code, answer["failed"]) == (0, {})
    assert answer["done"].keys() == KINDS
    assert {type(count) for count in answer["done"].values()} == {int}


def test_a_second_time_there_is_nothing_left_to_do():
    now = timezone.now()
    make_order(now=now - timedelta(days=1))

    first, again = due(), due()

    assert (first["done"]["links"], first["done"]["messages"]) == (1, 1)
    assert set(again["done"].values()) == {0}
    assert UploadLink.objects.count() == Message.objects.count() == 1


def test_a_file_that_nobody_was_told_of_is_found():
    batch = upload(
        [b"order_no,channel\n"], merchant=make_merchant(), by=None, now=timezone.now()
    )
    DBTaskResult.objects.all().delete()

    assert due()["done"]["imports"] == 1

    assert ImportBatch.objects.get(pk=batch.pk).state == "REFUSED"


def test_one_kind_that_fails_keeps_no_other_from_being_done(settings):
    now = timezone.now()
    make_order(now=now - timedelta(days=1))
    settings.MESSAGE_SENDER = "clearance.messaging.delivery.NoSuchSender"
    settings.CLEARANCE_ANCHORS = "/dev/null/anchors"

    answer = due()

    assert answer["failed"] == {"messages": 1, "anchors": 1}
    assert answer["done"].keys() == KINDS - {"messages", "anchors"}
    assert answer["done"]["links"] == 1
    settings.MESSAGE_SENDER = "clearance.messaging.delivery.OutboxOnly"
    assert due()["done"]["messages"] == 1


def test_a_broken_queue_fails_alone():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_tasks_database_dbtaskresult RENAME TO away")
    try:
        answer = due()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE away RENAME TO django_tasks_database_dbtaskresult"
            )

    assert answer["failed"] == {"tasks": 1, "worker": 1}


def test_denials_that_wait_are_written():
    with transaction.atomic():
        audit.record_denial("access.denied", by=None, now=timezone.now(), reason="x")
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()

    assert due()["done"]["denials"] == 1

    assert AuditEntry.objects.filter(action="access.denied").count() == 1


def test_what_is_over_goes():
    now = timezone.now()
    image = make_record(with_photos=False).images.first()
    viewer = make_staff("reviewer")
    for until in (now - timedelta(days=2), now):
        PhotoLease.objects.create(
            image=image, viewer=viewer, given_at=until, until=until
        )
    for expires in (now - timedelta(hours=1), now + timedelta(hours=1)):
        Session.objects.create(
            session_key=f"{expires:%H%f}", session_data="", expire_date=expires
        )
    run_due.deliver.enqueue()
    DBTaskResult.objects.update(
        status="SUCCESSFUL", finished_at=now - timedelta(days=15)
    )

    answer = due()

    assert answer["failed"] == {}
    gone = ("leases", "sessions", "tasks")
    assert {kind: answer["done"][kind] for kind in gone} == dict.fromkeys(gone, 1)
    assert PhotoLease.objects.get().until == now
    assert Session.objects.count() == 1


def test_the_log_is_anchored():
    audit.record_denial("access.denied", by=None, now=timezone.now(), reason="x")

    assert due()["done"]["anchors"] == 1
    assert due()["done"]["anchors"] == 0


def test_the_worker_is_asked_once_until_it_answers():
    assert due()["done"]["worker"] == 1
    assert due()["done"]["worker"] == 0

    assert DBTaskResult.objects.ready().count() == 1


def test_without_json_it_is_read_by_people():
    said, code = run()

    assert code == 0
    assert "imports: 0\n" in said


def test_epochs_that_are_off_are_told():
    err = StringIO()

    call_command("run_due", "--json", stdout=StringIO(), stderr=err)

    assert err.getvalue() == "epochs: off, the key ring cannot be written\n"
