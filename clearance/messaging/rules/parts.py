"""How many text messages a text fills, which is what is paid for.

A text whose every character is in the GSM alphabet (3GPP TS 23.038) is sent in seven
bits: 160 in one part, 153 in each of several. Any other, as all Chinese and Russian, is
sent in UCS-2: 70, and 67.
"""

from itertools import accumulate

BUDGET = 2
"""Parts that a message may fill."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPED = frozenset("^{}\\[~]|€\f")
"""Characters of the alphabet's extension: two places each."""


def parts_of(text: str) -> int:
    """The parts of a text; a character of two places is never cut in half."""
    if set(text) <= _BASIC | _ESCAPED:
        widths = [2 if character in _ESCAPED else 1 for character in text]
        alone, joined = 160, 153
    else:
        widths = [2 if ord(character) > 0xFFFF else 1 for character in text]
        alone, joined = 70, 67
    if sum(widths) <= alone:
        return 1
    # Each step: what the part being filled holds, in places counted from the start.
    ends = accumulate(widths, lambda at, width: _place(at, width, joined), initial=0)
    return -(-max(ends) // joined)


def _place(at: int, width: int, size: int) -> int:
    """Where a character ends: in the next part when this one has no room for it."""
    left = size - at % size
    return at + width + (left if left < width else 0)
