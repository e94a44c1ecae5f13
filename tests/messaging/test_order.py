"""To one person messages leave in the order in which they were posted, always."""

import random
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.conf import settings as project

from clearance.messaging.delivery import NotDelivered, Refused
from clearance.messaging.enums import MessageState, Trouble
from clearance.messaging.models import Message
from clearance.messaging.services import delivering, drive_deliveries
from tests.exchange.test_killed import surroundings
from tests.messaging import standin
from tests.messaging.posting import NOW, make_person, post
from tests.operation.processes import until

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = timedelta(minutes=1)


def keys(carrier):
    return [handed["key"] for handed in carrier.handed]


def test_a_later_message_waits_for_an_earlier_one_that_failed(carrier):
    person = make_person()
    carrier.fault = NotDelivered(Trouble.UNCLEAR)
    post("first", person=person)
    drive_deliveries(now=NOW)
    post("second", person=person)
    post("of another")
    carrier.fault, carrier.handed[:] = None, []

    assert drive_deliveries(now=NOW + MINUTE / 2) == 1
    assert keys(carrier) == ["of another"]

    drive_deliveries(now=NOW + 2 * MINUTE)
    assert keys(carrier) == ["of another", "first", "second"]


@pytest.mark.parametrize("ended", ["DEAD", "CANCELLED", "SENT"])
def test_what_waits_no_more_keeps_back_nothing(carrier, ended):
    person = make_person()
    first = post("first", person=person)
    Message.objects.filter(pk=first.pk).update(state=ended)
    post("second", person=person)

    assert drive_deliveries(now=NOW) == 1
    assert keys(carrier) == ["second"]


def test_one_refused_for_good_lets_the_next_one_go(carrier):
    person = make_person()
    carrier.fault = Refused(Trouble.TEXT)
    post("first", person=person)
    drive_deliveries(now=NOW)
    carrier.fault = None
    post("second", person=person)

    assert drive_deliveries(now=NOW) == 1
    assert Message.objects.get(idempotency_key="first").state == MessageState.DEAD


@pytest.mark.parametrize("days", [-3, 3])
def test_order_is_that_of_posting_whatever_the_clock_says(carrier, days):
    person = make_person()
    post("first", person=person)
    post("second", person=person, now=NOW + timedelta(days=days))

    drive_deliveries(now=NOW + timedelta(days=max(days, 0)))

    assert keys(carrier) == ["first", "second"]


def test_a_leased_message_keeps_back_the_next_one_from_another_worker(carrier):
    person = make_person()
    post("first", person=person)
    post("second", person=person)

    held = delivering._lease_next(NOW)

    assert held is not None
    assert held.idempotency_key == "first"
    assert delivering._lease_next(NOW) is None


def test_workers_that_race_over_a_line_that_fails_keep_each_order(settings, at_once):
    """Every third attempt fails; four workers; each person's texts arrive in turn."""
    settings.MESSAGE_SENDER = f"{__name__}.Shaky"
    Shaky.taken.clear()
    Shaky.chance = random.Random(7)
    people = [make_person() for _ in range(5)]
    for number in range(6):
        for index, person in enumerate(people):
            post(f"{index}:{number}", person=person)

    def work(at):
        return lambda: drive_deliveries(now=at)

    at = NOW
    while Message.objects.filter(state=MessageState.QUEUED).exists():
        at_once(*(work(at) for _ in range(4)))
        at += timedelta(hours=1)

    arrived = {str(index): [] for index in range(len(people))}
    for key in Shaky.taken:
        index, number = key.split(":")
        arrived[index].append(int(number))
    assert arrived == {str(index): list(range(6)) for index in range(len(people))}


class Shaky:
    """Takes two of three, and says so only when it has."""

    taken: list[str] = []
    lock = threading.Lock()
    chance = random.Random(7)

    def send(self, *, to, text, key):
        with self.lock:
            if self.chance.random() < 1 / 3:
                raise NotDelivered(Trouble.UNCLEAR)
            self.taken.append(key)


def test_killed_between_sending_and_noting_it_a_message_goes_again_by_its_key(
    gateway, settings, tmp_path
):
    """The gateway has taken the first when the worker dies; nothing is told twice."""
    person = make_person()
    for key in ("first", "second"):
        post(key, person=person)
    answered = threading.Event()
    gateway.before_answer = answered.wait  # taken, and no answer yet
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.messaging.killing"],
        cwd=project.BASE_DIR,
        env=surroundings(tmp_path)
        | {
            "DEMO": "1",
            "MESSAGE_SENDER": settings.MESSAGE_SENDER,
            "SMS_GATEWAY_URL": settings.SMS_GATEWAY_URL,
            "SMS_GATEWAY_ACCOUNT": standin.ACCOUNT,
            "SMS_GATEWAY_SECRET": standin.SECRET,
            "SMS_GATEWAY_FROM": "Clearance",
        },
    )
    try:
        until(lambda: "first" in gateway.delivered, seconds=60)
    finally:
        worker.kill()
        worker.wait()
        answered.set()
    gateway.before_answer = None
    rows = Message.objects.order_by("turn")
    assert [row.state for row in rows] == ["QUEUED", "QUEUED"]

    assert drive_deliveries(now=NOW + MINUTE) == 0  # the dead worker's lease runs
    assert drive_deliveries(now=NOW + 2 * delivering.LEASE) == 2

    assert gateway.asked == ["first", "first", "second"]
    assert list(gateway.delivered) == ["first", "second"]
    assert [row.state for row in rows.all()] == ["SENT", "SENT"]


def test_a_message_that_cannot_be_read_keeps_back_its_person_only(carrier):
    person = make_person()
    broken = post("first", person=person)
    Message.objects.filter(pk=broken.pk).update(sealed=b"\x01 no sealed value")
    post("second", person=person)
    post("of another")

    assert drive_deliveries(now=NOW) == 1
    assert keys(carrier) == ["of another"]
    broken.refresh_from_db()
    assert broken.trouble == Trouble.FAULT
