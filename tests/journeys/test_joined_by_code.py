"""One document for two shops and two phones: the second order asks a code, no photo."""

import re

import pytest
from django.core.cache import cache

from tests.factories import make_merchant
from tests.journeys.steps import (
    a_minute_passes,
    explain,
    held,
    import_orders,
    judge,
    link_in,
    messages_to,
    row,
    send_document,
    staff,
    stands,
)
from tests.upload.phone import opened, typed_of

pytestmark = pytest.mark.django_db

NEW_PHONE = "13912345678"


@pytest.fixture(autouse=True)
def nobody_asked_yet():
    cache.clear()


@pytest.fixture
def kiwi(db):
    return make_merchant("kiwi")


def first_of(who):
    typed = typed_of(who)
    return {name: typed[name] for name in ("document_type", "name", "number")}


def ask_for_a_code(url, who):
    """Open the link and say whose document it is; the answer is the same for all."""
    phone = opened(url)
    answer = phone.post("/u/code/ask/", first_of(who))
    assert (answer.status_code, answer.url) == (303, "/u/code/")
    a_minute_passes()
    return phone


def test_the_document_of_another_phone_and_shop_serves_once_its_owner_proves_it(
    shop, kiwi, who, tmp_path
):
    # The document is sent to one shop, for later orders too, and approved.
    import_orders(tmp_path, row("D-1", who))
    a_minute_passes()
    send_document(link_in(messages_to(who.phone)[0]), who, consent_reuse="on")
    judge(staff("reviewer"), "approve")

    # Another shop has the same person under another phone: nobody knows it is them.
    import_orders(tmp_path, row("K-1", who, recipient_phone=NEW_PHONE), merchant="kiwi")
    assert stands("K-1", "kiwi") == ("IMAGES", "AWAITING", "HOLD_ID")
    a_minute_passes()
    [asked] = messages_to(NEW_PHONE)

    # They ask for a code: it goes to the phone kept with the document, nowhere else.
    phone = ask_for_a_code(link_in(asked), who)
    code = re.search(r"\d{6}", messages_to(who.phone)[-1])[0]
    assert len(messages_to(NEW_PHONE)) == 1

    # The code joins the two, and no photo is asked.
    answer = phone.post("/u/code/", {"code": code})
    assert (answer.status_code, answer.url) == (303, "/u/done/")
    assert "No photo is needed" in phone.get("/u/done/").content.decode()
    assert stands("K-1", "kiwi") == ("IMAGES", "ON_FILE", "CLEAR")
    assert held("kiwi") == {"K-1": "CLEAR"}

    # The next order under the new phone is covered as it arrives.
    import_orders(tmp_path, row("K-2", who, recipient_phone=NEW_PHONE), merchant="kiwi")
    assert stands("K-2", "kiwi") == ("IMAGES", "ON_FILE", "CLEAR")
    a_minute_passes()
    assert len(messages_to(NEW_PHONE)) == 1
    assert explain("K-2", "kiwi")["because"]


def test_who_knows_name_and_number_but_not_the_phone_gets_nothing(
    shop, kiwi, who, tmp_path
):
    import_orders(tmp_path, row("D-1", who))
    a_minute_passes()
    send_document(link_in(messages_to(who.phone)[0]), who, consent_reuse="on")
    judge(staff("reviewer"), "approve")
    import_orders(tmp_path, row("K-1", who, recipient_phone=NEW_PHONE), merchant="kiwi")
    a_minute_passes()

    phone = ask_for_a_code(link_in(messages_to(NEW_PHONE)[0]), who)
    code = re.search(r"\d{6}", messages_to(who.phone)[-1])[0]
    guesses = [f"{(int(code) + n) % 10**6:06}" for n in (1, 2, 3)]
    for guess in [*guesses, code]:  # the right one comes too late
        assert phone.post("/u/code/", {"code": guess}).status_code == 422

    assert stands("K-1", "kiwi") == ("IMAGES", "AWAITING", "HOLD_ID")
    assert len(messages_to(NEW_PHONE)) == 1


def test_without_a_document_on_file_the_same_way_ends_with_photos(shop, who, tmp_path):
    import_orders(tmp_path, row("D-1", who))
    a_minute_passes()
    url = link_in(messages_to(who.phone)[0])

    phone = ask_for_a_code(url, who)

    assert len(messages_to(who.phone)) == 1  # the first one: no code
    assert phone.post("/u/code/", {"code": "123456"}).status_code == 422
    send_document(url, who)
    assert stands("D-1") == ("IMAGES", "IN_REVIEW", "HOLD_ID")
