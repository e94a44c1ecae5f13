"""Characters that a person does not see, and that must not decide anything.

Zero-width and bidirectional controls arrive by copy and paste; unseen, they would
make two equal names differ or show a name in another order than it is stored.
"""

import unicodedata

_UNSEEN_CATEGORIES = frozenset({"Cf", "Cs"})
_UNSEEN = frozenset("\u034f\u115f\u1160\u3164\uffa0")


def is_unseen(char: str) -> bool:
    """Say whether a character leaves no mark: a control, joiner or selector."""
    if char.isascii():
        return not char.isprintable() and not char.isspace()
    return (
        unicodedata.category(char) in _UNSEEN_CATEGORIES
        or char in _UNSEEN
        or "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
    )


def without_unseen(text: str) -> str:
    """Drop the characters that leave no mark; spaces, tabs and line ends stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char for char in text if not is_unseen(char))


def compatible(text: str) -> str:
    """Full-width and other typographic forms as plain ones (NFKC), unseen dropped.

    Repeated until nothing changes: dropping a joiner may let two marks compose.
    """
    if text.isascii() and text.isprintable():
        return text
    while (plain := unicodedata.normalize("NFKC", without_unseen(text))) != text:
        text = plain
    return plain
