"""Parcels to Russia: what the receipt says, and which documents cover them."""

import json

import pytest
from django.core.management import call_command

from clearance.identity import services
from clearance.identity.queries import receipt, standing
from clearance.lib.workdays import today
from clearance.orders.models import Order
from tests.factories import NOW, make_order, make_record, make_staff
from tests.identity.uploading import link_of

pytestmark = pytest.mark.django_db

TODAY = today(NOW)
PASSPORT = {"document_type": "RU_PASSPORT", "number": "0000000001"}


def to_russia(carrier="CDEK", **more):
    return make_order(destination="RU", carrier=carrier, **more)


def explained(order):
    return receipt(order, today=TODAY).as_json()


@pytest.mark.parametrize(
    ("carrier", "level", "hold", "code", "change"),
    [
        ("CDEK", "IMAGES", "HOLD_ID", "RU-COURIER", "One approved document"),
        ("Почта России", "NONE", "CLEAR", "RU-POST", "Another kind of carrier"),
        ("Образец", "UNDECIDED", "HOLD_DECISION", None, "the table of carriers"),
        ("", "UNDECIDED", "HOLD_DECISION", None, "the table of carriers"),
    ],
)
@pytest.mark.parametrize("channel", ["direct_mail", "bonded", "domestic_stock"])
def test_the_receipt_goes_by_the_carrier(carrier, level, hold, code, change, channel):
    found = explained(to_russia(carrier, channel=channel))

    assert (found["level"], found["hold"]) == (level, hold)
    assert (found["rule"] and found["rule"]["code"]) == code
    assert change in found["would_change"]
    assert "bonded" not in found["would_change"]


def test_by_courier_the_verdict_names_the_inn():
    found = receipt(to_russia(), today=TODAY)

    assert found.verdict == (
        "Yes: a photo of the recipient's ID and the taxpayer number (INN). "
        "They have not been sent yet."
    )
    assert found.sides == ["PORTRAIT"]


def test_without_a_carrier_the_receipt_says_that_it_matters():
    assert explained(to_russia(""))["because"] == (
        "No rule covers Direct mail, Personal postal article, Russia. What customs "
        "there ask depends on the carrier: it is not known."
    )


def test_the_command_says_the_same_with_the_keys_of_the_contract(capsys):
    order, chinese = to_russia(), make_order()

    call_command("explain_order", order.number, "--json")
    found = json.loads(capsys.readouterr().out)

    assert found.keys() == explained(chinese).keys()
    assert (found["level"], found["subject"], found["sides"], found["state"]) == (
        "IMAGES",
        "RECIPIENT",
        ["PORTRAIT"],
        "AWAITING",
    )
    assert {"name": "carrier_kind", "value": "COURIER"}.items() <= next(
        fact for fact in found["facts"] if fact["name"] == "carrier_kind"
    ).items()


# --- what covers an order ---------------------------------------------------------


def test_a_passport_with_its_inn_covers_the_next_order():
    make_record(to_russia(), **PASSPORT, has_inn=True, consent_reuse=True)

    assert standing(to_russia(), TODAY).state == "ON_FILE"


def test_a_passport_without_the_inn_does_not_and_the_receipt_says_so():
    make_record(to_russia(), **PASSPORT, consent_reuse=True)
    order = to_russia()

    assert (standing(order, TODAY).state, standing(order, TODAY).why) == (
        "AWAITING",
        "NUMBER",
    )
    assert explained(order)["because"].endswith(
        "A document is on file, but the taxpayer number (INN) is missing."
    )


@pytest.mark.parametrize("has_inn", [True, False])
def test_a_chinese_card_covers_no_parcel_to_russia(has_inn):
    make_record(make_order(), has_inn=has_inn, consent_reuse=True)
    order = to_russia()

    assert standing(order, TODAY).why == "TYPE"
    assert "do not accept this kind" in explained(order)["because"]


def test_a_russian_passport_covers_no_chinese_parcel():
    make_record(to_russia(), **PASSPORT, has_inn=True, consent_reuse=True)

    assert standing(make_order(), TODAY).why == "TYPE"


@pytest.mark.parametrize("has_inn", [True, False])
def test_where_people_ask_for_photos_russia_wants_the_inn_all_the_same(has_inn):
    order = to_russia("")
    services.decide_by_person(
        order,
        level="IMAGES",
        subject="RECIPIENT",
        reason="The broker says that it goes by courier.",
        by=make_staff("policy"),
        now=NOW,
    )
    order = Order.objects.select_related("merchant").get(pk=order.pk)
    make_record(order, **PASSPORT, has_inn=has_inn)

    assert standing(order, TODAY).state == ("ON_FILE" if has_inn else "AWAITING")
    assert "(INN)" in receipt(order, today=TODAY).verdict


def test_an_internal_passport_prints_no_last_day_but_a_travel_passport_does():
    link, _url = link_of(to_russia())
    typed = {"name": "Образец Анна", "inn": "123456789047"}

    internal = services.save_details(link, typed | PASSPORT, now=NOW)
    assert services.missing_data(internal, now=NOW) == []
    travel = {"document_type": "RU_FOREIGN_PASSPORT", "number": "000000001"}
    record = services.save_details(link, travel, now=NOW)
    assert services.missing_data(record, now=NOW) == ["valid_until"]
