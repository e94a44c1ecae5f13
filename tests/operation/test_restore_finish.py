"""A backup put back: the log goes on, unless something else is wrong with it."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from clearance.audit import services as audit
from clearance.audit.models import AuditEntry, ChainHead
from clearance.audit.queries import verify
from tests.guards import lifted_guards

pytestmark = pytest.mark.django_db(transaction=True)


def write(lines):
    for _ in range(lines):
        with transaction.atomic():
            audit.record("order.imported", by=None, now=timezone.now())


@pytest.fixture
def restored():
    """A database as it was after three lines, beside anchors of five."""
    write(3)
    audit.anchor_if_due(timezone.now())
    head = ChainHead.objects.get()
    write(2)
    audit.anchor_if_due(timezone.now() + timedelta(minutes=9))
    with lifted_guards():
        AuditEntry.objects.filter(seq__gt=3).delete()
        head.save()


def finish():
    out = StringIO()
    try:
        call_command("restore_finish", "--json", stdout=out, stderr=StringIO())
        code = 0
    except SystemExit as ended:
        code = ended.code
    return code, json.loads(out.getvalue())


def test_the_log_goes_on_where_the_backup_ended(restored):
    assert verify().kind == "trimmed"

    assert finish() == (0, {"entries": 3, "newer_anchors": True})

    write(1)
    assert (verify().ok, verify().entries) == (True, 5)
    assert AuditEntry.objects.filter(action="audit.restored").count() == 1


def test_a_log_that_was_changed_is_not_made_good(restored):
    with lifted_guards():
        AuditEntry.objects.filter(seq=2).update(action="order.closed")

    code, said = finish()

    assert (code, said["error"]["code"]) == (1, "audit")
    assert verify().kind == "changed"


def test_without_its_ring_a_database_is_not_opened(restored, settings):
    settings.CLEARANCE_KEYRING = ""

    code, said = finish()

    assert (code, said["error"]["code"]) == (1, "key_ring")
