"""An answer with its reason: what is allowed, or refused and why."""

from dataclasses import dataclass
from typing import Any, Self

from django.utils.functional import Promise

type Text = str | Promise
"""A sentence for the screen, perhaps translated only when it is shown."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an action is allowed, and the sentence shown beside the button.

    True in a condition when allowed, so that a page and the POST behind its button
    can ask the same question: `if not (verdict := may_see_photo(user, order))`.
    """

    allowed: bool
    because: Text = ""
    code: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    @classmethod
    def yes(cls, because: Text = "", code: str = "") -> Self:
        return cls(allowed=True, because=because, code=code)

    @classmethod
    def no(cls, because: Text, code: str = "") -> Self:
        return cls(allowed=False, because=because, code=code)

    def demand(self) -> None:
        """Raise Refusal with the same sentence and code unless allowed."""
        if not self.allowed:
            raise Refusal(self.because, code=self.code)


class Refusal(Exception):
    """The domain said no: nothing was changed, and the person is told why.

    `code` is for scripts and logs, `remedy` says what the person can do next.
    The message stays untranslated until it is shown in the reader's language.
    """

    def __init__(self, message: Text, code: str = "", remedy: Text = "") -> None:
        super().__init__(message, code, remedy)
        self.message = message
        self.code = code
        self.remedy = remedy

    def __str__(self) -> str:
        return str(self.message)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self.message), self.code, str(self.remedy))
