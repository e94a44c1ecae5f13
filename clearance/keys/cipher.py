"""Every use of a cipher, in one module: the only one that imports `hazmat`.

Small values are sealed with AES-256-GCM as `version | nonce (12) | ciphertext | tag
(16)`. What they are bound to is the associated data: every part carries its length, so
that no two places look alike. Digests are HMAC-SHA256, signatures Ed25519.
"""

import os
import struct
from collections.abc import Callable
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from clearance.keys.errors import Tampered

type Cipher = AESGCM

VERSION = b"\x01"
NONCE_BYTES = 12
TAG_BYTES = 16
KEY_BYTES = 32
OVERHEAD = len(VERSION) + NONCE_BYTES + TAG_BYTES
"""How many bytes longer a sealed value is than the value."""

_BLOCK = 512  # nonces drawn at once: asking the system for each costs more than sealing
_nonces: list[bytes] = []

# A forked process must not spend the nonces its parent will spend.
os.register_at_fork(after_in_child=_nonces.clear)


def new_key() -> bytes:
    """A fresh 256-bit key."""
    return os.urandom(KEY_BYTES)


def opened(material: bytes) -> Cipher:
    """The cipher of a key, made once and kept: making it costs more than one use."""
    return AESGCM(material)


def prefixed(*parts: bytes) -> bytes:
    """Join parts so that ("ab", "c") and ("a", "bc") differ: each after its length."""
    return b"".join([struct.pack(">H", len(part)) + part for part in parts])


def place(data_key: UUID, label: str, row: UUID, field: str) -> bytes:
    """The associated data of one field of one row, sealed under one data key."""
    return _before_row(data_key, label) + row.bytes + _after_row(field)


def seal(cipher: Cipher, plaintext: bytes, bound_to: bytes) -> bytes:
    """Seal a value under a nonce never used before."""
    return _seal_with(cipher, _nonce(), plaintext, bound_to)


def unseal(cipher: Cipher, sealed: bytes, bound_to: bytes) -> bytes:
    """Open a sealed value. Raises Tampered unless every bit and its place are right."""
    if sealed[:1] != VERSION or len(sealed) < OVERHEAD:
        raise Tampered("Not a sealed value.")
    start = len(VERSION) + NONCE_BYTES
    try:
        return cipher.decrypt(sealed[len(VERSION) : start], sealed[start:], bound_to)
    except InvalidTag:
        raise Tampered("A sealed value does not open where it stands.") from None


def wrap(kek: Cipher, kek_id: str, data_key: bytes, purpose: str, of: UUID) -> bytes:
    """Seal a data key under a key-encryption key, for one subject and purpose."""
    return seal(kek, data_key, _wrapping(kek_id, purpose, of))


def unwrap(kek: Cipher, kek_id: str, wrapped: bytes, purpose: str, of: UUID) -> bytes:
    """Open a wrapped data key. Raises Tampered when it was another subject's."""
    return unseal(kek, wrapped, _wrapping(kek_id, purpose, of))


def seal_part(cipher: Cipher, nonce: bytes, plaintext: bytes) -> bytes:
    """Seal one part of a stream, whose own key never meets a nonce twice."""
    return cipher.encrypt(nonce, plaintext, None)


def unseal_part(cipher: Cipher, nonce: bytes, sealed: bytes) -> bytes:
    """Open one part of a stream. Raises Tampered when altered or out of its turn."""
    try:
        return cipher.decrypt(nonce, sealed, None)
    except InvalidTag:
        raise Tampered("A sealed file was altered or cut short.") from None


def derive(material: bytes, salt: bytes, context: bytes, length: int) -> bytes:
    """Key material for one context, which tells nothing about the key it came from."""
    return HKDF(SHA256(), length, salt, context).derive(material)


def keyed_hash(material: bytes, begun_with: bytes = b"") -> Callable[[bytes], bytes]:
    """HMAC-SHA256 under a key as a function, for loops.

    Copying the begun hash costs a third of beginning anew.
    """
    begun = HMAC(material, SHA256())
    begun.update(begun_with)

    def hash_of(message: bytes) -> bytes:
        copied = begun.copy()
        copied.update(message)
        return copied.finalize()

    return hash_of


def sign(seed: bytes, message: bytes) -> bytes:
    """An Ed25519 signature (64 bytes)."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def verify(seed: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the key of this seed made the signature."""
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    try:
        public.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _wrapping(kek_id: str, purpose: str, of: UUID) -> bytes:
    return prefixed(VERSION, b"data key", purpose.encode(), kek_id.encode(), of.bytes)


def _seal_with(
    cipher: Cipher, nonce: bytes, plaintext: bytes, bound_to: bytes
) -> bytes:
    return b"%b%b%b" % (VERSION, nonce, cipher.encrypt(nonce, plaintext, bound_to))


def _nonce() -> bytes:
    while True:
        try:
            return _nonces.pop()  # atomic: two threads never take the same one
        except IndexError:
            drawn = os.urandom(_BLOCK * NONCE_BYTES)
            _nonces.extend(
                drawn[at : at + NONCE_BYTES] for at in range(0, len(drawn), NONCE_BYTES)
            )


@lru_cache(maxsize=4096)
def _before_row(data_key: UUID, label: str) -> bytes:
    named = prefixed(VERSION, data_key.bytes, label.encode())
    return named + struct.pack(">H", 16)


@lru_cache(maxsize=256)
def _after_row(field: str) -> bytes:
    return prefixed(field.encode())
