"""Sealing files: a stream of 64 KiB chunks of which none can be cut, moved or added.

Header: `version (1) | data-key id (16) | salt (32) | commitment (32)`. The salt and
the data key give a key for this stream alone, and the commitment ties the header to it:
one sealed file never opens under two keys. A chunk's nonce is its number and whether
it is the last; each is followed by its tag. The stream ends with its last chunk.
"""

import os
from collections.abc import Iterable, Iterator
from hmac import compare_digest
from uuid import UUID

from clearance.keys import cipher
from clearance.keys.cipher import KEY_BYTES, TAG_BYTES, VERSION, Cipher, prefixed
from clearance.keys.errors import Tampered

CHUNK_BYTES = 64 * 1024
SALT_BYTES = 32
HEADER_BYTES = len(VERSION) + 16 + SALT_BYTES + KEY_BYTES


def seal_stream(
    material: bytes, data_key: UUID, chunks: Iterable[bytes], name: str = ""
) -> Iterator[bytes]:
    """Seal a file as it passes; `name` binds it to the object it is kept as."""
    return _seal_with(os.urandom(SALT_BYTES), material, data_key, chunks, name)


def unseal_stream(
    material: bytes, data_key: UUID, chunks: Iterable[bytes], name: str = ""
) -> Iterator[bytes]:
    """Open a sealed file as it passes, each chunk proven before it is handed on.

    Raises Tampered at the first byte that is not as sealed. A file cut short is only
    noticed at its end: act on the whole, not on a part.
    """
    arriving = _in_blocks(chunks, HEADER_BYTES, CHUNK_BYTES + TAG_BYTES)
    header, nothing_follows = next(arriving)
    if nothing_follows:
        raise Tampered("Not a sealed file, or one cut short.")
    own = _cipher_for(header, material, data_key, name)
    for number, (block, is_last) in enumerate(arriving):
        yield cipher.unseal_part(own, _nonce(number, is_last=is_last), block)


def _seal_with(
    salt: bytes, material: bytes, data_key: UUID, chunks: Iterable[bytes], name: str
) -> Iterator[bytes]:
    key, commitment = _stream_keys(salt, material, data_key, name)
    yield VERSION + data_key.bytes + salt + commitment
    own = cipher.opened(key)
    for number, (block, is_last) in enumerate(_in_blocks(chunks, 0, CHUNK_BYTES)):
        yield cipher.seal_part(own, _nonce(number, is_last=is_last), block)


def _cipher_for(header: bytes, material: bytes, data_key: UUID, name: str) -> Cipher:
    if header[:1] != VERSION:
        raise Tampered("Not a sealed file.")
    if header[1:17] != data_key.bytes:
        raise Tampered("A sealed file of another data key.")
    salt, said = header[17 : 17 + SALT_BYTES], header[17 + SALT_BYTES :]
    key, commitment = _stream_keys(salt, material, data_key, name)
    if not compare_digest(said, commitment):
        raise Tampered("A sealed file does not open where it stands.")
    return cipher.opened(key)


def _stream_keys(
    salt: bytes, material: bytes, data_key: UUID, name: str
) -> tuple[bytes, bytes]:
    context = prefixed(VERSION, b"stream", data_key.bytes, name.encode())
    drawn = cipher.derive(material, salt, context, 2 * KEY_BYTES)
    return drawn[:KEY_BYTES], drawn[KEY_BYTES:]


def _nonce(number: int, *, is_last: bool) -> bytes:
    # The key serves this stream only, so a counter never repeats under it.
    return number.to_bytes(11, "big") + (b"\x01" if is_last else b"\x00")


def _in_blocks(
    chunks: Iterable[bytes], first: int, size: int
) -> Iterator[tuple[bytes, bool]]:
    """Cut what arrives into `first` bytes once, then `size` each; flag the last.

    A block is held back until the next byte shows that it is not the last; an empty
    file is one empty last block.
    """
    waiting = bytearray()
    due = first or size
    for chunk in chunks:
        waiting += chunk
        at = 0
        while len(waiting) - at > due:
            yield bytes(waiting[at : at + due]), False
            at += due
            due = size
        del waiting[:at]
    yield bytes(waiting), True
