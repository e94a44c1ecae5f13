"""A person's name: as it is kept, and as two names are compared."""

import re

from clearance.lib.characters import compatible

MIDDLE_DOT = "\u00b7"

_LONGEST = 1000

_DOTS = re.compile("[\u00b7\u2022\u30fb\u2027\u2219\u22c5]")
_SPACED_DOT = re.compile(rf"\s*{MIDDLE_DOT}\s*")
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_FULL_STOP_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}])\s*[.\u3002]\s*(?=[{_HAN}])")
# Most names are made of these alone: nothing in them is folded but the case.
_PLAIN = re.compile(rf"[A-Za-z\u4e00-\u9fa5]{{1,{_LONGEST}}}")
_SPACE_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")


def clean_name(raw: str) -> str:
    """The name as it is kept and shown: case and dots stay, stray characters go.

    What follows the first thousand characters is no name and is left out.
    """
    return " ".join(compatible(raw[:_LONGEST]).split())


def normalise_name(raw: str) -> str:
    """The name as it is compared: equal results mean the same written name.

    The middle dots of a transliterated name are one dot whichever key typed them,
    spaces between Han characters are padding, and case does not matter. Accents and
    the Russian ё do: they may tell two people apart.
    """
    if _PLAIN.fullmatch(raw):
        return raw.lower()
    name = clean_name(raw)
    while (folded := _fold(name)) != name:
        name = folded
    return name


def same_name(one: str, other: str) -> bool:
    """Say whether two written names are the same; an empty name equals none."""
    name = normalise_name(one)
    return bool(name) and name == normalise_name(other)


def _fold(name: str) -> str:
    name = _DOTS.sub(MIDDLE_DOT, name)
    name = _FULL_STOP_BETWEEN_HAN.sub(MIDDLE_DOT, name)
    name = _SPACED_DOT.sub(MIDDLE_DOT, name)
    name = _SPACE_BETWEEN_HAN.sub("", name)
    return clean_name(name.casefold())
