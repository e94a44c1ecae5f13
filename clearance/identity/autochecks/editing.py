"""Traces that an editor leaves in a file. Hints: phones turn and crop too."""

from clearance.identity.autochecks.facts import PhotoFacts
from clearance.identity.autochecks.finding import (
    Finding,
    could_not,
    failed,
    passed,
)
from clearance.identity.enums import CheckCode

VERSION = 1


def names_no_editor(photo: PhotoFacts) -> Finding:
    """Whether the metadata of the received file named an editing program."""
    if photo.has_editor is None:
        return could_not(CheckCode.EDITING, "file_gone")
    if photo.has_editor:
        return failed(CheckCode.EDITING, "editor")
    return passed(CheckCode.EDITING)


def is_evenly_compressed(_photo: PhotoFacts) -> Finding:
    """Nothing here can tell a pasted part from a busy one yet."""
    return could_not(CheckCode.RECOMPRESSION, "no_method")
