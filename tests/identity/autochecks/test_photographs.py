"""What the checks of a photo find in generated photos, good ones and spoilt ones."""

import pytest

from clearance.demo.people import person
from clearance.demo.photograph import Flaw
from clearance.demo.tampering import Tampering, tampered
from clearance.identity.autochecks import PHOTO_CHECKS
from clearance.identity.enums import CheckCode, CheckOutcome

from .photos import facts, found, shot

NO_METHOD = {CheckCode.COVERED, CheckCode.RECOMPRESSION}


@pytest.mark.parametrize("side", ["PORTRAIT", "EMBLEM"])
@pytest.mark.parametrize("index", [2, 3, 4])
def test_a_good_photo_passes_whatever_can_be_checked(side, index):
    good = facts(shot(side=side, holder=person(1, index, "RESIDENT_ID")), side=side)

    outcomes = {code: check(good).outcome for code, check in PHOTO_CHECKS.items()}

    could_not = {code for code, said in outcomes.items() if said == "COULD_NOT_RUN"}
    assert could_not == NO_METHOD
    assert {*outcomes.values()} == {CheckOutcome.PASS, CheckOutcome.COULD_NOT_RUN}


@pytest.mark.parametrize(
    ("flaw", "code", "detail"),
    [
        (Flaw.BLUR, CheckCode.SHARPNESS, "blurred"),
        (Flaw.SHAKE, CheckCode.SHARPNESS, "blurred"),
        (Flaw.DARK, CheckCode.EXPOSURE, "too_dark"),
        (Flaw.BRIGHT, CheckCode.EXPOSURE, "too_bright"),
        (Flaw.GLARE, CheckCode.GLARE, "glare"),
        (Flaw.GREY, CheckCode.COLOUR, "grey"),
        (Flaw.CROP, CheckCode.FRAMING, "edge_missing"),
        (Flaw.SMALL, CheckCode.RESOLUTION, "too_small"),
    ],
)
def test_a_flaw_is_found_by_its_check(flaw, code, detail):
    said = found(code, shot(flaw))

    assert (said.outcome, said.detail) == (CheckOutcome.FAIL, detail)
    assert said.value is not None
    assert said.threshold is not None


def test_a_photo_on_its_side_is_as_good():
    turned = facts(shot(Flaw.ROTATE))

    failed = [c for c in PHOTO_CHECKS if PHOTO_CHECKS[c](turned).outcome == "FAIL"]

    assert failed == []


@pytest.mark.parametrize(
    ("sent", "asked", "detail"),
    [("EMBLEM", "PORTRAIT", "emblem"), ("PORTRAIT", "EMBLEM", "no_emblem")],
)
def test_the_other_side_is_noticed(sent, asked, detail):
    said = found(CheckCode.SIDE, shot(side=sent), side=asked)

    assert (said.outcome, said.detail) == (CheckOutcome.FAIL, detail)


@pytest.mark.parametrize(
    ("flaws", "why"),
    [((Flaw.GREY,), "no_colour"), ((Flaw.BLUR,), "not_clear"), ((Flaw.DARK,), None)],
)
def test_the_side_is_not_guessed_where_it_cannot_be_seen(flaws, why):
    said = found(CheckCode.SIDE, shot(*flaws, side="EMBLEM"), side="EMBLEM")

    assert said.outcome == CheckOutcome.COULD_NOT_RUN
    assert said.detail == why or why is None


def test_sides_of_other_documents_are_not_told_apart():
    permit = person(1, 2, "TAIWAN_PERMIT")

    said = found(
        CheckCode.SIDE, shot(holder=permit), document_type=permit.document_type
    )

    assert (said.outcome, said.detail) == (CheckOutcome.COULD_NOT_RUN, "no_method")


def test_in_the_dark_neither_colours_nor_edges_are_judged():
    dark = shot(Flaw.DARK)

    said = {found(code, dark).outcome for code in (CheckCode.COLOUR, CheckCode.FRAMING)}

    assert said == {CheckOutcome.COULD_NOT_RUN}


def test_an_editing_program_is_a_hint():
    edited = tampered(shot(), Tampering.EDITOR)

    assert found(CheckCode.EDITING, edited).detail == "editor"
    assert found(CheckCode.EDITING, shot()).outcome == CheckOutcome.PASS


def test_a_photo_that_a_chat_program_saved_again_is_still_good():
    resaved = facts(tampered(shot(), Tampering.RESAVED))

    failed = [c for c in PHOTO_CHECKS if PHOTO_CHECKS[c](resaved).outcome == "FAIL"]

    assert failed == []
