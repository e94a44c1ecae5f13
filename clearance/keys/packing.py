"""The personal fields of a row as one run of bytes, so that they are sealed at once.

For each value: `length of name (1) | name | length of value (4) | value`, in UTF-8.
"""

from collections.abc import Mapping
from functools import lru_cache

from clearance.keys.errors import Tampered

_LONGEST_NAME = 255


def pack(values: Mapping[str, str | None]) -> bytes:
    """Join named texts; None is left out, an empty text is kept.

    Raises TypeError or ValueError naming the field, never its value.
    """
    parts: list[bytes] = []
    for name, value in values.items():
        if value is None:
            continue
        if not isinstance(value, str):
            raise TypeError(f"{name!r} must be text.")
        try:
            text = value.encode()
        except UnicodeEncodeError:
            raise ValueError(f"{name!r} is not valid Unicode text.") from None
        parts += (_named(name), len(text).to_bytes(4, "big"), text)
    return b"".join(parts)


@lru_cache(maxsize=256)
def _named(name: str) -> bytes:
    """The start of a value. Raises ValueError for a name that cannot be packed."""
    try:
        key = name.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{name!r} is not valid Unicode text.") from None
    if len(key) > _LONGEST_NAME:
        raise ValueError(f"{name!r} is too long a name.")
    return bytes([len(key)]) + key


def unpack(packed: bytes) -> dict[str, str]:
    """The named texts again. Raises Tampered when the lengths do not add up."""
    values = {}
    at, end = 0, len(packed)
    try:
        while at < end:
            value_at = at + 5 + packed[at]
            name = packed[at + 1 : value_at - 4].decode()
            at = value_at + int.from_bytes(packed[value_at - 4 : value_at], "big")
            values[name] = packed[value_at:at].decode()
    except (UnicodeDecodeError, IndexError):
        raise Tampered("A sealed value holds no named texts.") from None
    if at != end:
        raise Tampered("A sealed value holds no named texts.")
    return values
