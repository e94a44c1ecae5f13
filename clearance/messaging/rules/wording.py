"""Filling the words of a message: only with what may stand in one, and in two parts."""

import re
from collections.abc import Mapping

from clearance.messaging.rules import letters, texts
from clearance.messaging.rules.parts import BUDGET, parts_of

_SHAPES = {
    "tail": re.compile(r".{1,4}"),
    "link": re.compile(r"https?://[^\s/]+/\S*"),
    "code": re.compile(r"[0-9]{4,8}"),
    "shop": re.compile(r".+", re.DOTALL),
    "reason": re.compile(r".+", re.DOTALL),
}
"""All that a message may tell: never a name, a whole order number, a document."""

_ELASTIC = ("shop", "reason")
"""Parts that are cut short where a text would not fit."""


class NotToBeTold(ValueError):
    """A part that no message may have, or that is not what its name says."""


def text(
    kind: str, language: str, context: Mapping[str, str], channel: str = "SMS"
) -> str:
    """The words of a message; an e-mail's begin with its subject and a blank line.

    Raises KeyError when the context lacks a part, NotToBeTold for one too many.
    """
    said = _fitted(_in_language(texts.TEXTS[kind], language), _checked(context))
    if channel == "SMS":
        return said
    # A part is data: whatever braces it has are never read as another template.
    whole = {"said": said, **context}
    return _in_language(letters.LETTERS[kind], language).format_map(whole)


def version(kind: str, channel: str = "SMS") -> int:
    """Which words of a kind are sent now."""
    versions = texts.VERSIONS if channel == "SMS" else letters.VERSIONS
    return versions.get(kind, 1)


def _in_language(by_language: Mapping[str, str], language: str) -> str:
    return by_language.get(language, by_language["en"])


def _checked(context: Mapping[str, str]) -> dict[str, str]:
    for name, value in context.items():
        shape = _SHAPES.get(name)
        if shape is None or not shape.fullmatch(value):
            raise NotToBeTold(name)  # its name only: the value may be anybody's
    return {name: " ".join(value.split()) for name, value in context.items()}


def _fitted(template: str, parts: dict[str, str]) -> str:
    said = _spelled(template.format_map(parts))
    for name in _ELASTIC:
        if f"{{{name}}}" not in template:
            continue
        whole = parts[name]
        for length in range(len(whole) - 1, 0, -1):
            if parts_of(said) <= BUDGET:
                break
            shorter = parts | {name: f"{whole[:length].rstrip()}…"}
            said = _spelled(template.format_map(shorter))
    return said


def _spelled(said: str) -> str:
    """With three dots for the one sign, where that one makes a text fill more parts."""
    dotted = said.replace("…", "...")
    return dotted if parts_of(dotted) < parts_of(said) else said
