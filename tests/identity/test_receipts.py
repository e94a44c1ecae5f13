"""The reason receipt: sentences for every answer, facts with their source, frozen."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import translation

from clearance.channels.models import IdRequirementRule
from clearance.identity import services
from clearance.identity.queries import fact_words, receipt, wording
from clearance.lib.workdays import today
from clearance.orders import services as orders
from clearance.orders.models import Order
from tests.factories import (
    NAME,
    NOW,
    PHONE,
    id_number,
    make_order,
    make_record,
    make_staff,
    orderer,
)
from tests.identity.uploading import link_of

pytestmark = pytest.mark.django_db

TODAY = today(NOW)
LATER = NOW + timedelta(hours=3)
REASON = "Customs of Xiamen confirmed it by letter."
NOT = "NOT_NEEDED"
KEYS = [
    *("order", "merchant", "channel", "clearance_mode", "logistics"),
    *("level", "subject", "sides", "state", "number_state", "hold", "rule"),
    *("because", "facts", "tried", "would_change"),
]


def explained(order):
    return receipt(order, today=TODAY).as_json()


def fact(order, name, **which):
    shown = receipt(order, today=TODAY, **which)
    [found] = [each for each in shown.facts if each.name == name]
    return found


# --- the object of the contract -----------------------------------------------------


def test_a_receipt_is_one_object_with_its_keys_in_order():
    order = make_order(number="A-1")

    found = explained(order)

    at = NOW.isoformat()
    assert list(found) == KEYS
    assert {key: found[key] for key in KEYS[:12]} == {
        "order": "A-1",
        "merchant": "hoshi",
        "channel": "direct_mail",
        "clearance_mode": "POSTAL",
        "logistics": None,
        "level": "IMAGES",
        "subject": "RECIPIENT",
        "sides": ["PORTRAIT", "EMBLEM"],
        "state": "AWAITING",
        "number_state": "NOT_NEEDED",
        "hold": "HOLD_ID",
        "rule": {"code": "CN-DIRECT-POSTAL", "version": 1},
    }
    assert found["facts"] == [
        {"name": "channel", "value": "direct_mail", "source": "ORDER_FILE", "at": at},
        {"name": "clearance_mode", "value": "POSTAL", "source": "ORDER_FILE", "at": at},
        {"name": "destination", "value": "CN", "source": "ORDER_FILE", "at": at},
        {"name": "platform", "value": "TMALL", "source": "MERCHANT", "at": at},
        {"name": "id_on_file", "value": "AWAITING", "source": "ID_RECORDS", "at": at},
    ]
    assert found["tried"][0] == {
        "code": "PDD-DIRECT-POSTAL",
        "version": 1,
        "matched": False,
        "because": "Did not match: Platform is Tmall Global, not Pinduoduo Global.",
    }
    assert found["tried"][-1] == {
        "code": "CN-DIRECT-POSTAL",
        "version": 1,
        "matched": True,
        "because": "Matched.",
    }
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize(
    ("level", "subject", "state", "number_state", "hold", "rule"),
    [
        (
            "IMAGES",
            "RECIPIENT",
            "AWAITING",
            "NOT_NEEDED",
            "HOLD_ID",
            "CN-DIRECT-POSTAL",
        ),
        (
            "NUMBER_ONLY",
            "ORDERER",
            "NOT_NEEDED",
            "MISSING",
            "HOLD_NUMBER",
            "CN-BONDED-1210",
        ),
        ("NONE", None, "NOT_NEEDED", "NOT_NEEDED", "CLEAR", "CN-STOCK"),
        ("UNDECIDED", None, "UNDECIDED", "NOT_NEEDED", "HOLD_DECISION", None),
    ],
)
def test_each_level_is_told_in_codes(level, subject, state, number_state, hold, rule):
    found = explained(make_order(level))

    assert (found["level"], found["subject"]) == (level, subject)
    assert (found["state"], found["number_state"]) == (state, number_state)
    assert found["hold"] == hold
    assert found["rule"] == (rule and {"code": rule, "version": 1})
    assert found["sides"] == (["PORTRAIT", "EMBLEM"] if level == "IMAGES" else [])


@pytest.mark.parametrize("language", ["en", "zh-hans", "ru"])
def test_the_command_speaks_english_whoever_asks(language):
    order = make_order("UNDECIDED", number="A-1")
    out = StringIO()

    with translation.override(language):
        call_command("explain_order", "A-1", "--json", stdout=out)

    with translation.override("en"):
        assert json.loads(out.getvalue()) == explained(order)
    assert json.loads(out.getvalue())["because"] == (
        "No rule covers Direct mail, 1210 Bonded import, Mainland China."
    )


def test_no_receipt_holds_a_personal_value():
    order = make_order(
        "NUMBER_ONLY",
        sealed=orderer(orderer_id_number=id_number(), payer_name="张演示"),
    )
    services.decide_again(order, by=make_staff("customs"), now=NOW)

    said = json.dumps(explained(order), ensure_ascii=False)

    for value in (NAME, PHONE, "王演示", "13900005678", id_number(), "张演示"):
        assert value not in said


# --- who decided --------------------------------------------------------------------


def test_staff_who_ask_the_rules_again_leave_the_answer_to_the_rule():
    order, officer = make_order(), make_staff("customs")
    before = explained(order)
    services.decide_again(order, by=officer, now=LATER)
    order.refresh_from_db()

    found = explained(order)

    assert found["rule"] == {"code": "CN-DIRECT-POSTAL", "version": 1}
    assert found["because"] == before["because"]
    assert "decided_by" not in {each["name"] for each in found["facts"]}


def decided_by_a_person():
    order = make_order("UNDECIDED")
    services.decide_by_person(
        order,
        level="IMAGES",
        subject="RECIPIENT",
        reason=REASON,
        by=make_staff("customs"),
        now=LATER,
    )
    return Order.objects.get(pk=order.pk)


def overridden():
    order = make_order("NUMBER_ONLY")
    override = orders.propose_override(
        order,
        level="IMAGES",
        subject="RECIPIENT",
        reason=REASON,
        by=make_staff("customs"),
        now=NOW,
    )
    services.confirm_override(override, by=make_staff("policy"), now=LATER)
    return Order.objects.get(pk=order.pk)


@pytest.mark.parametrize(
    ("made", "because"),
    [
        (decided_by_a_person, "A person decided it."),
        (overridden, "Two people overrode the rules."),
    ],
)
def test_what_people_decided_names_no_rule_and_says_so(made, because):
    order = made()

    found = explained(order)

    assert (found["rule"], found["because"]) == (None, because)
    assert found["sides"] == ["PORTRAIT", "EMBLEM"]
    assert {
        key: value
        for key, value in found["facts"][-1].items()
        if key in {"name", "value"}
    } == {"name": "decided_by", "value": "IMAGES"}
    assert fact(order, "decided_by").source == "PERSON"
    assert fact(order, "decided_by").at == LATER
    assert REASON not in json.dumps(found)
    assert receipt(order, today=TODAY).reason == REASON


# --- facts --------------------------------------------------------------------------


def test_facts_say_what_was_assumed():
    order = make_order("NUMBER_ONLY", mode_assumed=True, logistics_assumed=True)

    mode, logistics = fact(order, "clearance_mode"), fact(order, "logistics")

    assert (mode.source, logistics.source) == ("CHANNEL_DEFAULT", "CHANNEL_DEFAULT")
    assert mode.source_words == "Assumed: usual for this channel"
    assert (mode.label, mode.words) == ("Declared as", "1210 Bonded import")
    assert (logistics.label, logistics.words) == ("Logistics", "Platform's logistics")


def test_every_fact_has_a_label_words_and_a_source_in_words():
    order = make_order("NUMBER_ONLY", carrier="EMS", sealed=orderer())
    IdRequirementRule.objects.create(
        code="BAND",
        version=1,
        state="PUBLISHED",
        published_at=NOW,
        level="UNDECIDED",
        because="-",
        source_note="-",
        starts_on=TODAY,
        paid_from_minor=100_000,
    )
    Order.objects.filter(pk=order.pk).update(paid_minor=50_000)
    services.decide_again(order, by=None, now=LATER)
    order.refresh_from_db()

    facts = {each.name: each for each in receipt(order, today=TODAY).facts}

    assert set(facts) == {
        "channel",
        "clearance_mode",
        "logistics",
        "destination",
        "platform",
        "carrier_kind",
        "paid",
        "orderer_number",
    }
    assert all(each.at for each in facts.values())
    assert set(facts) <= set(fact_words.LABELS)
    assert {each.source for each in facts.values()} <= set(fact_words.SOURCES)
    assert (facts["paid"].label, facts["paid"].words) == ("Paid", "< ¥1,000.00")
    assert facts["carrier_kind"].words == "Post"
    assert facts["channel"].words == "Bonded"
    assert facts["destination"].words == "Mainland China"


@pytest.mark.parametrize(
    ("band", "words"),
    [
        ("0..100000", "< ¥1,000.00"),
        ("100000..500000", "≥ ¥1,000.00, < ¥5,000.00"),
        ("500000..", "≥ ¥5,000.00"),
        ("..500000", "< ¥5,000.00"),
        ("0..", "≥ ¥0.00"),
    ],
)
def test_a_band_of_amounts_in_words(band, words):
    assert fact_words.fact_words("paid", band) == words


def test_a_rule_that_wants_another_amount_says_which():
    tried = {
        "matched": False,
        "field": "paid",
        "wanted": "100000..",
        "found": "0..100000",
    }

    assert wording.attempt(tried) == (
        "Did not match: Paid is < ¥1,000.00, not ≥ ¥1,000.00."
    )
    assert wording.attempt(tried | {"found": ""}) == (
        "Did not match: Paid is not known."
    )


def test_a_document_on_file_is_a_fact_with_its_reference_and_when_it_was_approved():
    order = make_order()
    record = make_record(order, with_photos=True, now=LATER)

    found = fact(order, "id_on_file")

    assert (found.value, found.source) == ("ON_FILE", record.reference)
    assert (found.at, found.words) == (LATER, "On file")
    assert explained(order)["hold"] == "CLEAR"


def test_a_number_of_the_file_and_one_given_by_link_are_told_apart():
    order = make_order("NUMBER_ONLY")
    from_file = fact(order, "orderer_number")
    link, _url = link_of(order)
    services.submit_number(
        link,
        name="王演示",
        document_type="RESIDENT_ID",
        number=id_number(),
        now=LATER,
    )
    order.refresh_from_db()

    by_link = fact(order, "orderer_number")

    assert (from_file.value, from_file.source) == ("MISSING", "ORDER_FILE")
    assert (by_link.value, by_link.source, by_link.at) == (
        "PRESENT",
        "ORDERER_LINK",
        LATER,
    )
    assert by_link.source_words == "The orderer, by link"
    services.decide_again(order, by=None, now=LATER)
    order.refresh_from_db()
    first = fact(order, "orderer_number", no=1)
    assert (first.value, first.source) == ("MISSING", "ORDER_FILE")


def test_a_channel_and_a_destination_nobody_wrote_are_no_words_of_the_file():
    order = make_order(channel_assumed=True, destination_assumed=True)

    channel, destination = fact(order, "channel"), fact(order, "destination")

    assert (channel.source, destination.source) == (
        "CHANNEL_CHOSEN",
        "DESTINATION_DEFAULT",
    )
    assert channel.source_words == "Chosen for the whole file, or by the clearance mode"
    assert destination.source_words == (
        "Assumed: Mainland China unless the file says otherwise"
    )


@pytest.mark.parametrize(
    ("state", "shown", "at"),
    [
        ("PENDING", "IN_REVIEW", NOW),
        ("ACCEPTED", "ON_FILE", LATER),
        ("REJECTED", "RETAKE", LATER),
    ],
)
def test_a_document_is_dated_by_what_brought_it_to_where_it_stands(state, shown, at):
    order = make_order()
    reviewed = {} if state == "PENDING" else {"reviewed_at": LATER}
    make_record(order, state=state, **reviewed)

    found = fact(order, "id_on_file")

    assert (found.value, found.at) == (shown, at)


def test_a_document_that_is_not_enough_is_said_to_be_none_of_use_here():
    first = make_order()
    record = make_record(first)
    order = make_order(now=LATER)

    found = fact(order, "id_on_file")

    assert (found.value, found.source) == ("AWAITING", record.reference)
    assert found.words == "Awaited: this document is not enough"
