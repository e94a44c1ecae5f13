"""What the checks look at, gathered beforehand: they themselves read nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """One kept photo: its side, its size, and the figures taken of its pixels.

    `has_editor` is None where the received file is gone.
    """

    document_type: str
    side: str
    width: int
    height: int
    measures: Mapping[str, int]
    has_editor: bool | None = None


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What was typed from a document, and what its order declares of the person."""

    document_type: str
    number: str
    name: str
    born_on: date | None
    valid_until: date | None
    long_term: bool
    declared_name: str
    declared_type: str
    declared_number: str
    today: date
    others_with_number: int = 0
