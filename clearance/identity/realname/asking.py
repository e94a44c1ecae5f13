"""Who answers real-name checks, and that there was no answer."""

from typing import Protocol

from clearance.identity.enums import RealNameOutcome, RealNameReason
from clearance.identity.rules import Question


class Unanswered(Exception):
    """The provider gave no answer; the code says why, and nothing of the question."""

    def __init__(self, reason: RealNameReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Provider(Protocol):
    """Who knows which name belongs to which number.

    `name` is shown to staff; `documents` are the types it knows. `key` is the same at
    every attempt of one question, so that a repeat is answered, and paid for, once.
    """

    @property
    def name(self) -> str: ...

    @property
    def documents(self) -> frozenset[str]: ...

    def ask(self, question: Question, *, key: str) -> RealNameOutcome:
        """SAME, DIFFERENT or NOT_FOUND. Raises Unanswered, and nothing else of its
        own.
        """
