"""Data keys under the key-encryption keys of the ring."""

from functools import lru_cache

from clearance.keys import cipher
from clearance.keys.held import ring_key
from clearance.keys.models import DataKey
from clearance.keys.ring import RingKey


def wrapped_by(kek: RingKey, material: bytes, row: DataKey) -> bytes:
    """A data key wrapped for the subject and purpose of its row."""
    ciphered = _cipher_of(kek.material)
    return cipher.wrap(ciphered, kek.id, material, row.purpose, row.subject)


def unwrapped(row: DataKey) -> bytes:
    """The data key of a row.

    Raises UnknownKey when the ring no longer opens it, Tampered when it is not the key
    of that subject.
    """
    ciphered = _cipher_of(ring_key(row.kek_id).material)
    wrapped = bytes(row.wrapped)
    return cipher.unwrap(ciphered, row.kek_id, wrapped, row.purpose, row.subject)


@lru_cache(maxsize=64)
def _cipher_of(material: bytes) -> cipher.Cipher:
    return cipher.opened(material)
