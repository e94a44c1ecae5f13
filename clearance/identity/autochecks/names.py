"""Two names, perhaps in two scripts: how sure it is that they are one, and why.

The score is a hundred where the same characters stand, less for every bridge crossed.
Where no bridge leads from one script to the other, nothing is said.
"""

import re

from clearance.identity.autochecks.facts import DocumentFacts
from clearance.identity.autochecks.finding import (
    Finding,
    could_not,
    failed,
    passed,
)
from clearance.identity.autochecks.scripts import in_latin, script_of, simplified
from clearance.identity.enums import CheckCode
from clearance.lib.names import normalise_name

VERSION = 1
EQUAL, SIMPLIFIED, TRANSLITERATED, REORDERED = 100, 95, 85, 80
LEAST = REORDERED

_WORD = re.compile(r"[^\W\d_]+")


def name_is_as_on_order(facts: DocumentFacts) -> Finding:
    """Whether the name typed from the document is that of the order."""
    if not facts.name:
        return could_not(CheckCode.NAME, "erased")
    if not facts.declared_name:
        return could_not(CheckCode.NAME, "not_declared")
    score = alike(facts.name, facts.declared_name)
    if score is None:
        return could_not(CheckCode.NAME, "no_bridge", None, LEAST)
    if score < LEAST:
        return failed(CheckCode.NAME, "differs", score, LEAST)
    return passed(CheckCode.NAME, score, LEAST)


def alike(one: str, other: str) -> int | None:
    """How sure two names are one; None between scripts that no bridge joins."""
    first, second = normalise_name(one), normalise_name(other)
    if first == second:
        return EQUAL
    scripts = {script_of(first), script_of(second)}
    if scripts == {"HAN"}:
        return SIMPLIFIED if simplified(first) == simplified(second) else 0
    if "HAN" in scripts or "MIXED" in scripts:
        return None
    words, others = _words(first), _words(second)
    if sorted(words) != sorted(others):
        return 0
    return TRANSLITERATED if words == others else REORDERED


def _words(name: str) -> list[str]:
    return _WORD.findall(in_latin(name))
