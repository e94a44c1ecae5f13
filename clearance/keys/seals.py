"""Proofs: the keyed hash that chains the access log, and signatures."""

from collections.abc import Callable

from clearance.keys import cipher
from clearance.keys.held import current_ring, ring_key
from clearance.keys.ring import Purpose


def chain_key_id() -> str:
    """The id of the key that chains new entries."""
    return current_ring().primary_key(Purpose.AUDIT).id


def chain_mac(key_id: str | None = None) -> Callable[[bytes], bytes]:
    """The keyed hash (32 bytes) of the access log, as a function for loops.

    Under the key of that id, else the one in force. Raises UnknownKey.
    """
    ring = current_ring()
    key = ring_key(key_id) if key_id else ring.primary_key(Purpose.AUDIT)
    return cipher.keyed_hash(key.material)


def sign_anchor(message: bytes) -> bytes:
    """Sign the head of the access log (Ed25519, 64 bytes)."""
    return _sign("anchor", message)


def verify_anchor(message: bytes, signature: bytes) -> bool:
    """Whether this installation signed that head, under any key it still holds."""
    return _verify("anchor", message, signature)


def sign_certificate(message: bytes) -> bytes:
    """Sign a certificate of erasure (Ed25519, 64 bytes)."""
    return _sign("certificate", message)


def verify_certificate(message: bytes, signature: bytes) -> bool:
    """Whether this installation issued that certificate."""
    return _verify("certificate", message, signature)


def _sign(kind: str, message: bytes) -> bytes:
    seed = current_ring().primary_key(Purpose.ANCHOR).material
    return cipher.sign(seed, _said(kind, message))


def _verify(kind: str, message: bytes, signature: bytes) -> bool:
    return any(
        cipher.verify(key.material, _said(kind, message), signature)
        for key in current_ring().usable(Purpose.ANCHOR)
    )


def _said(kind: str, message: bytes) -> bytes:
    # A signed anchor must never pass for a certificate.
    return cipher.prefixed(b"clearance", kind.encode()) + message
