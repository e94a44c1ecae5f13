"""Blind indexes: equal values have equal digests, and only the ring can make them."""

from collections.abc import Callable
from functools import lru_cache

from clearance.keys.cipher import keyed_hash, prefixed
from clearance.keys.held import current_ring
from clearance.keys.ring import Purpose

DIGEST_BYTES = 32


def digest(column: str, value: str) -> bytes:
    """The keyed digest (32 bytes) of a value for one column's index.

    The value must come in its one normal form. Digests of different columns never
    compare: the same number under another column gives another digest.
    """
    return digester(column)(value)


def digester(column: str) -> Callable[[str], bytes]:
    """The digest of one column as a function, for loops."""
    return _of_texts(Purpose.BLIND_INDEX, column)


def token_digest(token: str) -> bytes:
    """What the database keeps of an upload link's token (32 bytes)."""
    return _of_texts(Purpose.TOKEN, "token")(token)


def _of_texts(purpose: Purpose, column: str) -> Callable[[str], bytes]:
    return _digester(current_ring().primary_key(purpose).material, column)


@lru_cache(maxsize=64)
def _digester(material: bytes, column: str) -> Callable[[str], bytes]:
    hash_of = keyed_hash(material, begun_with=prefixed(column.encode()))
    return lambda value: hash_of(value.encode())
