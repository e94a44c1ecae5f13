"""The number of a document: possible, as declared, not an old one, nobody else's."""

from clearance.identity.autochecks.facts import DocumentFacts
from clearance.identity.autochecks.finding import (
    Finding,
    could_not,
    failed,
    passed,
)
from clearance.identity.enums import CheckCode
from clearance.lib import documents

VERSION = 1
FIRST_GENERATION = 15


def number_is_possible(facts: DocumentFacts) -> Finding:
    """Whether such a document can have this number."""
    if not facts.number:
        return could_not(CheckCode.NUMBER, "erased")
    found = documents.check(facts.document_type, facts.number, today=facts.today)
    if not found.ok:
        return failed(CheckCode.NUMBER, "impossible")
    return passed(CheckCode.NUMBER)


def number_is_as_declared(facts: DocumentFacts) -> Finding:
    """Whether the order names the same number; an old form of it is the same."""
    if not facts.number:
        return could_not(CheckCode.DECLARED_NUMBER, "erased")
    if not facts.declared_number:
        return could_not(CheckCode.DECLARED_NUMBER, "not_declared")
    if documents.FAMILY.get(facts.declared_type) != documents.FAMILY.get(
        facts.document_type
    ):
        return could_not(CheckCode.DECLARED_NUMBER, "other_document")
    if _plain(facts, facts.declared_number) != _plain(facts, facts.number):
        return failed(CheckCode.DECLARED_NUMBER, "differs")
    return passed(CheckCode.DECLARED_NUMBER)


def record_is_not_old(facts: DocumentFacts) -> Finding:
    """Whether the number on record is one of fifteen digits, of before 1999."""
    if documents.FAMILY.get(facts.declared_type) != "RESIDENT_ID":
        return could_not(CheckCode.OLD_NUMBER, "not_declared")
    if not facts.declared_number:
        return could_not(CheckCode.OLD_NUMBER, "not_declared")
    length = len(documents.normalise(facts.declared_type, facts.declared_number))
    if length == FIRST_GENERATION:
        return failed(CheckCode.OLD_NUMBER, "fifteen", length, FIRST_GENERATION)
    return passed(CheckCode.OLD_NUMBER, length, FIRST_GENERATION)


def number_is_theirs_alone(facts: DocumentFacts) -> Finding:
    """Whether nobody else sent a document with this number, by its keyed digest."""
    if not facts.number:
        return could_not(CheckCode.NUMBER_REUSED, "erased")
    if facts.others_with_number:
        return failed(
            CheckCode.NUMBER_REUSED, "other_person", facts.others_with_number, 0
        )
    return passed(CheckCode.NUMBER_REUSED, 0, 0)


def _plain(facts: DocumentFacts, number: str) -> str:
    kind = facts.document_type
    return documents.index_form(kind, documents.normalise(kind, number))
