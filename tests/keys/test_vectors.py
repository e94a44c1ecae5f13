"""Published test vectors: the formats, byte for byte, for another implementation.

Whoever changes one of these makes everything sealed before unreadable. The formats are
written out a second time below, with `hmac` and AESGCM alone.
"""

import hashlib
import hmac
import struct
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from clearance.keys import cipher, packing, stream

MATERIAL = bytes(range(32))
NONCE = bytes(range(100, 112))
DATA_KEY = UUID("01890000-0000-7000-8000-00000000000b")
ROW = UUID("01890000-0000-7000-8000-000000000001")
SUBJECT = UUID("01890000-0000-7000-8000-00000000000a")

PACKED = "046e616d6500000006e6a0b7e69cac0570686f6e650000000b3133393030303030303030"
PLACE = (
    "0001010010018900000000700080000000000000 0b 000f636c656172616e63652e6f72646572"
    " 0010 01890000000070008000000000000001 0006 7365616c6564"
).replace(" ", "")
SEALED = (
    "016465666768696a6b6c6d6e6f4c75bf0b1ce9569e3884ff5f3cf9c6f832aa6964ee6cf3"
    "72ace09f71cb939578a4d970f0641d4b904b4e60a8b52538e3410e4d5c"
)
WRAPPED = (
    "016465666768696a6b6c6d6e6f2c7fba021d8d32fa5a063b8cbe010e9926a6626eef0897"
    "16c3b5c82c9fc7c12caf3907819cfb953ab1008a4a63954311"
)
STREAM = "a591f96c30602702ef94cc710229a5f39e40bfed0d434609616389880b4587dc"
DIGEST = "ae7734b8444f2c496544232ffa9be357ccbb5f07494eacbecff671787bdf99a8"
SIGNATURE = (
    "c17fb2719bba5157897c3c93c66c166a9379b4a5460e6152a0666ced59f0d1ce59b915fe"
    "4f66de0cd7343b2c4cf865c6039964bfdc6adf2f391d0d2e97f3e009"
)


def test_packing():
    packed = packing.pack({"name": "样本", "phone": "13900000000"})

    assert packed.hex() == PACKED


def test_the_place_of_a_value():
    assert cipher.place(DATA_KEY, "clearance.order", ROW, "sealed").hex() == PLACE


def test_a_sealed_value():
    own = cipher.opened(MATERIAL)

    sealed = cipher._seal_with(own, NONCE, bytes.fromhex(PACKED), bytes.fromhex(PLACE))

    assert sealed.hex() == SEALED
    assert cipher.unseal(own, sealed, bytes.fromhex(PLACE)).hex() == PACKED
    bare = AESGCM(MATERIAL).encrypt(NONCE, bytes.fromhex(PACKED), bytes.fromhex(PLACE))
    assert sealed == b"\x01" + NONCE + bare


def test_a_wrapped_data_key():
    kek = cipher.opened(MATERIAL)
    bound_to = cipher._wrapping("kek-1", "PERSON", SUBJECT)

    wrapped = cipher._seal_with(kek, NONCE, b"d" * 32, bound_to)

    assert wrapped.hex() == WRAPPED
    assert cipher.unwrap(kek, "kek-1", wrapped, "PERSON", SUBJECT) == b"d" * 32


def test_a_sealed_file():
    salt = bytes(range(32, 64))
    data = [b"a" * stream.CHUNK_BYTES, b"end"]

    sealed = b"".join(stream._seal_with(salt, MATERIAL, DATA_KEY, data, "object"))

    assert hashlib.sha256(sealed).hexdigest() == STREAM
    assert sealed == a_sealed_file_by_hand(salt, data)
    opened = stream.unseal_stream(MATERIAL, DATA_KEY, [sealed], "object")
    assert b"".join(opened) == b"".join(data)


def a_sealed_file_by_hand(salt, data):
    """The format's definition again, without the code under test."""
    parts = [b"\x01", b"stream", DATA_KEY.bytes, b"object"]
    info = b"".join(struct.pack(">H", len(part)) + part for part in parts)
    root = hmac.digest(salt, MATERIAL, "sha256")
    key = hmac.digest(root, info + b"\x01", "sha256")
    commitment = hmac.digest(root, key + info + b"\x02", "sha256")
    first = AESGCM(key).encrypt(bytes(12), data[0], None)
    last = AESGCM(key).encrypt(bytes(10) + b"\x01\x01", data[1], None)
    return b"\x01" + DATA_KEY.bytes + salt + commitment + first + last


def test_a_digest():
    prefix = cipher.prefixed(b"recipient.phone")

    digest = cipher.keyed_hash(MATERIAL, begun_with=prefix)(b"13900000000")

    assert digest.hex() == DIGEST
    by_hand = hmac.digest(MATERIAL, b"\0\x0frecipient.phone13900000000", "sha256")
    assert digest == by_hand


def test_a_signature():
    signature = cipher.sign(MATERIAL, b"head of the log")

    assert signature.hex() == SIGNATURE
    assert cipher.verify(MATERIAL, b"head of the log", signature) is True
    assert cipher.verify(MATERIAL, b"head of the logs", signature) is False
