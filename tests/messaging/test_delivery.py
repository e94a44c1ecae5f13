import logging
from datetime import timedelta

import pytest

from clearance.keys.enums import KeyPurpose
from clearance.keys.services import RingRefused, destroy_keys
from clearance.lib.uuid7 import uuid7
from clearance.messaging import rules, services
from clearance.messaging.enums import MessageState
from clearance.messaging.models import Message
from clearance.messaging.services import delivering
from tests.messaging.posting import NOW, PHONE, make_person, post

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def drive(now=NOW, **more):
    return services.drive_deliveries(now=now, **more)


def state():
    return Message.objects.values_list("state", "attempts").get()


def test_a_message_leaves_once(carrier):
    post("link:1")

    assert drive() == 1
    assert drive(NOW + HOUR) == 0

    [handed] = carrier.handed
    assert (handed["to"], handed["key"]) == (PHONE, "link:1")
    assert state() == (MessageState.SENT, 1)


def test_the_outbox_alone_is_a_sender_too():
    post()

    assert drive() == 1

    assert state() == (MessageState.SENT, 1)


def test_messages_leave_in_the_order_in_which_they_are_due(carrier):
    post("third", due_at=NOW - MINUTE)
    post("first", due_at=NOW - HOUR)
    post("second", due_at=NOW - HOUR)

    drive()

    assert [handed["key"] for handed in carrier.handed] == ["first", "second", "third"]


def test_a_message_waits_until_it_is_due(carrier):
    post(due_at=NOW + HOUR)

    assert drive(NOW + HOUR - MINUTE) == 0
    assert drive(NOW + HOUR) == 1

    assert len(carrier.handed) == 1


def test_no_more_leave_at_once_than_asked(carrier):
    for number in range(5):
        post(f"link:{number}")

    assert [drive(limit=2) for _ in range(4)] == [2, 2, 1, 0]


def test_what_is_refused_is_tried_again_after_longer_and_longer_waits(refusing):
    post()
    now, waits = NOW, []

    for _ in range(9):
        drive(now)
        due = Message.objects.get().due_at
        waits.append((due - now).total_seconds() // 60)
        assert drive(due - MINUTE) == 0
        now = due

    assert len(refusing.handed) == 9
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    refusing.fault = None
    assert drive(now) == 1
    assert {handed["key"] for handed in refusing.handed} == {"link:1"}


def test_a_carrier_may_be_down_for_a_day_before_a_message_is_given_up(refusing):
    post()
    now = NOW

    while state()[0] == MessageState.QUEUED:
        drive(now)
        now = Message.objects.get().due_at

    assert state() == (MessageState.DEAD, rules.GIVE_UP_AFTER)
    assert len(refusing.handed) == rules.GIVE_UP_AFTER
    assert timedelta(hours=23) < now - NOW < timedelta(hours=26)
    assert drive(now + HOUR) == 0


def test_the_message_of_somebody_erased_is_given_up_unread(carrier):
    person = make_person()
    post(person=person)
    destroy_keys([person], KeyPurpose.PERSON, by=None, now=NOW)

    assert drive() == 0

    assert carrier.handed == []
    assert state() == (MessageState.DEAD, 1)


def test_one_message_that_breaks_the_carrier_keeps_back_no_other(carrier, caplog):
    post("first", person=(broken := make_person()), due_at=NOW - MINUTE)
    post("second")
    Message.objects.filter(person=broken).update(sealed=b"\x01 no sealed value")

    with caplog.at_level(logging.ERROR):
        assert drive() == 1

    assert [handed["key"] for handed in carrier.handed] == ["second"]
    assert Message.objects.get(person=broken).state == MessageState.QUEUED
    assert "Tampered" in caplog.text


def test_what_a_carrier_complains_of_is_not_logged(carrier, caplog):
    carrier.fault = ValueError(f"not a number: {PHONE}")
    post()

    assert drive() == 0

    assert state() == (MessageState.QUEUED, 1)
    assert "ValueError" in caplog.text
    assert PHONE not in caplog.text


def test_without_a_key_ring_messages_wait_and_no_attempt_is_counted(carrier, settings):
    post()
    ring, settings.CLEARANCE_KEYRING = settings.CLEARANCE_KEYRING, ""

    with pytest.raises(RingRefused):
        drive()

    assert state() == (MessageState.QUEUED, 0)
    settings.CLEARANCE_KEYRING = ring
    assert drive() == 1


def test_what_a_killed_worker_held_comes_back_when_its_lease_is_over(carrier):
    post()
    delivering._lease_next(NOW)

    assert drive(NOW + delivering.LEASE - MINUTE) == 0
    assert drive(NOW + delivering.LEASE + MINUTE) == 1

    assert len(carrier.handed) == 1
    assert state() == (MessageState.SENT, 2)


def test_what_is_about_a_row_that_ended_is_kept_back(carrier):
    about, other = Message(id=uuid7()), Message(id=uuid7())
    post("link:1", about=about)
    post("link:2", about=other)
    post("link:3", about=about, due_at=NOW + HOUR)

    assert services.cancel_about(about.pk, now=NOW) == 2

    drive(NOW + HOUR)
    assert [handed["key"] for handed in carrier.handed] == ["link:2"]


def test_what_left_already_cannot_be_kept_back(carrier):
    about = Message(id=uuid7())
    post(about=about)
    drive()

    assert services.cancel_about(about.pk, now=NOW) == 0

    assert state() == (MessageState.SENT, 1)


def test_a_message_cancelled_while_it_is_refused_is_not_tried_again(carrier):
    message = post()

    class Cancelling(Exception):
        def __init__(self):
            services.cancel_about(message.about_id, now=NOW)

    carrier.fault = Cancelling
    drive()

    carrier.fault = None
    assert drive(NOW + 24 * HOUR) == 0
    assert state() == (MessageState.CANCELLED, 1)
