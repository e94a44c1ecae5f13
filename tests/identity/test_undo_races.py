"""Undoing at the very moment when the minute is over: one of both wins, whole."""

from datetime import timedelta

import pytest

from clearance.identity import services
from clearance.identity.enums import RecordState
from clearance.identity.models import PhotoLease
from clearance.lib.verdicts import Refusal
from clearance.messaging.models import Message
from clearance.messaging.services import drive_deliveries
from tests.factories import NOW, make_member, make_order, make_record, make_staff

pytestmark = pytest.mark.django_db(transaction=True)

OVER = NOW + timedelta(seconds=60)
JUST = OVER - timedelta(milliseconds=1)


def outcome(step):
    def run():
        try:
            step()
        except Refusal as refused:
            return refused.code
        return "done"

    return run


@pytest.fixture
def order():
    return make_order()


@pytest.fixture
def reviewer():
    return make_staff("reviewer")


@pytest.fixture
def record(order, reviewer):
    waits = make_record(order, state="PENDING")
    held = services.claim(waits, by=reviewer, now=NOW)
    return services.accept(held, by=reviewer, now=NOW, version=held.version)


@pytest.mark.parametrize("_turn", range(4))
def test_a_message_leaves_or_the_decision_is_undone_never_both(
    at_once, record, reviewer, _turn
):
    said, left = at_once(
        outcome(lambda: services.undo(record, by=reviewer, now=JUST)),
        lambda: drive_deliveries(now=OVER),
    )

    record.refresh_from_db()
    stands = (said, left, record.state, Message.objects.get().state)
    assert stands in {
        ("done", 0, RecordState.PENDING, "CANCELLED"),
        ("too_late", 1, RecordState.ACCEPTED, "SENT"),
    }


@pytest.mark.parametrize("_turn", range(4))
def test_a_shop_sees_the_photo_or_the_decision_is_undone_never_both(
    at_once, record, reviewer, order, _turn
):
    main, image = make_member(order.merchant), services.active_images(record)[0]

    said, _lent = at_once(
        outcome(lambda: services.undo(record, by=reviewer, now=JUST)),
        outcome(lambda: services.lend_photo(image, by=main, order=order, now=OVER)),
    )

    record.refresh_from_db()
    seen = [
        outcome(lambda lease=lease: services.photo_bytes(lease, by=main, now=OVER))()
        for lease in PhotoLease.objects.all()
    ]
    if said == "done":
        assert record.state == RecordState.PENDING
        assert "done" not in seen
    else:
        assert (said, record.state, seen) == ("shown", RecordState.ACCEPTED, ["done"])


@pytest.mark.parametrize("_turn", range(3))
def test_the_button_pressed_twice_at_once_undoes_once(at_once, record, reviewer, _turn):
    def undo():
        return services.undo(record, by=reviewer, now=JUST)

    said = at_once(*[outcome(undo) for _ in range(3)])

    assert sorted(said) == ["done", "undone", "undone"]
