from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.lib.documents import is_expired, validity_warnings

FROM = date(2020, 3, 1)


def codes(document_type, born_on, valid_from, valid_until, long_term=False):
    found = validity_warnings(
        document_type, born_on, valid_from, valid_until, long_term
    )
    return [remark.code for remark in found]


@pytest.mark.parametrize(
    ("last_day", "expired"),
    [(date(2025, 6, 14), True), (date(2025, 6, 15), False), (None, False)],
)
def test_a_document_is_good_to_the_end_of_its_last_day(last_day, expired):
    assert is_expired(last_day, on=date(2025, 6, 15)) is expired


@pytest.mark.parametrize(
    ("born_on", "years", "expected"),
    [
        (date(2004, 3, 2), 5, []),
        (date(2004, 3, 1), 5, ["term"]),
        (date(2004, 3, 1), 10, []),
        (date(1994, 3, 2), 10, []),
        (date(1994, 3, 1), 20, []),
        (date(1994, 3, 1), 10, ["term"]),
        (date(1974, 3, 1), 20, ["term"]),
        (None, 20, []),
        (None, 7, ["term"]),
    ],
)
def test_a_resident_card_lasts_by_age_at_issue(born_on, years, expected):
    until = FROM.replace(year=FROM.year + years)

    assert codes("RESIDENT_ID", born_on, FROM, until) == expected


@pytest.mark.parametrize(
    ("document_type", "born_on", "expected"),
    [
        ("RESIDENT_ID", date(1974, 3, 1), []),
        ("RESIDENT_ID", date(1974, 3, 2), ["long_term"]),
        ("RESIDENT_ID", None, []),
        ("HKID", None, []),
        ("PASSPORT", None, ["long_term"]),
        ("TEMPORARY_ID", None, ["long_term"]),
    ],
)
def test_only_some_documents_are_long_term(document_type, born_on, expected):
    assert codes(document_type, born_on, FROM, None, long_term=True) == expected


@pytest.mark.parametrize(
    ("document_type", "until", "expected"),
    [
        ("TEMPORARY_ID", date(2020, 6, 1), []),
        ("TEMPORARY_ID", date(2020, 7, 1), ["term"]),
        ("RESIDENCE_PERMIT", date(2025, 3, 1), []),
        ("RESIDENCE_PERMIT", date(2030, 3, 1), ["term"]),
        ("HOME_RETURN_PERMIT", date(2023, 2, 28), []),
        ("HOME_RETURN_PERMIT", date(2030, 2, 28), []),
        ("HOME_RETURN_PERMIT", date(2040, 3, 1), ["term"]),
        ("TAIWAN_PERMIT", date(2020, 5, 31), []),
        ("TAIWAN_PERMIT", date(2025, 3, 1), []),
        ("TAIWAN_PERMIT", date(2021, 3, 1), ["term"]),
        ("PASSPORT", date(2030, 2, 28), []),
        ("PASSPORT", date(2040, 3, 1), ["term"]),
        ("RU_FOREIGN_PASSPORT", date(2030, 3, 1), []),
        ("RU_FOREIGN_PASSPORT", date(2027, 3, 1), ["term"]),
        ("PR_CARD", date(2027, 3, 1), []),
    ],
)
def test_each_document_has_its_usual_term(document_type, until, expected):
    assert codes(document_type, None, FROM, until) == expected


def test_dates_that_contradict_each_other_are_remarked():
    born_on, until = date(2021, 1, 1), date(2019, 1, 1)

    found = codes("RESIDENT_ID", born_on, FROM, until, long_term=True)

    assert found == ["long_term_with_date", "dates_swapped", "before_birth"]


def test_a_card_issued_on_a_leap_day_ends_on_either_neighbour():
    issued = date(2020, 2, 29)

    assert codes("RESIDENT_ID", None, issued, date(2025, 2, 28)) == []
    assert codes("RESIDENT_ID", None, issued, date(2025, 3, 1)) == []


def test_unknown_dates_raise_no_doubt():
    assert codes("RESIDENT_ID", None, None, None) == []
    assert codes("RESIDENT_ID", None, FROM, None) == []
    assert codes("RESIDENT_ID", None, None, FROM) == []


@given(
    st.sampled_from(["RESIDENT_ID", "TAIWAN_PERMIT", "PASSPORT", "LIBRARY_CARD"]),
    st.none() | st.dates(),
    st.none() | st.dates(),
    st.none() | st.dates(),
    st.booleans(),
)
def test_no_dates_break_the_remarks(kind, born_on, valid_from, valid_until, long_term):
    found = codes(kind, born_on, valid_from, valid_until, long_term)

    assert len(found) == len(set(found))
