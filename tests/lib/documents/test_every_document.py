from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clearance.lib.documents import FAMILY, SIDES, check, index_form, normalise
from clearance.lib.documents.mrz import check_td3

TODAY = date(2025, 6, 15)
TYPES = (
    "RESIDENT_ID",
    "TEMPORARY_ID",
    "RESIDENCE_PERMIT",
    "HOME_RETURN_PERMIT",
    "TAIWAN_PERMIT",
    "HKID",
    "PASSPORT",
    "PR_CARD",
    "RU_PASSPORT",
    "RU_FOREIGN_PASSPORT",
)
TYPED = st.text() | st.text(alphabet="0123456789XABEHMРХx<()-. +", max_size=20)
DOCUMENTS = st.sampled_from([*TYPES, "INN", "LIBRARY_CARD"])


def test_every_type_has_a_family_and_sides():
    assert tuple(FAMILY) == TYPES
    assert tuple(SIDES) == TYPES


def test_a_temporary_card_is_of_the_resident_cards_family():
    others = {FAMILY[kind] for kind in TYPES if kind != "TEMPORARY_ID"}

    assert FAMILY["TEMPORARY_ID"] == FAMILY["RESIDENT_ID"]
    assert len(others) == 9
    assert max(len(family) for family in others) <= 20


@pytest.mark.parametrize("document_type", TYPES)
def test_passports_show_one_page_and_cards_two_sides(document_type):
    one_page = {"PASSPORT", "RU_PASSPORT", "RU_FOREIGN_PASSPORT"}
    expected = ("PORTRAIT",) if document_type in one_page else ("PORTRAIT", "EMBLEM")

    assert SIDES[document_type] == expected


@given(DOCUMENTS, TYPED)
@example("RESIDENT_ID", "0" * 18)
@example("RESIDENT_ID", "110101" + "0" * 12)
@example("PR_CARD", "9" + "0" * 16 + "X")
@example("RESIDENT_ID", "\ud800")
def test_no_text_breaks_a_check(document_type, raw):
    found = check(document_type, raw, today=TODAY)

    assert found.ok is (found.code == "")
    assert bool(str(found.message)) is not found.ok


@given(DOCUMENTS, TYPED)
def test_a_normalised_number_stays_as_it_is(document_type, raw):
    number = normalise(document_type, raw)

    assert normalise(document_type, number) == number
    assert index_form(document_type, index_form(document_type, number)) == index_form(
        document_type, number
    )


@given(DOCUMENTS, TYPED)
def test_an_accepted_number_is_plain_ascii(document_type, raw):
    found = check(document_type, raw, today=TODAY)

    assert not found.ok or (found.number.isascii() and found.number.isalnum())


@given(DOCUMENTS, st.from_regex(r"[0-9A-Z]{6,20}", fullmatch=True))
def test_no_message_repeats_the_number(document_type, raw):
    found = check(document_type, raw, today=TODAY)
    sentences = [found.message, *(remark.message for remark in found.warnings)]

    assert not [text for text in sentences if raw in str(text)]


@given(TYPED | st.text(alphabet="0123456789<PUTO", min_size=44, max_size=44))
def test_no_text_breaks_the_reading_of_the_machine_lines(raw):
    found = check_td3(raw, today=TODAY)

    assert found.ok is (found.code == "")
