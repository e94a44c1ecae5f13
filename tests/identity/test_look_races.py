"""Looks that are asked for at the same moment, in several processes."""

from collections import Counter
from datetime import timedelta

import pytest

from clearance.audit.models import AuditEntry
from clearance.identity import services
from clearance.identity.models import PhotoLease, ShopLeave, ViewingTerms
from clearance.identity.services import allowing
from clearance.lib.verdicts import Refusal
from tests.factories import NOW, make_member, make_merchant, make_order, make_record

pytestmark = pytest.mark.django_db(transaction=True)


def told(step):
    """The step, giving `done` or the code of its refusal."""

    def run():
        try:
            step()
        except Refusal as refused:
            return refused.code
        return "done"

    return run


def test_of_eight_looks_at_once_the_budget_lets_three_through(at_once):
    ViewingTerms.objects.update_or_create(pk=1, defaults={"looks_per_hour": 3})
    order = make_order()
    main = make_member(order.merchant)
    image = services.active_images(make_record(order))[0]

    def look(no):
        at = NOW + timedelta(milliseconds=no)
        return told(lambda: services.lend_photo(image, by=main, now=at, order=order))

    outcomes = Counter(at_once(*map(look, range(8))))

    assert outcomes == {"done": 3, "budget": 5}
    assert PhotoLease.objects.count() == 3
    assert AuditEntry.objects.filter(action="order.photo_shown").count() == 3


def test_a_person_is_asked_once_however_many_ask_at_once(at_once):
    record = make_record(consent_reuse=True)
    order = make_order(merchant=make_merchant("kiwi"))
    main = make_member(order.merchant)
    ask = told(lambda: allowing.ask_leave(order, record, by=main, now=NOW))

    assert Counter(at_once(*[ask] * 6)) == {"done": 1, "asked_lately": 5}
    assert ShopLeave.objects.count() == 1
