"""A document number as typed, brought to the characters printed on the document."""

import re
import string

from clearance.lib.characters import compatible

LONGEST = 64
"""Longer input is no document number and is not looked at further."""

_DASHES = "-\u058a\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc\ufe58\ufe63\uff0d"
_PLAIN = re.compile(r"[0-9A-Z]+")
_DROPPED = re.compile(rf"[\s{re.escape(_DASHES)}]+")
_UPPER = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)
_CYRILLIC = re.compile("[\u0400-\u052f]")
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+E\+?|E\+)[0-9]{1,3}")


def plain(raw: str) -> str:
    """Plain ASCII where the typed form allows it, without spaces and hyphens.

    Only a-z become capitals: other letters stay as typed, to be refused.
    """
    if _PLAIN.fullmatch(raw):
        return raw
    while (number := _DROPPED.sub("", compatible(raw)).translate(_UPPER)) != raw:
        # What a dropped space kept apart may now compose to another character.
        raw = number
    return number


def has_cyrillic(number: str) -> bool:
    return not number.isascii() and _CYRILLIC.search(number) is not None


def is_scientific(number: str) -> bool:
    """Say whether a spreadsheet turned the number into one like 1.1E+17."""
    return _SCIENTIFIC.fullmatch(number) is not None
