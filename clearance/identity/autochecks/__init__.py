"""What a program can look for in a document. Checks advise; people decide.

Each module has one idea, its version and its threshold; none reads a row or writes one.
"""

from clearance.identity.autochecks.facts import DocumentFacts, PhotoFacts
from clearance.identity.autochecks.finding import Finding, could_not
from clearance.identity.autochecks.reader import (
    CannotRead,
    is_installed,
    read_lines,
)
from clearance.identity.autochecks.registry import (
    DOCUMENT_CHECKS,
    PHOTO_CHECKS,
    READ_CHECKS,
    VERSIONS,
    reads_of,
)
from clearance.identity.autochecks.sameness import Earlier, is_a_new_picture

__all__ = [
    "DOCUMENT_CHECKS",
    "PHOTO_CHECKS",
    "READ_CHECKS",
    "VERSIONS",
    "CannotRead",
    "DocumentFacts",
    "Earlier",
    "Finding",
    "PhotoFacts",
    "could_not",
    "is_a_new_picture",
    "is_installed",
    "read_lines",
    "reads_of",
]
