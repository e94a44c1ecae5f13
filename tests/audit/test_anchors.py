import json
from datetime import timedelta

import pytest
from django.db import transaction

from clearance.audit import rules, services
from clearance.audit.models import AuditEntry, ChainHead
from clearance.audit.queries import Verification, verify
from clearance.keys.ring import generate
from tests.audit.tampering import trim_after

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("unanchored", "age", "due"),
    [
        (0, None, False),
        (0, 60 * MINUTE, False),
        (1, None, True),
        (1, 4.99 * MINUTE, False),
        (1, 5 * MINUTE, True),
        (999, 0 * MINUTE, False),
        (1_000, 0 * MINUTE, True),
        (1, -60 * MINUTE, False),
        (-1, 0 * MINUTE, True),
    ],
)
def test_an_anchor_is_due_by_age_or_by_number(unanchored, age, due):
    assert rules.anchor_is_due(unanchored=unanchored, age=age) is due


def test_an_empty_log_needs_no_anchor(now, anchors):
    assert services.anchor_if_due(now) is False
    assert not anchors.exists()


def test_an_anchor_says_where_the_log_ended(write, now, anchors):
    write(3)

    assert services.anchor_if_due(now) is True

    said = json.loads(anchors.read_text())
    assert said["seq"] == 3
    assert said["mac"] == bytes(AuditEntry.objects.get(seq=3).mac).hex()
    assert said["at"] == "2026-03-02T09:30:00.000000+00:00"
    head = ChainHead.objects.get()
    assert (head.anchored_seq, head.anchored_at) == (3, now)


def test_a_second_anchor_waits_until_it_is_due(write, now, anchors):
    write(1)
    services.anchor_if_due(now)
    write(1)

    early = services.anchor_if_due(now + 4 * MINUTE)
    late = services.anchor_if_due(now + 5 * MINUTE)

    assert (early, late) == (False, True)
    assert len(anchors.read_text().splitlines()) == 2


def test_a_place_that_cannot_be_written_leaves_the_anchor_due(write, now, anchors):
    write(1)
    anchors.parent.write_text("in the way")
    with pytest.raises(OSError, match="anchors"):
        services.anchor_if_due(now)

    anchors.parent.unlink()

    assert services.anchor_if_due(now) is True
    assert verify() == Verification(True, 1)


@pytest.mark.django_db(transaction=True)
def test_an_anchor_never_promises_what_may_be_rolled_back(write, now, anchors):
    with transaction.atomic():
        write(1)
        with pytest.raises(RuntimeError):
            services.anchor_if_due(now)

    assert not anchors.exists()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace('"seq":2', '"seq":3'),
        lambda text: text.replace('"restored":false', '"restored":true'),
        lambda text: "not an anchor\n" + text,
        lambda text: text + '{"seq":1}\n',
        lambda text: text + "[]\n",
        lambda text: text + '"\n',
    ],
)
def test_spoilt_anchors_prove_nothing(write, now, anchors, spoil):
    write(2)
    services.anchor_if_due(now)

    anchors.write_text(spoil(anchors.read_text()))

    assert verify() == Verification(None, 2, None, "anchors_unreadable")


def test_an_anchor_taken_out_of_the_middle_is_noticed(write, now, anchors):
    for step in range(3):
        write(1)
        services.anchor_if_due(now + step * 5 * MINUTE)
    first, _, third = anchors.read_text().splitlines(keepends=True)

    anchors.write_text(first + third)

    assert verify() == Verification(None, 3, None, "anchors_unreadable")


def test_anchors_that_cannot_be_read_prove_nothing(write, now, anchors):
    write(2)
    services.anchor_if_due(now)

    anchors.unlink()
    anchors.mkdir()

    assert verify() == Verification(None, 2, None, "anchors_unreadable")


def test_lost_anchors_are_missed(write, now, anchors):
    write(2)
    services.anchor_if_due(now)

    anchors.unlink()

    assert verify() == Verification(None, 2, None, "anchors_missing")


def test_one_good_anchor_among_spoilt_ones_still_shows_a_trim(write, now, anchors):
    write(4)
    services.anchor_if_due(now)
    with anchors.open("a") as file:
        file.write("spoilt\n")

    trim_after(2)

    assert verify() == Verification(False, 2, 3, "trimmed")


def test_half_an_anchor_left_by_a_kill_does_no_harm(write, now, anchors):
    write(1)
    services.anchor_if_due(now)
    with anchors.open("a") as file:
        file.write('{"at":"2026')
    meanwhile = verify()
    write(1)

    services.anchor_if_due(now + 5 * MINUTE)

    assert meanwhile == Verification(True, 1)
    assert verify() == Verification(True, 2)
    assert len(anchors.read_text().splitlines()) == 2


def test_an_anchor_of_another_installation_is_not_believed(
    write, now, anchors, settings
):
    ring = settings.CLEARANCE_KEYRING
    settings.CLEARANCE_KEYRING = json.dumps(generate().as_json())
    write(2)
    services.anchor_if_due(now)
    trim_after(0)

    settings.CLEARANCE_KEYRING = ring
    write(1)

    assert verify() == Verification(None, 1, None, "anchors_unreadable")


def test_a_restored_backup_is_intact_once_the_restoration_is_put_down(write, now):
    write(5)
    services.anchor_if_due(now)
    trim_after(3)
    before = verify()

    services.anchor_restored(by=None, now=now + MINUTE)
    write(3)
    services.anchor_if_due(now + 10 * MINUTE)

    assert before == Verification(False, 3, 4, "trimmed")
    assert verify() == Verification(True, 7)
    assert AuditEntry.objects.get(seq=4).action == "audit.restored"


def test_a_trim_after_a_restoration_is_found_again(write, now):
    write(5)
    services.anchor_if_due(now)
    trim_after(3)
    services.anchor_restored(by=None, now=now + MINUTE)
    write(3)
    services.anchor_if_due(now + 10 * MINUTE)

    trim_after(6)

    assert verify() == Verification(False, 6, 7, "trimmed")
