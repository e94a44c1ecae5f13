"""The same picture again, and pictures that only look alike."""

from dataclasses import replace

import pytest

from clearance.demo.people import person
from clearance.demo.tampering import Tampering, tampered
from clearance.identity.autochecks import Earlier, is_a_new_picture
from clearance.identity.autochecks.sameness import NEAREST, distance

from .photos import shot, taken

LOOK = taken(shot()).look
AGAIN = Earlier("other_person", "PORTRAIT", taken(shot()).look)


@pytest.mark.parametrize("how", [Tampering.RESAVED, Tampering.EDITOR])
def test_a_picture_saved_again_is_recognised(how):
    saved_again = taken(tampered(shot(), how)).look

    said = is_a_new_picture("PORTRAIT", saved_again, [AGAIN])

    assert (said.outcome, said.detail) == ("FAIL", "other_person")
    assert said.value == distance(saved_again, LOOK)


@pytest.mark.parametrize("index", [5, 9, 14])
def test_another_persons_card_of_the_same_kind_is_another_picture(index):
    theirs = taken(shot(holder=person(1, index, "RESIDENT_ID"))).look

    said = is_a_new_picture("PORTRAIT", theirs, [AGAIN])

    assert said.outcome == "PASS"
    assert said.value is not None
    assert said.value > NEAREST


def test_another_photo_of_the_same_card_is_another_picture():
    said = is_a_new_picture("PORTRAIT", taken(shot(seed=8)).look, [AGAIN])

    assert said.outcome == "PASS"


def test_equal_digests_need_no_look():
    known = Earlier("sent_before", "EMBLEM", "", is_same=True)

    said = is_a_new_picture("EMBLEM", LOOK, [known])

    assert (said.outcome, said.detail, said.value) == ("FAIL", "sent_before", 0)


def test_emblems_of_other_people_may_look_alike():
    theirs = replace(AGAIN, side="EMBLEM")

    assert is_a_new_picture("EMBLEM", LOOK, [theirs]).outcome == "PASS"
    assert is_a_new_picture("PORTRAIT", LOOK, [theirs]).outcome == "PASS"


def test_the_picture_of_the_other_side_is_compared_too():
    other_side = Earlier("other_side", "EMBLEM", LOOK)

    said = is_a_new_picture("PORTRAIT", LOOK, [other_side])

    assert (said.outcome, said.detail) == ("FAIL", "other_side")


def test_nothing_to_compare_with_is_a_new_picture():
    assert is_a_new_picture("PORTRAIT", LOOK, []).outcome == "PASS"
