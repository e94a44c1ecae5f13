"""A document is asked for, sent once, judged, and serves all orders of the person."""

import pytest

from tests.accounts.making import browser_of, make_member
from tests.journeys.steps import (
    a_minute_passes,
    explain,
    held,
    import_orders,
    judge,
    link_in,
    messages_to,
    order,
    row,
    send_document,
    staff,
    stands,
)

pytestmark = pytest.mark.django_db


def test_one_upload_clears_every_order_of_the_person_and_the_later_ones(
    shop, who, tmp_path
):
    # The shop's file arrives: two orders to one person.
    said = import_orders(tmp_path, row("D-1", who), row("D-2", who))
    assert (said["created"], said["rejected"]) == (2, 0)
    assert stands("D-1") == ("IMAGES", "AWAITING", "HOLD_ID")
    assert held() == {"D-1": "HOLD_ID", "D-2": "HOLD_ID"}

    # The person is asked once, not once an order.
    a_minute_passes()
    [text] = messages_to(who.phone)
    assert who.name not in text

    # Two photos, the data, the consent: also for later orders.
    send_document(link_in(text), who, consent_reuse="on")
    assert stands("D-1") == ("IMAGES", "IN_REVIEW", "HOLD_ID")

    # A reviewer approves: every open order of the person is clear at once.
    record = judge(staff("reviewer"), "approve")
    assert record.state == "ACCEPTED"
    assert stands("D-1") == ("IMAGES", "ON_FILE", "CLEAR")
    assert held() == {"D-1": "CLEAR", "D-2": "CLEAR"}

    # A later order is covered as it arrives, and nobody is asked again.
    import_orders(tmp_path, row("D-3", who))
    assert stands("D-3") == ("IMAGES", "ON_FILE", "CLEAR")
    a_minute_passes()
    assert len(messages_to(who.phone)) == 2  # please upload; approved

    # The shop sees it on its own pages, the person masked.
    browser = browser_of(make_member(shop))
    browser.cookies["django_language"] = "en"
    page = browser.get("/portal/orders/D-3/").content.decode()
    assert "An approved document is on file." in page
    for value in (who.name, who.phone, who.number, who.address):
        assert value not in page


def test_without_consent_for_later_orders_the_next_one_asks_again_and_says_why(
    shop, who, tmp_path
):
    import_orders(tmp_path, row("D-1", who))
    a_minute_passes()
    send_document(link_in(messages_to(who.phone)[0]), who)
    judge(staff("reviewer"), "approve")
    assert stands("D-1") == ("IMAGES", "ON_FILE", "CLEAR")

    import_orders(tmp_path, row("D-2", who))

    assert stands("D-2") == ("IMAGES", "AWAITING", "HOLD_ID")
    address = f"/admin/clearance/order/{order('D-2').pk}/change/"
    page = staff("supervisor").get(address).content.decode()
    assert "agreed" in page
    a_minute_passes()
    assert "/u/" in messages_to(who.phone)[-1]
    assert stands("D-1") == ("IMAGES", "ON_FILE", "CLEAR")
    assert explain("D-2")["would_change"]
