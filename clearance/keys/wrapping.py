"""Data keys under the key-encryption keys of the ring."""

from collections.abc import Callable
from uuid import UUID

from clearance.keys import cipher
from clearance.keys.held import ring_key
from clearance.keys.ring import RingKey

type Wrap = Callable[[bytes, str, UUID], bytes]
type Unwrap = Callable[[str, bytes, str, UUID], bytes]


def wrapper(kek: RingKey) -> Wrap:
    """Wrapping by one key, as a function of data key, purpose and subject."""
    own = cipher.opened(kek.material)
    return lambda material, purpose, of: cipher.wrap(own, kek.id, material, purpose, of)


def unwrapper() -> Unwrap:
    """Unwrapping, as a function of KEK id, wrapped key, purpose and subject.

    For one piece of work: it asks the ring for each id once. The function raises
    UnknownKey when the ring no longer opens it, Tampered when it is another's key.
    """
    known: dict[str, cipher.Cipher] = {}

    def unwrap(kek_id: str, wrapped: bytes, purpose: str, of: UUID) -> bytes:
        own = known.get(kek_id)
        if own is None:
            own = known[kek_id] = cipher.opened(ring_key(kek_id).material)
        return cipher.unwrap(own, kek_id, wrapped, purpose, of)

    return unwrap
