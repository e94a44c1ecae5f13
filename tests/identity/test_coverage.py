"""When a document covers an order: tables of the pure rules."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from clearance.identity.rules import Need, RecordFacts, coverage
from tests.factories import NOW

TODAY = date(2026, 11, 21)
BEFORE, AFTER = NOW - timedelta(days=1), NOW + timedelta(days=1)
BOTH = ("PORTRAIT", "EMBLEM")
CHINA = ("RESIDENT_ID", "TEMPORARY_ID", "PASSPORT")

NEED = Need("IMAGES", BOTH, CHINA, NOW)
GOOD = RecordFacts(
    id=UUID(int=1),
    reference="ID-00000001",
    state="ACCEPTED",
    document_type="RESIDENT_ID",
    sides=frozenset(BOTH),
    name_equal=True,
    valid_until=date(2034, 1, 1),
    long_term=False,
    consent_at=NOW,
    consent_reuse=False,
    submitted_at=NOW,
)


RUSSIA = Need("IMAGES", ("PORTRAIT",), ("RU_PASSPORT",), NOW, also_asked=("INN",))
PASSPORT = replace(
    GOOD, document_type="RU_PASSPORT", sides=frozenset({"PORTRAIT"}), has_inn=True
)


def asked(need=NEED, *records):
    found = coverage(need, records, TODAY)
    return str(found.state), found.why


def test_an_approved_document_covers_the_order():
    assert asked(NEED, GOOD) == ("ON_FILE", "COVERED")


@pytest.mark.parametrize(
    ("changed", "state", "why"),
    [
        ({}, "ON_FILE", "COVERED"),
        ({"has_inn": False}, "AWAITING", "NUMBER"),
        ({"state": "PENDING"}, "IN_REVIEW", "PENDING"),
        ({"state": "PENDING", "has_inn": False}, "AWAITING", "NONE"),
        # What the document itself lacks is said first.
        ({"document_type": "PASSPORT", "has_inn": False}, "AWAITING", "TYPE"),
        ({"name_equal": False, "has_inn": False}, "AWAITING", "NUMBER"),
    ],
)
def test_where_the_taxpayer_number_is_asked_a_document_without_it_is_not_enough(
    changed, state, why
):
    assert asked(RUSSIA, replace(PASSPORT, **changed)) == (state, why)


def test_where_it_is_not_asked_it_does_not_matter():
    assert asked(replace(RUSSIA, also_asked=()), replace(PASSPORT, has_inn=False)) == (
        "ON_FILE",
        "COVERED",
    )


@pytest.mark.parametrize(
    ("level", "state"),
    [
        ("NONE", "NOT_NEEDED"),
        ("NUMBER_ONLY", "NOT_NEEDED"),
        ("UNDECIDED", "UNDECIDED"),
    ],
)
def test_where_no_photos_are_asked_no_document_matters(level, state):
    assert asked(replace(NEED, level=level), GOOD) == (state, "NONE")


@pytest.mark.parametrize(
    ("changed", "state", "why"),
    [
        # Validity: on the day customs are expected to look, a week ahead.
        ({"valid_until": date(2026, 11, 28)}, "ON_FILE", "COVERED"),
        ({"valid_until": date(2026, 11, 27)}, "EXPIRED", "EXPIRED"),
        ({"valid_until": date(2020, 1, 1)}, "EXPIRED", "EXPIRED"),
        ({"valid_until": None}, "ON_FILE", "COVERED"),
        ({"valid_until": None, "long_term": True}, "ON_FILE", "COVERED"),
        ({"state": "EXPIRED"}, "EXPIRED", "EXPIRED"),
        # Consent: this parcel, or later ones too.
        ({"consent_at": BEFORE}, "AWAITING", "CONSENT"),
        ({"consent_at": BEFORE, "consent_reuse": True}, "ON_FILE", "COVERED"),
        ({"consent_at": AFTER}, "ON_FILE", "COVERED"),
        ({"consent_at": None}, "AWAITING", "CONSENT"),
        # The right person, an accepted kind, every side.
        ({"name_equal": False}, "AWAITING", "NAME"),
        ({"document_type": "RU_PASSPORT"}, "AWAITING", "TYPE"),
        ({"sides": frozenset({"PORTRAIT"})}, "AWAITING", "SIDES"),
        (
            {"document_type": "PASSPORT", "sides": frozenset({"PORTRAIT"})},
            "ON_FILE",
            "COVERED",
        ),
        # What was judged.
        ({"state": "PENDING"}, "IN_REVIEW", "PENDING"),
        ({"state": "PENDING", "name_equal": False}, "IN_REVIEW", "PENDING"),
        ({"state": "PENDING", "consent_at": BEFORE}, "AWAITING", "NONE"),
        (
            {"state": "PENDING", "consent_at": BEFORE, "name_equal": False},
            "AWAITING",
            "NONE",
        ),
        ({"state": "PENDING", "document_type": "RU_PASSPORT"}, "AWAITING", "NONE"),
        ({"state": "REJECTED"}, "RETAKE", "REJECTED"),
        ({"state": "REJECTED", "consent_at": BEFORE}, "AWAITING", "NONE"),
        ({"state": "WITHDRAWN"}, "WITHDRAWN", "WITHDRAWN"),
        ({"state": "ERASED"}, "WITHDRAWN", "WITHDRAWN"),
        ({"state": "SUPERSEDED"}, "AWAITING", "NONE"),
    ],
)
def test_what_one_document_means_for_an_order(changed, state, why):
    assert asked(NEED, replace(GOOD, **changed)) == (state, why)


def test_without_any_document_the_order_waits():
    assert asked() == ("AWAITING", "NONE")


@pytest.mark.parametrize(
    ("older", "newer", "state"),
    [
        ("ACCEPTED", "PENDING", "ON_FILE"),
        ("ACCEPTED", "REJECTED", "ON_FILE"),
        ("REJECTED", "PENDING", "IN_REVIEW"),
        ("REJECTED", "ACCEPTED", "ON_FILE"),
        ("PENDING", "REJECTED", "IN_REVIEW"),
        ("WITHDRAWN", "REJECTED", "RETAKE"),
        ("WITHDRAWN", "PENDING", "IN_REVIEW"),
        ("EXPIRED", "REJECTED", "RETAKE"),
        ("EXPIRED", "SUPERSEDED", "EXPIRED"),
    ],
)
def test_the_first_state_that_holds_of_the_contracts_order(older, newer, state):
    first = replace(GOOD, state=older, submitted_at=BEFORE)
    second = replace(GOOD, state=newer, id=UUID(int=2))

    assert asked(NEED, first, second)[0] == state
    assert asked(NEED, second, first)[0] == state


def test_any_kind_serves_where_no_rule_names_one():
    need = replace(NEED, document_types=())

    assert asked(need, replace(GOOD, document_type="RU_PASSPORT"))[0] == "ON_FILE"
