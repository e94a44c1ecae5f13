"""A sealed file opens whole and in order, or is refused."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.keys import cipher
from clearance.keys.errors import Tampered
from clearance.keys.opened import OpenedKey
from clearance.keys.stream import CHUNK_BYTES, HEADER_BYTES

DATA_KEY = UUID("01890000-0000-7000-8000-00000000000b")
SEALED_CHUNK = CHUNK_BYTES + cipher.TAG_BYTES


def a_key(material: bytes = b"k" * 32, data_key_id: UUID = DATA_KEY) -> OpenedKey:
    return OpenedKey(
        data_key_id=data_key_id, subject=DATA_KEY, purpose="RECORD", material=material
    )


def sealed(data: bytes, name: str = "") -> bytes:
    return b"".join(a_key().seal_stream([data], name=name))


def opened(blob: bytes, name: str = "", key: OpenedKey | None = None) -> bytes:
    return b"".join((key or a_key()).unseal_stream([blob], name=name))


def a_picture(chunks: float) -> bytes:
    return bytes(at % 251 for at in range(int(chunks * CHUNK_BYTES)))


@pytest.mark.parametrize(
    "size",
    [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES],
)
def test_a_file_opens_as_it_was_sealed(size):
    data = a_picture(4)[:size]

    blob = sealed(data)

    assert opened(blob) == data


@given(
    data=st.binary(max_size=300),
    repeat=st.sampled_from([1, 500, 900]),
    piece=st.integers(min_value=1, max_value=200_000),
)
def test_how_a_file_arrives_makes_no_difference(data, repeat, piece):
    whole = data * repeat
    arriving = [whole[at : at + piece] for at in range(0, len(whole), piece)]

    blob = b"".join(a_key().seal_stream(arriving))
    pieces = [blob[at : at + piece] for at in range(0, len(blob), piece)]

    assert b"".join(a_key().unseal_stream([b"", *pieces, b""])) == whole


def test_the_same_file_is_never_sealed_alike():
    assert sealed(b"same")[17:] != sealed(b"same")[17:]


def test_a_file_cut_anywhere_is_refused():
    blob = sealed(a_picture(2))
    ends = [HEADER_BYTES, HEADER_BYTES + SEALED_CHUNK, len(blob) - cipher.TAG_BYTES]

    for cut in {*range(HEADER_BYTES + 40), *ends, len(blob) - 1}:
        with pytest.raises(Tampered):
            opened(blob[:cut])


def test_a_file_with_its_last_chunk_cut_off_is_refused():
    blob = sealed(a_picture(2.5))

    with pytest.raises(Tampered):
        opened(blob[: HEADER_BYTES + 2 * SEALED_CHUNK])


@pytest.mark.parametrize("more", [b"\0", b"x" * 16, b"x" * SEALED_CHUNK])
def test_a_file_with_more_behind_it_is_refused(more):
    with pytest.raises(Tampered):
        opened(sealed(a_picture(1.5)) + more)


def test_two_files_joined_are_refused():
    with pytest.raises(Tampered):
        opened(sealed(b"one") + sealed(b"two"))


def test_chunks_swapped_left_out_or_repeated_are_refused():
    blob = sealed(a_picture(3.5))
    header, body = blob[:HEADER_BYTES], blob[HEADER_BYTES:]
    first, second, third, last = (
        body[at : at + SEALED_CHUNK] for at in range(0, len(body), SEALED_CHUNK)
    )

    for chunks in (
        (second, first, third, last),
        (first, third, last),
        (first, first, second, third, last),
        (first, second, last),
        (first, second, third),
        (last,),
    ):
        with pytest.raises(Tampered):
            opened(header + b"".join(chunks))


def test_a_chunk_of_another_file_is_refused():
    one, other = sealed(a_picture(2.5)), sealed(a_picture(2.5))

    with pytest.raises(Tampered):
        opened(
            one[: HEADER_BYTES + SEALED_CHUNK] + other[HEADER_BYTES + SEALED_CHUNK :]
        )


def test_a_file_with_any_byte_altered_is_refused():
    blob = sealed(b"a small file")

    for at in range(len(blob)):
        altered = bytearray(blob)
        altered[at] ^= 1
        with pytest.raises(Tampered):
            opened(bytes(altered))


def test_nothing_of_an_altered_chunk_is_handed_on():
    blob = bytearray(sealed(a_picture(2.5)))
    blob[HEADER_BYTES + SEALED_CHUNK + 5] ^= 1
    arriving = a_key().unseal_stream([bytes(blob)])

    assert next(arriving) == a_picture(1)
    with pytest.raises(Tampered):
        next(arriving)


def test_a_file_of_another_record_is_refused():
    blob = sealed(b"front")

    with pytest.raises(Tampered):
        opened(blob, key=a_key(material=b"o" * 32))
    with pytest.raises(Tampered):
        opened(blob, key=a_key(data_key_id=UUID(int=1)))


def test_a_file_kept_under_another_name_is_refused():
    blob = sealed(b"front", name="object-1")

    assert opened(blob, name="object-1") == b"front"
    with pytest.raises(Tampered):
        opened(blob, name="object-2")
    with pytest.raises(Tampered):
        opened(blob)
