"""Saying of what kind a carrier is decides its open orders again."""

import pytest
from django.urls import reverse

from clearance.channels.models import Carrier
from clearance.orders.models import DecidingRound
from tests.accounts.making import browser_of, make_staff

pytestmark = pytest.mark.django_db


def rounds():
    return list(DecidingRound.objects.values_list("cause", "state"))


def test_a_changed_kind_asks_for_a_round_and_an_unchanged_one_does_not():
    browser = browser_of(make_staff("policy"))
    carrier = Carrier.objects.create(name="Volga Lines", kind="POST")
    url = reverse("admin:clearance_carrier_change", args=[carrier.pk])

    browser.post(url, {"name": "Volga Lines", "kind": "POST"})
    assert rounds() == []

    answer = browser.post(url, {"name": "Volga Lines", "kind": "COURIER"}, follow=True)

    assert rounds() == [("CARRIER", "WAITING")]
    assert "decided again" in answer.content.decode()


def test_a_new_carrier_asks_for_one_too():
    browser = browser_of(make_staff("policy"))

    browser.post(
        reverse("admin:clearance_carrier_add"), {"name": "Volga Lines", "kind": "POST"}
    )

    assert rounds() == [("CARRIER", "WAITING")]
