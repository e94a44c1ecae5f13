"""The reason receipt: sentences for every answer, facts with their source, frozen."""

import json
from datetime import date, datetime, timedelta
from io import StringIO
from itertools import product

import pytest
from django.core.management import call_command
from django.utils import translation

from clearance.channels.models import IdRequirementRule
from clearance.channels.queries import rules_in_force
from clearance.identity import services
from clearance.identity.models import IdRecord
from clearance.identity.queries import earlier, receipt, wording
from clearance.identity.queries.standings import Standing
from clearance.lib.request_context import RequestContext, entered
from clearance.lib.workdays import today
from clearance.orders import services as orders
from clearance.orders.enums import Hold, NumberState, UploadState
from clearance.orders.models import Decision, Order, Ruling
from clearance.portal.lists import for_shop
from tests.factories import (
    NAME,
    NOW,
    PHONE,
    id_number,
    make_merchant,
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


def on_the_platform_that_asks_every_buyer(**more):
    shop = make_merchant("kiwi")
    type(shop).objects.filter(pk=shop.pk).update(platform="PINDUODUO")
    shop.refresh_from_db()
    return make_order(merchant=shop, **more)


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
    assert set(facts) <= set(wording.LABELS)
    assert {each.source for each in facts.values()} <= set(wording.SOURCES)
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
    assert wording.fact_words("paid", band) == words


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


def test_a_document_on_file_is_a_fact_with_its_reference_and_the_time_it_was_sent():
    order = make_order()
    record = make_record(order, with_photos=True)

    found = fact(order, "id_on_file")

    assert (found.value, found.source) == ("ON_FILE", record.reference)
    assert (found.at, found.words) == (record.submitted_at, "On file")
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
    assert (by_link.value, by_link.source, by_link.at) == ("PRESENT", "LINK", LATER)
    assert by_link.source_words == "Given by the person through a link"
    services.decide_again(order, by=None, now=LATER)
    order.refresh_from_db()
    first = fact(order, "orderer_number", no=1)
    assert (first.value, first.source) == ("MISSING", "ORDER_FILE")


# --- sentences ----------------------------------------------------------------------

WHYS = [
    *("NONE", "CONSENT", "EXPIRED", "NAME", "TYPE", "SIDES"),
    *("REJECTED", "WITHDRAWN", "PENDING", "COVERED"),
]


def standing_of(level, state, number, why):
    return Standing(UploadState(state), NumberState(number), Hold.CLEAR, None, why)


def states_of(level):
    return {
        "UNDECIDED": ["UNDECIDED"],
        "NONE": ["NOT_NEEDED"],
        "NUMBER_ONLY": ["NOT_NEEDED"],
        "IMAGES": [
            "ON_FILE",
            "IN_REVIEW",
            "RETAKE",
            "WITHDRAWN",
            "EXPIRED",
            "AWAITING",
        ],
    }[level]


@pytest.mark.parametrize("level", ["IMAGES", "NUMBER_ONLY", "NONE", "UNDECIDED"])
@pytest.mark.parametrize("language", ["en", "zh-hans", "ru"])
def test_every_answer_has_its_sentences(level, language):
    decision = Decision.objects.select_related("ruling__rule").get(
        order=make_order(level)
    )
    cases = product(states_of(level), NumberState.values, WHYS)

    with translation.override(language):
        for state, number, why in cases:
            now = standing_of(level, state, number, why)
            said = [
                wording.verdict(decision, now),
                wording.because(decision, now),
                wording.would_change(decision, now),
                wording.cause(decision),
            ]
            assert all(len(sentence) > 4 for sentence in said)
            assert not any("%" in sentence or "None" in sentence for sentence in said)
            assert not any(sentence != sentence.strip() for sentence in said)


@pytest.mark.parametrize("level", ["IMAGES", "NUMBER_ONLY", "NONE", "UNDECIDED"])
def test_chinese_readers_are_told_in_chinese(level):
    order = make_order(level)

    with translation.override("en"):
        english = receipt(order, today=TODAY)
    with translation.override("zh-hans"):
        chinese = receipt(order, today=TODAY)

    for name in ("verdict", "because", "now_because", "would_change"):
        theirs, ours = getattr(chinese, name), getattr(english, name)
        assert theirs != ours
        assert any("\u4e00" <= letter <= "\u9fff" for letter in theirs)
        assert ours.isascii()
    labels = [(each.label, each.source_words) for each in chinese.facts]
    assert all(not word.isascii() for pair in labels for word in pair)


def test_every_rule_gives_its_reason_in_english_and_chinese():
    reasons = {
        rule.code: (rule.because, rule.because_zh)
        for rule in IdRequirementRule.objects.all()
    }

    assert reasons.keys() == {rule.code for rule in rules_in_force(TODAY)}
    assert all(english and chinese for english, chinese in reasons.values())


@pytest.mark.parametrize(
    ("sealed", "words"),
    [
        ({}, "It is missing."),
        ({"orderer_id_number": id_number()}, "It is there."),
        ({"orderer_id_number": "1"}, "The number we have cannot be right."),
    ],
)
def test_a_verdict_says_whether_the_number_is_there(sealed, words):
    order = make_order("NUMBER_ONLY", sealed=sealed)

    verdict = receipt(order, today=TODAY).verdict

    assert verdict == f"No upload: the orderer's identity number only. {words}"


def test_one_side_is_one_photo():
    order = make_order()
    decision = Decision.objects.select_related("ruling").get(order=order)
    decision.ruling.sides = ["PORTRAIT"]
    now = standing_of("IMAGES", "AWAITING", "NOT_NEEDED", "NONE")

    assert wording.verdict(decision, now) == (
        "Yes: a photo of the recipient's ID. They have not been sent yet."
    )


# --- why what is on file is not enough ----------------------------------------------


def test_a_document_not_meant_for_later_orders_says_why_this_one_asks_again():
    first = make_order()
    make_record(first, with_photos=True, consent_reuse=False)
    later = make_order(now=LATER)

    found = explained(later)

    assert (found["state"], found["hold"]) == ("AWAITING", "HOLD_ID")
    assert found["because"].endswith(
        "An approved document is on file, but the person agreed to its use only for "
        "the orders they had then, so this order asks again."
    )


@pytest.mark.parametrize(
    ("fields", "state", "words"),
    [
        ({"name_equal": False}, "AWAITING", "names another person than this order"),
        ({"document_type": "RU_PASSPORT"}, "AWAITING", "do not accept this kind"),
        ({"sides": ["PORTRAIT"]}, "AWAITING", "a side this order asks is missing"),
        ({"valid_until": date(2026, 11, 24)}, "EXPIRED", "it ends before this order"),
    ],
)
def test_what_a_document_lacks_is_told(fields, state, words):
    order = make_order()
    number = "4509000001" if "document_type" in fields else ""
    make_record(order, number=number, **fields)

    found = explained(order)

    assert found["state"] == state
    assert words in found["because"]
    assert "personal article" in found["because"]


# --- what would change it -----------------------------------------------------------


def test_where_a_general_rule_asks_another_channel_would_help():
    assert "bonded or consolidated" in explained(make_order())["would_change"]


@pytest.mark.parametrize("mode", ["POSTAL", "9610"])
def test_where_the_platform_asks_no_other_channel_is_promised(mode):
    order = on_the_platform_that_asks_every_buyer(clearance_mode=mode)

    found = explained(order)

    assert found["rule"]["code"].startswith("PDD-")
    assert found["would_change"] == (
        "One approved document of this person, from any order, meets it at once."
    )


@pytest.mark.parametrize(
    ("level", "sealed", "words"),
    [
        ("NUMBER_ONLY", {}, "The orderer's right number"),
        ("NUMBER_ONLY", {"orderer_id_number": id_number()}, "would ask for photos"),
        ("NONE", {}, "Another channel or clearance mode"),
        ("UNDECIDED", {}, "a person's decision"),
    ],
)
def test_what_would_change_an_answer(level, sealed, words):
    assert words in explained(make_order(level, sealed=sealed))["would_change"]


# --- frozen -------------------------------------------------------------------------


def test_an_earlier_decision_shows_what_was_so_then():
    order = make_order()
    services.decide_again(order, by=None, now=NOW)
    order.refresh_from_db()
    make_record(order, with_photos=True)

    then, now = receipt(order, today=TODAY, no=1), receipt(order, today=TODAY)

    assert (then.is_current, now.is_current) == (False, True)
    assert (then.state, then.hold) == ("AWAITING", "HOLD_ID")
    assert (now.state, now.hold) == ("ON_FILE", "CLEAR")
    assert (then.decision.no, now.decision.no) == (1, 2)
    assert [each.value for each in then.facts if each.name == "id_on_file"] == [
        "AWAITING"
    ]


def test_an_earlier_number_shows_what_was_so_then():
    order = make_order("NUMBER_ONLY")
    orders.set_number(
        order, name=NAME, document_type="RESIDENT_ID", number=id_number(), now=LATER
    )
    services.decide_again(order, by=None, now=LATER)
    order.refresh_from_db()

    then, now = receipt(order, today=TODAY, no=1), receipt(order, today=TODAY)

    assert (then.number_state, then.hold) == ("MISSING", "HOLD_NUMBER")
    assert (now.number_state, now.hold) == ("PRESENT", "CLEAR")
    assert "It is missing." in then.verdict


def test_an_order_that_travels_another_way_keeps_its_earlier_receipt():
    order = make_order()
    before = explained(order)
    Order.objects.filter(pk=order.pk).update(
        channel="bonded", clearance_mode="1210", logistics="platform"
    )
    services.decide_again(order, by=None, now=LATER)
    order.refresh_from_db()

    then = receipt(order, today=TODAY, no=1)

    assert (then.decision.level, then.rule.code) == ("IMAGES", "CN-DIRECT-POSTAL")
    assert then.as_json()["tried"] == before["tried"]
    assert [each.value for each in then.facts[:2]] == ["direct_mail", "POSTAL"]
    assert explained(order)["level"] == "NUMBER_ONLY"
    assert [each.no for each in earlier(order)] == [1]


def test_a_decision_the_order_has_not_is_not_shown():
    with pytest.raises(Decision.DoesNotExist):
        receipt(make_order(), today=TODAY, no=2)


# --- what a shop reads --------------------------------------------------------------


def test_a_shop_reads_no_reference_and_no_other_shop():
    other = make_order(merchant=make_merchant("kiwi"), number="KIWI-1")
    record = make_record(other, with_photos=True, consent_reuse=True)
    order = make_order()

    shown = for_shop(receipt(order, today=TODAY))

    said = " ".join(
        str(each)
        for each in (
            shown.verdict,
            shown.because,
            shown.now_because,
            shown.would_change,
            *(attempt.because for attempt in shown.tried),
        )
    )
    assert shown.state == "ON_FILE"
    for word in (record.reference, "KIWI-1", "kiwi", "Kiwi", NAME, PHONE):
        assert word not in said


def test_a_receipt_takes_few_queries(django_assert_max_num_queries):
    order = make_order()
    make_record(order, with_photos=True)

    with entered(RequestContext()), django_assert_max_num_queries(6):
        receipt(order, today=TODAY)


def test_times_are_told_with_their_offset():
    found = explained(make_order())

    assert all(datetime.fromisoformat(f["at"]).tzinfo for f in found["facts"])
    assert IdRecord.objects.count() == 0
    assert Ruling.objects.count() == 1
