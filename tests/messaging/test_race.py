"""Two that deliver, or post, at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from clearance.messaging import services
from clearance.messaging.models import Message
from tests.messaging.posting import NOW, make_person, post

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(times, work):
    """Do it in so many threads that begin together; what each gave back."""
    ready = threading.Barrier(times)

    def one(_number):
        try:
            ready.wait()
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_two_that_deliver_at_once_send_each_message_once(carrier):
    keys = [f"link:{number}" for number in range(24)]
    person = make_person()
    for key in keys:
        post(key, person=person)

    left = at_once(4, lambda: services.drive_deliveries(now=NOW))

    assert sum(left) == len(keys)
    assert sorted(handed["key"] for handed in carrier.handed) == sorted(keys)
    assert set(Message.objects.values_list("state", "attempts")) == {("SENT", 1)}


def test_two_that_post_at_once_post_one_message():
    person = make_person()

    posted = at_once(4, lambda: post("link:1", person=person).pk)

    assert len(set(posted)) == 1
    assert Message.objects.count() == 1
