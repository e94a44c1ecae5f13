"""What a state allows: numbers, holds and stages, in complete tables."""

from itertools import product

import pytest

from clearance.channels.enums import Level, Subject
from clearance.orders.enums import (
    OPEN_STAGES,
    Hold,
    NumberState,
    Stage,
    UploadState,
)
from clearance.orders.rules import hold, is_open, may_move, number_state

RIGHT, WRONG, NO_NUMBER = ("1", True), ("1", False), ("", False)


@pytest.mark.parametrize(
    ("number", "expected"),
    [(RIGHT, "PRESENT"), (WRONG, "INVALID"), (NO_NUMBER, "MISSING")],
)
def test_only_the_orderers_number_without_photos_is_asked_of_the_order(
    number, expected
):
    text, is_right = number
    found = {
        (level, subject): number_state(
            level=level, subject=subject, number=text, number_is_right=is_right
        )
        for level, subject in product(Level.values, ["", *Subject.values])
    }

    asked = ("NUMBER_ONLY", "ORDERER")
    assert found.pop(asked) == expected
    assert set(found.values()) == {NumberState.NOT_NEEDED}


def test_the_first_hold_that_applies_is_told():
    found = {
        (level, number, upload): hold(level=level, number=number, upload=upload)
        for level, number, upload in product(
            Level.values, NumberState.values, UploadState.values
        )
    }

    for (level, number, upload), held in found.items():
        if level == "UNDECIDED":
            expected = "HOLD_DECISION"
        elif number in ("MISSING", "INVALID"):
            expected = "HOLD_NUMBER"
        elif level == "IMAGES" and upload != "ON_FILE":
            expected = "HOLD_ID"
        else:
            expected = "CLEAR"
        assert held == expected
    assert set(found.values()) == set(Hold)


@pytest.mark.parametrize(
    ("level", "number", "upload", "expected"),
    [
        ("UNDECIDED", "MISSING", "UNDECIDED", "HOLD_DECISION"),
        ("NUMBER_ONLY", "MISSING", "NOT_NEEDED", "HOLD_NUMBER"),
        ("NUMBER_ONLY", "INVALID", "NOT_NEEDED", "HOLD_NUMBER"),
        ("NUMBER_ONLY", "PRESENT", "NOT_NEEDED", "CLEAR"),
        ("IMAGES", "NOT_NEEDED", "AWAITING", "HOLD_ID"),
        ("IMAGES", "NOT_NEEDED", "IN_REVIEW", "HOLD_ID"),
        ("IMAGES", "NOT_NEEDED", "RETAKE", "HOLD_ID"),
        ("IMAGES", "NOT_NEEDED", "WITHDRAWN", "HOLD_ID"),
        ("IMAGES", "NOT_NEEDED", "EXPIRED", "HOLD_ID"),
        ("IMAGES", "NOT_NEEDED", "ON_FILE", "CLEAR"),
        ("NONE", "NOT_NEEDED", "NOT_NEEDED", "CLEAR"),
    ],
)
def test_what_keeps_an_order_from_shipping(level, number, upload, expected):
    assert hold(level=level, number=number, upload=upload) == expected


MAY_FOLLOW = {
    "PLACED": "PAID SHIPPED DECLARED RELEASED COMPLETED CLOSED REFUNDED",
    "PAID": "SHIPPED DECLARED RELEASED COMPLETED CLOSED REFUNDED",
    "SHIPPED": "DECLARED RELEASED COMPLETED CLOSED REFUNDED",
    "DECLARED": "RELEASED COMPLETED CLOSED REFUNDED",
    "RELEASED": "COMPLETED CLOSED REFUNDED",
    "COMPLETED": "CLOSED REFUNDED",
    "CLOSED": "REFUNDED",
    "REFUNDED": "",
}


def test_stages_move_forward_or_out_and_never_back():
    found = {
        old: {new for new in Stage.values if may_move(old, new)} for old in Stage.values
    }

    assert found == {old: set(new.split()) for old, new in MAY_FOLLOW.items()}


def test_an_order_is_open_until_it_is_completed_closed_or_refunded():
    is_closed = {stage for stage in Stage.values if not is_open(stage)}

    assert is_closed == {"COMPLETED", "CLOSED", "REFUNDED"}
    assert {*OPEN_STAGES} | is_closed == {*Stage.values}


def test_a_closed_order_never_opens_again():
    for old, new in product(Stage.values, Stage.values):
        if not is_open(old) and may_move(old, new):
            assert not is_open(new)
