"""Two at once: doubled taps, two tabs, two phones."""

from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy

import pytest
from django.db import connection, connections
from django.utils import timezone

from clearance.identity.enums import ImageState
from clearance.identity.models import IdImage, IdRecord
from tests.accounts.making import Browser
from tests.upload.phone import (
    DONE,
    PHOTOS,
    link_of,
    opened,
    order_for,
    photos_of,
    somebody,
    typed_of,
)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(browsers, sent):
    """Every browser posts its own copy of this at the same moment."""

    def post(browser: Browser):
        try:
            answer = browser.post(PHOTOS, deepcopy(sent))
            return answer.status_code, answer.headers.get("Location")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(browsers)) as pool:
        return list(pool.map(post, browsers))


@pytest.fixture
def who():
    return somebody()


@pytest.fixture
def url(who):
    now = timezone.now()
    return link_of(order_for(who, now=now), now=now)


def test_a_doubled_tap_sends_one_document(who, url):
    everything = photos_of(who) | typed_of(who) | {"consent": "on"}

    answers = at_once([opened(url) for _ in range(4)], everything)

    assert set(answers) == {(303, DONE)}
    assert IdRecord.objects.count() == 1
    assert IdImage.objects.filter(state=ImageState.ACTIVE).count() == 2


def test_the_same_side_twice_keeps_one_photo(who, url):
    portrait = {"portrait": photos_of(who)["portrait"]}

    answers = at_once([opened(url) for _ in range(4)], portrait)

    assert set(answers) == {(303, PHOTOS)}
    assert IdRecord.objects.count() == 1
    assert IdImage.objects.filter(state=ImageState.ACTIVE).count() == 1


def test_two_orders_of_a_person_at_once_are_one_document(who):
    now = timezone.now()
    phones = [opened(link_of(order_for(who, now=now), now=now)) for _ in range(3)]

    answers = at_once(phones, photos_of(who) | typed_of(who) | {"consent": "on"})

    assert sorted(code for code, _location in answers) == [303, 409, 409]
    assert IdRecord.objects.filter(submitted_at__isnull=False).count() == 1
    assert connection.needs_rollback is False
