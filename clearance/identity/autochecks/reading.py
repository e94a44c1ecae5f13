"""What was read from a photo, against what was typed. The reading is kept nowhere."""

import re
from collections.abc import Sequence
from datetime import date

from clearance.identity.autochecks.facts import DocumentFacts
from clearance.identity.autochecks.finding import (
    Finding,
    could_not,
    failed,
    passed,
)
from clearance.identity.autochecks.scripts import in_latin
from clearance.identity.enums import CheckCode
from clearance.lib import documents
from clearance.lib.characters import compatible
from clearance.lib.names import normalise_name

VERSION = 1
READABLE = re.compile(r"[0-9A-Z()]{6,}")
_DAY = re.compile(r"(?<!\d)(\d{4})[.\-/](\d{2})[.\-/](\d{2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{2})[.\-/](\d{2})[.\-/](\d{4})(?!\d)")
LONG_TERM = "长期"


def number_is_read(facts: DocumentFacts, lines: Sequence[str]) -> Finding:
    """Whether the typed number stands on the document."""
    wanted = documents.normalise(facts.document_type, facts.number)
    found = ["".join(compatible(line).upper().split()) for line in lines]
    plain = [documents.normalise(facts.document_type, line) for line in found]
    if any(wanted in line for line in plain):
        return passed(CheckCode.READ_NUMBER)
    if any(READABLE.search(line) and _is_number(facts, line) for line in plain):
        return failed(CheckCode.READ_NUMBER, "differs")
    return could_not(CheckCode.READ_NUMBER, "not_found")


def name_is_read(facts: DocumentFacts, lines: Sequence[str]) -> Finding:
    """Whether the typed name stands on the document, in its own or in Latin letters.

    Not finding it says little: names are read worst.
    """
    joined = ["".join(normalise_name(line).split()) for line in lines]
    wanted = "".join(normalise_name(facts.name).split())
    if wanted and any(wanted in line for line in joined):
        return passed(CheckCode.READ_NAME)
    words = re.findall(r"[A-Z]+", in_latin(facts.name))
    read = "".join("".join(in_latin(line).split()) for line in lines)
    if words and all(word in read for word in words):
        return passed(CheckCode.READ_NAME)
    return could_not(CheckCode.READ_NAME, "not_found")


def last_day_is_read(facts: DocumentFacts, lines: Sequence[str]) -> Finding:
    """Whether the typed last day, or the word for long-term, stands there."""
    text = "\n".join(compatible(line).replace(" ", "") for line in lines)
    if facts.long_term:
        if LONG_TERM in text:
            return passed(CheckCode.READ_DATES)
    elif facts.valid_until is not None and facts.valid_until in _days_in(text):
        return passed(CheckCode.READ_DATES)
    latest = max(_days_in(text), default=None)
    if latest is None or latest <= facts.today:
        return could_not(CheckCode.READ_DATES, "not_found")
    return failed(CheckCode.READ_DATES, "differs")


def _is_number(facts: DocumentFacts, line: str) -> bool:
    return documents.check(facts.document_type, line, today=facts.today).ok


def _days_in(text: str) -> set[date]:
    found = {(y, m, d) for y, m, d in _DAY.findall(text)}
    found |= {(y, m, d) for d, m, y in _DAY_FIRST.findall(text)}
    days = set()
    for year, month, day in found:
        try:
            days.add(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return days
