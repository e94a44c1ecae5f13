"""The machine-readable lines of a passport: their check digits, and the number in them.

Reading software takes O for 0 and I for 1; where a letter or a digit alone may stand,
that is mended before the check digits are asked.
"""

import re
from collections.abc import Sequence

from clearance.identity.autochecks.facts import DocumentFacts
from clearance.identity.autochecks.finding import (
    Finding,
    could_not,
    failed,
    passed,
)
from clearance.identity.enums import CheckCode
from clearance.lib.documents.mrz import FILLER, check_td3

VERSION = 1
WITH_LINES = frozenset({"PASSPORT", "RU_PASSPORT", "RU_FOREIGN_PASSPORT"})
WIDTH = 44
DIGITS = str.maketrans("OQDILSBZ", "00011582")
LETTERS = str.maketrans("0182", "OIBZ")
_NOT_OF_THEM = re.compile(r"[^A-Z0-9<]")
_FILLERS = re.compile(r"<{3,}")
DIGITS_ONLY = (slice(9, 10), slice(13, 20), slice(21, 28), slice(42, 44))
NATIONALITY = slice(10, 13)


def lines_agree(facts: DocumentFacts, lines: Sequence[str]) -> Finding:
    """Whether the second line's check digits fit and it has the typed number."""
    second = second_line(lines)
    if not second:
        return could_not(CheckCode.MRZ, "not_found")
    found = check_td3(second, today=facts.today)
    if not found.ok:
        return failed(CheckCode.MRZ, "checksum", len(found.failed), 0)
    if number_in(second, facts.document_type) != facts.number:
        return failed(CheckCode.MRZ, "differs")
    return passed(CheckCode.MRZ, 0, 0)


def second_line(lines: Sequence[str]) -> str:
    """The line with number and dates among what was read; "" where there is none."""
    for line in lines:
        text = _NOT_OF_THEM.sub("", line.upper().replace("«", FILLER * 2))
        if text.startswith("P<") or FILLER not in text or len(text) < WIDTH - 8:
            continue
        if sum(char.isdigit() for char in text) < 12:
            continue
        return _mended(_stretched(text))
    return ""


def number_in(second: str, document_type: str) -> str:
    """The number of the document as it is typed.

    A Russian internal passport moves its fourth digit to the optional data.
    """
    number = second[:9].rstrip(FILLER)
    if document_type == "RU_PASSPORT":
        return number[:3] + second[28:29] + number[3:]
    return number


def _stretched(text: str) -> str:
    """The line with its longest run of fillers as long as it has to be."""
    runs = sorted(_FILLERS.finditer(text), key=lambda run: run.end() - run.start())
    if len(text) == WIDTH or not runs:
        return text[:WIDTH]
    begin, end = runs[-1].span()
    fillers = max(0, WIDTH - len(text) + end - begin)
    return (text[:begin] + FILLER * fillers + text[end:])[:WIDTH]


def _mended(text: str) -> str:
    chars = list(text)
    for part in DIGITS_ONLY:
        chars[part] = "".join(chars[part]).translate(DIGITS)
    chars[NATIONALITY] = "".join(chars[NATIONALITY]).translate(LETTERS)
    return "".join(chars)
