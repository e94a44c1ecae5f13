import json
from io import StringIO

import pytest
from django.core.management import call_command

from clearance.audit import services
from clearance.audit.models import AuditEntry
from tests.audit.tampering import tamper, trim_after

pytestmark = pytest.mark.django_db


def run(*arguments):
    """The exit code, what was printed, and what was complained of."""
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=out, stderr=err)
    except SystemExit as end:
        return end.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_an_intact_log_is_exit_0(write):
    write(3)

    code, out, err = run("--json")

    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "ok": True,
        "entries": 3,
        "first_bad_seq": None,
        "kind": None,
    }


def test_a_broken_log_is_exit_1_and_says_where(write):
    write(3)
    tamper(("UPDATE clearance_auditentry SET outcome = 'FAILED' WHERE seq = 2",))

    code, out, _ = run("--json")

    assert code == 1
    assert json.loads(out) == {
        "ok": False,
        "entries": 1,
        "first_bad_seq": 2,
        "kind": "changed",
    }


def test_a_log_without_its_key_is_exit_3(write, settings):
    write(3)
    settings.CLEARANCE_KEYRING = ""

    code, out, _ = run("--json")

    assert code == 3
    assert json.loads(out) == {
        "ok": None,
        "entries": 0,
        "first_bad_seq": None,
        "kind": "no_key",
    }


def test_lost_anchors_are_exit_3(write, now, anchors):
    write(3)
    services.anchor_if_due(now)
    anchors.unlink()

    code, out, _ = run("--json")

    assert code == 3
    assert json.loads(out)["kind"] == "anchors_missing"


def test_people_read_a_sentence(write):
    write(2)
    intact = run()
    tamper(("DELETE FROM clearance_auditentry WHERE seq = 1",))

    broken = run()

    assert intact == (0, "Intact: 2 entries.\n", "")
    assert broken[:2] == (1, "Broken from entry 1: missing.\n")


def test_each_result_is_a_line_of_the_log_itself(write):
    write(1)
    run()
    tamper(("DELETE FROM clearance_auditentry WHERE seq = 1",))
    run()

    lines = AuditEntry.objects.order_by("seq").values_list("outcome", "reason_code")

    assert list(lines) == [("DONE", ""), ("FAILED", "missing")]


def test_a_trimmed_log_is_left_as_it_was_found(write, now):
    write(3)
    services.anchor_if_due(now)
    trim_after(1)

    first, second = run("--json"), run("--json")

    assert first == second
    assert first[0] == 1
    assert first[2] == "This result was not added to the log.\n"
    assert AuditEntry.objects.count() == 1
