"""The words of a receipt: for every answer a sentence, in every language."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.utils import translation

from clearance.channels.models import IdRequirementRule
from clearance.channels.queries import rules_in_force
from clearance.identity.queries import receipt, wording
from clearance.identity.queries.standings import Standing
from clearance.lib.workdays import today
from clearance.orders.enums import Hold, NumberState, UploadState
from clearance.orders.models import Decision
from tests.factories import (
    NOW,
    id_number,
    make_merchant,
    make_order,
    make_record,
)

pytestmark = pytest.mark.django_db

TODAY = today(NOW)
LATER = NOW + timedelta(hours=3)


def explained(order):
    return receipt(order, today=TODAY).as_json()


def on_the_platform_that_asks_every_buyer(**more):
    shop = make_merchant("kiwi")
    type(shop).objects.filter(pk=shop.pk).update(platform="PINDUODUO")
    shop.refresh_from_db()
    return make_order(merchant=shop, **more)


# --- sentences ----------------------------------------------------------------------

WHYS = [
    *("NONE", "CONSENT", "EXPIRED", "NAME", "TYPE", "SIDES", "NUMBER"),
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


def test_where_one_is_on_file_that_does_not_serve_another_one_is_named():
    before = make_order(number="R-1")
    make_record(before, consent_reuse=False, with_photos=True)
    later = make_order(
        number="R-2", merchant=before.merchant, now=NOW + timedelta(hours=1)
    )

    found = explained(later)

    assert "agreed to its use only" in found["because"]
    assert found["would_change"] == (
        "One more document of this person, sent for this order and approved, meets it."
    )


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
