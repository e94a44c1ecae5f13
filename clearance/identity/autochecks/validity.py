"""The end of a document against today, and against the age of its holder."""

from datetime import date

from clearance.identity.autochecks.facts import DocumentFacts
from clearance.identity.autochecks.finding import (
    Finding,
    could_not,
    failed,
    passed,
)
from clearance.identity.enums import CheckCode
from clearance.lib.documents import WITHOUT_END, is_expired, validity_warnings
from clearance.lib.documents.resident import age_on

VERSION = 1
TERMS = (5, 10, 20)
LONG_TERM_FROM = 46


def validity_fits(facts: DocumentFacts) -> Finding:
    """Whether the document is still good, and such an end is given at that age.

    The first day is not typed, so any usual term that fits will do.
    """
    if facts.document_type in WITHOUT_END:
        return could_not(CheckCode.VALIDITY, "no_end")
    if is_expired(facts.valid_until, on=facts.today):
        return failed(CheckCode.VALIDITY, "expired", _days_left(facts), 0)
    if facts.document_type != "RESIDENT_ID" or facts.born_on is None:
        if facts.valid_until is None:
            return could_not(CheckCode.VALIDITY, "no_date")
        return passed(CheckCode.VALIDITY, _days_left(facts), 0)
    if facts.long_term:
        age = age_on(facts.today, facts.born_on)
        if age < LONG_TERM_FROM:
            return failed(CheckCode.VALIDITY, "too_young", age, LONG_TERM_FROM)
        return passed(CheckCode.VALIDITY, age, LONG_TERM_FROM)
    if facts.valid_until is None:
        return could_not(CheckCode.VALIDITY, "no_date")
    if not any(_is_usual(facts, facts.valid_until, years) for years in TERMS):
        return failed(CheckCode.VALIDITY, "term", _days_left(facts), 0)
    return passed(CheckCode.VALIDITY, _days_left(facts), 0)


def _is_usual(facts: DocumentFacts, until: date, years: int) -> bool:
    """Whether a card that ends then may have been issued so many years before."""
    first = _years_before(until, years)
    return first <= facts.today and not validity_warnings(
        facts.document_type, facts.born_on, first, until, long_term=False
    )


def _years_before(day: date, years: int) -> date:
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year - years)


def _days_left(facts: DocumentFacts) -> int | None:
    return (facts.valid_until - facts.today).days if facts.valid_until else None
