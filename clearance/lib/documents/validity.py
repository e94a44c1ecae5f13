"""How long a document is good, and whether the dates on it fit together.

The usual terms are remarks for a person who looks at the document, never a refusal:
laws changed them and the document in hand decides.
"""

from calendar import isleap
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clearance.lib.documents.resident import age_on
from clearance.lib.documents.result import Remark

_A_DAY = timedelta(days=1)
_THREE_MONTHS = timedelta(days=93)
_LONGEST_PASSPORT_YEARS = 11
_LONG_TERM_FROM = 46
_MAY_BE_LONG_TERM = frozenset({"RESIDENT_ID", "HKID", "RU_PASSPORT"})
_TERMS_AT_ANY_AGE = {
    "RESIDENCE_PERMIT": {5},
    "HOME_RETURN_PERMIT": {3, 5, 10},
    "RU_FOREIGN_PASSPORT": {5, 10},
}


def is_expired(valid_until: date | None, *, on: date) -> bool:
    """Say whether a document is no longer good on a day; its last day still is.

    None, a document for good or of unknown term, does not expire.
    """
    return valid_until is not None and valid_until < on


def validity_warnings(
    document_type: str,
    born_on: date | None,
    valid_from: date | None,
    valid_until: date | None,
    long_term: bool,
) -> tuple[Remark, ...]:
    """What is unlikely about the dates on a document; empty when nothing is.

    Unknown dates are None and raise no doubt. Long-term (长期) is the flag with no
    `valid_until`, never a far date.
    """
    impossible = _impossible(born_on, valid_from, valid_until, long_term)
    if impossible:
        return impossible
    if long_term:
        return _doubts_of_long_term(document_type, born_on, valid_from)
    if valid_from is None or valid_until is None:
        return ()
    if _usual_term(document_type, born_on, valid_from, valid_until):
        return ()
    unusual = _("The time between the two dates is unusual for this document.")
    return (Remark("term", unusual),)


def _impossible(
    born_on: date | None,
    valid_from: date | None,
    valid_until: date | None,
    long_term: bool,
) -> tuple[Remark, ...]:
    found: list[tuple[str, Promise]] = []
    if long_term and valid_until:
        text = _("The document is marked as long-term and has a last day: keep one.")
        found.append(("long_term_with_date", text))
    if valid_from and valid_until and valid_until <= valid_from:
        text = _("The last day lies before the first: are the two dates swapped?")
        found.append(("dates_swapped", text))
    if born_on and valid_from and valid_from < born_on:
        text = _("The document begins before its holder was born.")
        found.append(("before_birth", text))
    return tuple(Remark(code, text) for code, text in found)


def _doubts_of_long_term(
    document_type: str, born_on: date | None, valid_from: date | None
) -> tuple[Remark, ...]:
    if document_type not in _MAY_BE_LONG_TERM:
        return (Remark("long_term", _("Documents of this type always have an end.")),)
    young = born_on and valid_from and age_on(valid_from, born_on) < _LONG_TERM_FROM
    if document_type == "RESIDENT_ID" and young:
        return (
            Remark(
                "long_term",
                _("Long-term cards are issued from the age of 46, not earlier."),
            ),
        )
    return ()


def _usual_term(
    document_type: str, born_on: date | None, valid_from: date, valid_until: date
) -> bool:
    age = None if born_on is None else age_on(valid_from, born_on)
    match document_type:
        case "RESIDENT_ID":
            return _lasts(valid_from, valid_until, _resident_terms(age))
        case "TEMPORARY_ID":
            return valid_until - valid_from <= _THREE_MONTHS
        case "TAIWAN_PERMIT":
            single_entry = valid_until - valid_from <= _THREE_MONTHS
            return single_entry or _lasts(valid_from, valid_until, {5})
        case "PASSPORT":
            return valid_until <= _years_after(valid_from, _LONGEST_PASSPORT_YEARS)
        case _:
            terms = _TERMS_AT_ANY_AGE.get(document_type)
            return terms is None or _lasts(valid_from, valid_until, terms)


def _resident_terms(age: int | None) -> set[int]:
    """Years a resident card is issued for, by the age of its holder at issue."""
    if age is None:
        return {5, 10, 20}
    if age < 16:
        return {5}
    if age < 26:
        return {10}
    if age < _LONG_TERM_FROM:
        return {20}
    return set()


def _lasts(valid_from: date, valid_until: date, years: set[int]) -> bool:
    """Say whether the time is one of these numbers of years, give or take a day."""
    return any(
        abs(valid_until - _years_after(valid_from, term)) <= _A_DAY for term in years
    )


def _years_after(day: date, years: int) -> date:
    year = min(day.year + years, date.max.year)
    if (day.month, day.day) == (2, 29) and not isleap(year):
        return date(year, 3, 1)
    return day.replace(year=year)
