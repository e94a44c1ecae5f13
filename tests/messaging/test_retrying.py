"""What was given up can be sent once more, while it still leads somewhere."""

from datetime import timedelta

import pytest

from clearance.lib.verdicts import Refusal
from clearance.messaging.delivery import Refused
from clearance.messaging.enums import MessageState, Trouble
from clearance.messaging.models import Message
from clearance.messaging.queries import given_up
from clearance.messaging.services import cancel_about, drive_deliveries, retry
from tests.messaging.posting import NOW, make_person, post

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def dead(carrier):
    carrier.fault = Refused(Trouble.TEXT)
    message = post("first", person=(person := make_person()))
    drive_deliveries(now=NOW)
    carrier.fault = None
    message.refresh_from_db()
    assert (message.state, message.trouble) == ("DEAD", Trouble.TEXT)
    assert message.person == person
    return message


def test_it_leaves_again_by_the_same_key_with_all_its_attempts(carrier, dead):
    again = retry(dead.pk, now=NOW + HOUR)

    assert (again.state, again.attempts) == (MessageState.QUEUED, 0)
    assert drive_deliveries(now=NOW + HOUR) == 1
    assert [handed["key"] for handed in carrier.handed] == ["first", "first"]
    dead.refresh_from_db()
    assert (dead.state, dead.trouble) == (MessageState.SENT, "")


def test_it_goes_before_those_that_were_posted_after_it(carrier, dead):
    post("second", person=dead.person)
    retry(dead.pk, now=NOW)

    drive_deliveries(now=NOW)

    assert [h["key"] for h in carrier.handed] == ["first", "first", "second"]


@pytest.mark.parametrize(
    ("values", "after", "code"),
    [
        ({"state": "QUEUED"}, HOUR, "not_dead"),
        ({"state": "SENT"}, HOUR, "not_dead"),
        ({"state": "CANCELLED"}, HOUR, "not_dead"),
        ({"sealed": None}, HOUR, "erased"),
        ({"kind": "CODE"}, HOUR, "late"),
        ({}, timedelta(days=7), "late"),
    ],
)
def test_what_leads_nowhere_is_not_sent_again(dead, values, after, code):
    Message.objects.filter(pk=dead.pk).update(**values)
    before = Message.objects.values().get()

    with pytest.raises(Refusal) as refused:
        retry(dead.pk, now=NOW + after)

    assert refused.value.code == code
    assert Message.objects.values().get() == before
    assert not given_up(NOW + after).exists()


def test_until_then_it_is_counted(dead):
    assert list(given_up(NOW + timedelta(days=6))) == [dead]


def test_about_a_row_that_ended_it_is_given_up_for_good(carrier, dead):
    assert cancel_about(dead.about_id, now=NOW) == 1

    dead.refresh_from_db()
    assert dead.state == MessageState.CANCELLED
