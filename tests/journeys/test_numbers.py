"""A bonded order lacks the orderer's number: asked for by link, without a photo."""

import pytest

from tests.journeys.steps import (
    a_minute_passes,
    explain,
    import_orders,
    link_in,
    messages_to,
    row,
    stands,
)
from tests.upload.phone import opened

pytestmark = pytest.mark.django_db


def test_a_missing_number_is_given_through_a_link(shop, who, other, tmp_path):
    # Bonded, bought by somebody else as a gift: the orderer's number is asked.
    gift = row(
        "N-1",
        who,
        channel="bonded",
        orderer_name=other.name,
        orderer_phone=other.phone,
    )
    import_orders(tmp_path, gift)
    assert stands("N-1") == ("NUMBER_ONLY", "NOT_NEEDED", "HOLD_NUMBER")
    assert explain("N-1")["number_state"] == "MISSING"

    # The orderer gets the link, the recipient is left alone.
    a_minute_passes()
    assert messages_to(who.phone) == []
    [text] = messages_to(other.phone)
    phone = opened(link_in(text))

    # No photo is asked; a wrong number is refused with its field, a right one taken.
    page = phone.get("/u/photos/").content.decode()
    assert 'type="file"' not in page
    given = {"document_type": "RESIDENT_ID", "name": other.name}
    wrong = other.number[:-1] + ("1" if other.number[-1] != "1" else "2")
    refused = phone.post("/u/photos/", given | {"number": wrong})
    assert refused.status_code == 422
    assert stands("N-1")[2] == "HOLD_NUMBER"
    taken = phone.post("/u/photos/", given | {"number": other.number})

    assert (taken.status_code, taken.url) == (303, "/u/done/")
    assert stands("N-1") == ("NUMBER_ONLY", "NOT_NEEDED", "CLEAR")
    assert explain("N-1")["number_state"] == "PRESENT"


def test_a_number_in_the_file_asks_nobody(shop, who, tmp_path):
    cells = {"orderer_name": who.name, "orderer_id_number": who.number}
    import_orders(tmp_path, row("N-1", who, channel="bonded", **cells))

    a_minute_passes()

    assert stands("N-1") == ("NUMBER_ONLY", "NOT_NEEDED", "CLEAR")
    assert messages_to(who.phone) == []
