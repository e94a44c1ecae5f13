"""Guesses at the same moment, a code typed twice, two phones that join one person."""

from collections import Counter

import pytest

from clearance.audit.queries import verify
from clearance.identity import services
from clearance.identity.enums import CodePurpose
from clearance.identity.models import OneTimeCode, UploadLink
from clearance.identity.queries import standings
from clearance.lib.verdicts import Refusal
from clearance.lib.workdays import today
from clearance.messaging.models import Message
from clearance.orders.models import Order
from clearance.recipients.models import Recipient
from tests.factories import NOW, make_merchant, make_order, make_record
from tests.identity.test_joining import LATER, TYPED, another, ask, code_sent
from tests.identity.uploading import link_of

pytestmark = pytest.mark.django_db(transaction=True)

PHONES = [f"1380000{n:04}" for n in (2222, 3333, 4444)]


@pytest.fixture
def record():
    order = make_order(merchant=make_merchant("kiwi"), phone="13800001111")
    return make_record(order, consent_reuse=True, with_photos=False)


def link_for(phone):
    link, _url = link_of(make_order(phone=phone))
    services.save_details(link, TYPED, now=NOW)
    return UploadLink.objects.select_related("order__merchant").get(pk=link.pk)


def typing(link, code):
    def step():
        try:
            return services.join_by_code(link, code, now=LATER)
        except Refusal as refused:
            return refused.code

    return step


def test_guesses_at_the_same_moment_are_three(record, at_once):
    link = link_for(PHONES[0])
    ask(link)
    code = code_sent()

    said = at_once(*[typing(link, another(code)) for _ in range(8)])

    assert set(said) == {False}
    assert OneTimeCode.objects.get().tries == 3
    assert not services.join_by_code(link, code, now=LATER)


def test_a_code_typed_twice_at_once_joins_once(record, at_once):
    link = link_for(PHONES[0])
    ask(link)
    code = code_sent()

    said = Counter(at_once(*[typing(link, code)] * 3))

    assert said[True] == 1
    assert set(said) <= {True, False, "link_ended"}
    assert Recipient.objects.filter(state="MERGED").count() == 1
    assert verify().ok


def test_three_phones_of_one_person_join_at_once(record, at_once):
    links = [link_for(phone) for phone in PHONES]
    steps = []
    for link in links:
        assert ask(link) == 1
        steps.append(typing(link, code_sent()))

    said = at_once(*steps)

    assert said == [True] * 3
    assert Recipient.objects.filter(state="ACTIVE").count() == 1
    states = {
        each.state for each in standings(Order.objects.all(), today(NOW)).values()
    }
    assert states == {"ON_FILE"}
    assert verify().ok


def test_a_doubled_tap_asks_for_one_code(record, at_once):
    link = link_for(PHONES[0])

    at_once(*[lambda: services.ask_code(link, CodePurpose.JOIN, now=NOW)] * 4)

    assert OneTimeCode.objects.count() == 1


def test_two_workers_send_one_code(record, at_once):
    link = link_for(PHONES[0])
    services.ask_code(link, CodePurpose.JOIN, now=NOW)

    sent = at_once(*[lambda: services.drive_codes(now=NOW)] * 3)

    assert sum(sent) == Message.objects.filter(kind="CODE").count() == 1
