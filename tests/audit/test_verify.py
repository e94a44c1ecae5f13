import json
from datetime import timedelta

import pytest

from clearance.audit import services
from clearance.audit.queries import Verification, verify
from clearance.keys.ring import generate
from tests.audit.tampering import tamper, trim_after
from tests.guards import lifted_guards

pytestmark = pytest.mark.django_db


def test_an_empty_log_is_intact():
    assert verify() == Verification(True, 0)


def test_an_untouched_log_is_intact(write):
    write(7)

    assert verify() == Verification(True, 7)


def test_an_anchored_log_that_went_on_is_intact(write, now):
    write(3)
    services.anchor_if_due(now)
    write(3)
    services.anchor_if_due(now + timedelta(minutes=5))
    write(1)

    assert verify() == Verification(True, 7)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor_id", 99),
        ("role", "ADMIN"),
        ("action", "order.opened"),
        ("object_type", "Order"),
        ("object_id", "17"),
        ("merchant_id", 4),
        ("outcome", "DENIED"),
        ("reason_code", "NONE"),
        ("rule_version", "2"),
        ("request_id", "r-2"),
        ("session_digest", "00"),
        ("at", "2026-03-02 09:31:00+00:00"),
        ("mac", bytes(32)),
    ],
)
def test_a_changed_column_is_found(write, column, value):
    write(5)

    tamper((f"UPDATE clearance_auditentry SET {column} = %s WHERE seq = 3", value))

    assert verify() == Verification(False, 2, 3, "changed")


def test_a_line_taken_out_of_the_middle_is_found(write):
    write(5)

    tamper(("DELETE FROM clearance_auditentry WHERE seq = 3",))

    assert verify() == Verification(False, 2, 3, "missing")


def test_a_line_taken_out_with_the_rest_renumbered_is_found(write):
    write(5)

    tamper(
        ("DELETE FROM clearance_auditentry WHERE seq = 3",),
        ("UPDATE clearance_auditentry SET seq = 3 WHERE seq = 4",),
        ("UPDATE clearance_auditentry SET seq = 4 WHERE seq = 5",),
        ("UPDATE clearance_chainhead SET seq = 4",),
    )

    assert verify() == Verification(False, 2, 3, "reordered")


def test_two_lines_that_changed_places_are_found(write):
    write(5)

    tamper(
        ("UPDATE clearance_auditentry SET seq = 100 WHERE seq = 3",),
        ("UPDATE clearance_auditentry SET seq = 3 WHERE seq = 4",),
        ("UPDATE clearance_auditentry SET seq = 4 WHERE seq = 100",),
    )

    assert verify() == Verification(False, 2, 3, "reordered")


def test_a_first_line_taken_away_is_found(write):
    write(3)

    tamper(("DELETE FROM clearance_auditentry WHERE seq = 1",))

    assert verify() == Verification(False, 0, 1, "missing")


def test_a_tail_cut_off_without_the_head_is_found(write):
    write(5)

    tamper(("DELETE FROM clearance_auditentry WHERE seq > 3",))

    assert verify() == Verification(False, 3, 4, "missing")


def test_a_head_rewound_without_the_tail_is_found(write):
    write(5)

    tamper(("UPDATE clearance_chainhead SET seq = 3",))

    assert verify() == Verification(False, 3, 4, "head")


def test_a_head_with_another_digest_is_found(write):
    write(5)

    tamper(("UPDATE clearance_chainhead SET mac = %s", bytes(32)))

    assert verify() == Verification(False, 5, 6, "head")


def test_a_head_taken_away_is_found(write):
    write(2)

    tamper(("DELETE FROM clearance_chainhead",))

    assert verify() == Verification(False, 0, 1, "head")


def test_a_trimmed_tail_with_a_rewound_head_is_found_by_its_anchor(write, now):
    write(5)
    services.anchor_if_due(now)

    trim_after(3)

    assert verify() == Verification(False, 3, 4, "trimmed")


def test_without_an_anchor_the_same_trim_leaves_no_trace(write):
    write(5)

    trim_after(3)

    assert verify() == Verification(True, 3)


def test_a_log_emptied_with_its_head_is_found_by_its_anchor(write, now):
    write(5)
    services.anchor_if_due(now)

    trim_after(0)

    assert verify() == Verification(False, 0, 1, "trimmed")


def test_a_trimmed_log_that_went_on_is_found_by_its_anchor(write, now):
    write(5)
    services.anchor_if_due(now)
    trim_after(3)

    write(4, action="order.opened")

    assert verify() == Verification(False, 4, 5, "rewritten")


def test_a_trimmed_log_stays_found_when_it_is_anchored_again(write, now):
    write(5)
    services.anchor_if_due(now)
    trim_after(3)
    write(2, action="order.opened")

    services.anchor_if_due(now + timedelta(hours=1))

    assert verify() == Verification(False, 4, 5, "rewritten")


def test_a_missing_guard_is_found(write):
    write(3)

    with lifted_guards():
        found = verify()

    assert found == Verification(False, 3, None, "guards")


@pytest.mark.parametrize("entries", [0, 3])
def test_without_the_key_nothing_can_be_told(write, settings, entries):
    write(entries)
    settings.CLEARANCE_KEYRING = ""

    assert verify() == Verification(None, 0, None, "no_key")


def test_with_another_key_nothing_can_be_told(write, settings):
    write(3)
    settings.CLEARANCE_KEYRING = json.dumps(generate().as_json())

    assert verify() == Verification(None, 0, None, "no_key")


def test_a_log_of_several_pages_is_read_whole(now):
    lines = [services.line("order.created", by=None, now=now) for _ in range(5_001)]
    services.record_many(lines)

    assert verify() == Verification(True, 5_001)

    tamper(("DELETE FROM clearance_auditentry WHERE seq = 5001",))
    assert verify() == Verification(False, 5_000, 5_001, "missing")
