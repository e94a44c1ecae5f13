"""A carrier that is away for hours, a clock that is days wrong: nothing is lost."""

from datetime import timedelta

import pytest

from clearance.keys.services import RingRefused
from clearance.messaging.delivery import NotDelivered
from clearance.messaging.enums import MessageState, Trouble
from clearance.messaging.models import Message
from clearance.messaging.services import delivering, drive_deliveries
from tests.messaging import standin
from tests.messaging.conftest import lead_to
from tests.messaging.posting import NOW, make_person, post

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def test_after_six_hours_without_a_carrier_everything_leaves_in_order(settings):
    """Each minute a round, each quarter of an hour a message to each of four people."""
    people = [make_person() for _ in range(4)]
    gateway = standin.StandIn()
    with standin.running(gateway) as port:
        lead_to(settings, port)
    # The port is free again: whoever calls there is refused.
    for minute in range(6 * 60):
        at = NOW + minute * MINUTE
        if minute % 15 == 0:
            for index, person in enumerate(people):
                post(f"{index}:{minute:03}", person=person, now=at)
        assert drive_deliveries(now=at) == 0

    with standin.running(gateway, port):
        for minute in range(6 * 60, 7 * 60 + 1):
            drive_deliveries(now=NOW + minute * MINUTE)

    assert gateway.asked == list(gateway.delivered)  # none twice
    assert len(gateway.delivered) == 4 * 24
    for index in range(4):
        own = [key for key in gateway.asked if key.startswith(f"{index}:")]
        assert own == sorted(own)
    assert set(Message.objects.values_list("state", flat=True)) == {"SENT"}


def test_a_carrier_that_takes_nothing_is_left_alone_until_the_next_round(refusing):
    for number in range(10):
        post(f"link:{number}")

    assert drive_deliveries(now=NOW) == 0

    assert len(refusing.handed) == delivering.FAILURES_IN_A_ROW
    assert Message.objects.filter(attempts=0).count() == 7


def test_texts_that_a_carrier_cannot_take_do_not_make_it_rest(carrier):
    carrier.fault = NotDelivered(Trouble.UNCLEAR)
    for number in range(10):
        post(f"link:{number}")

    drive_deliveries(now=NOW)

    assert len(carrier.handed) == 10


def test_when_text_messages_rest_e_mails_leave(refusing, mailoutbox):
    for number in range(5):
        post(f"sms:{number}")
    post("mail:1", channel="EMAIL", to="somebody@mail.example")

    assert drive_deliveries(now=NOW) == 1

    assert len(mailoutbox) == 1


@pytest.mark.parametrize("hours", ["0-24", "9-21"])
def test_what_a_clock_three_days_ahead_put_off_leaves_when_it_is_right(
    refusing, settings, hours
):
    settings.MESSAGE_HOURS = hours
    ahead = NOW + timedelta(days=3)
    person = make_person()
    post("first", person=person, now=ahead)
    drive_deliveries(now=ahead)
    post("second", person=person, now=ahead)
    refusing.fault = None

    assert drive_deliveries(now=NOW) == 2

    assert [h["key"] for h in refusing.handed] == ["first", "first", "second"]


def test_what_a_worker_of_three_days_ahead_held_comes_back(carrier):
    post(now=NOW)
    assert delivering._lease_next(NOW + timedelta(days=3)) is not None

    assert drive_deliveries(now=NOW) == 1


def test_while_a_clock_is_right_nobody_takes_what_another_worker_holds(carrier):
    post()
    assert delivering._lease_next(NOW + 30 * MINUTE) is not None

    # This one began half an hour ago, and still works by the time it was told then.
    assert drive_deliveries(now=NOW) == 0


def test_a_clock_three_days_behind_puts_nothing_off_that_is_posted_by_it(carrier):
    post("first", now=NOW - timedelta(days=3))

    assert drive_deliveries(now=NOW - timedelta(days=3)) == 1
    assert drive_deliveries(now=NOW) == 0


def test_a_wait_is_kept_while_the_clock_is_right(refusing):
    post()
    drive_deliveries(now=NOW)
    first = Message.objects.get()
    assert first.due_at > NOW

    refusing.fault = None
    assert drive_deliveries(now=first.due_at - MINUTE / 2) == 0
    assert drive_deliveries(now=first.due_at) == 1


def test_an_attempt_that_is_lost_with_the_key_ring_keeps_its_order(carrier, settings):
    person = make_person()
    post("first", person=person)
    post("second", person=person)
    ring, settings.CLEARANCE_KEYRING = settings.CLEARANCE_KEYRING, ""
    with pytest.raises(RingRefused):
        drive_deliveries(now=NOW)
    settings.CLEARANCE_KEYRING = ring

    assert drive_deliveries(now=NOW) == 2
    assert [handed["key"] for handed in carrier.handed] == ["first", "second"]
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT}
