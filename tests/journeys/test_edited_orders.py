"""A file comes again with another recipient: that person is asked, the first freed."""

import pytest

from tests.accounts.making import Browser
from tests.journeys.steps import (
    a_minute_passes,
    import_orders,
    judge,
    link_in,
    messages_to,
    order,
    row,
    send_document,
    staff,
    stands,
    what_is_due,
)

pytestmark = pytest.mark.django_db


def test_an_order_that_changes_hands_asks_the_new_person(shop, who, other, tmp_path):
    import_orders(tmp_path, row("E-1", who))
    a_minute_passes()
    send_document(link_in(messages_to(who.phone)[-1]), who, consent_reuse="on")
    judge(staff("reviewer"), "approve")
    assert stands("E-1") == ("IMAGES", "ON_FILE", "CLEAR")

    # The shop corrects the recipient: the document of the first one covers nothing.
    said = import_orders(tmp_path, row("E-1", other))
    assert (said["created"], said["updated"]) == (0, 1)
    assert stands("E-1") == ("IMAGES", "AWAITING", "HOLD_ID")
    a_minute_passes()
    assert "/u/" in messages_to(other.phone)[-1]

    # The first decision stays as it was, at its own address.
    row_ = order("E-1")
    assert row_.decision_count == 2
    support = staff("support")
    first = support.get(f"/admin/clearance/order/{row_.pk}/decisions/1/")
    assert first.status_code == 200
    assert row_.decisions.get(no=1).cause == "IMPORTED"
    assert row_.decisions.get(no=2).cause == "EDITED"


def test_the_link_of_the_first_person_dies_and_tells_nothing(
    shop, who, other, tmp_path
):
    import_orders(tmp_path, row("E-1", who))
    what_is_due()
    old = link_in(messages_to(who.phone)[-1])

    import_orders(tmp_path, row("E-1", other))
    what_is_due()

    unknown = "/u/" + "A" * 22 + "/"
    dead, never = (Browser().get(address) for address in (old, unknown))
    assert (dead.status_code, never.status_code) == (404, 404)
    assert _same(dead, old) == _same(never, unknown)
    new = link_in(messages_to(other.phone)[-1])
    assert Browser().get(new).status_code == 303


def test_the_same_file_again_changes_nothing(shop, who, tmp_path):
    record = row("E-1", who)
    import_orders(tmp_path, record)
    a_minute_passes()
    sent = messages_to(who.phone)

    said = import_orders(tmp_path, record)
    a_minute_passes()

    assert (said["created"], said["updated"], said["unchanged"]) == (0, 0, 1)
    assert messages_to(who.phone) == sent
    assert order("E-1").decision_count == 1


def _same(answer, address):
    """The page without what is drawn anew for each request."""
    import re

    text = answer.content.decode().replace(address, "")
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)
    text = re.sub(r'nonce="[^"]*"', "", text)
    return text.replace(answer.headers.get("X-Request-ID", "-"), "")
