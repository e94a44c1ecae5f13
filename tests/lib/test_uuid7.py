import os
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clearance.lib.uuid7 as module
from clearance.lib.uuid7 import CROCKFORD, reference, uuid7


def test_an_identity_says_version_seven_and_when_it_was_made(monkeypatch):
    # Not after what another test made in a time of its own.
    monkeypatch.setattr(module, "_clock", module._Clock())
    before = time.time_ns() // 1_000_000

    made = uuid7()

    after = time.time_ns() // 1_000_000
    assert (made.version, made.variant) == (7, RFC_4122)
    # A counter that ran over may borrow a millisecond.
    assert before <= made.int >> 80 <= after + 1


def test_identities_grow_in_the_order_they_are_made():
    made = [uuid7() for _ in range(20_000)]

    assert sorted(set(made)) == made


def test_identities_keep_growing_when_the_clock_is_set_back(monkeypatch):
    first = uuid7()
    monkeypatch.setattr(time, "time_ns", lambda: 1)

    later = [uuid7() for _ in range(100)]

    assert sorted({first, *later}) == [first, *later]


def test_threads_never_share_an_identity():
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: [uuid7() for _ in range(500)], range(8)))

    assert len({one for some in made for one in some}) == 4_000


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_process_draws_its_own_random_bits(monkeypatch):
    uuid7()
    reading, writing = os.pipe()

    if not (child := os.fork()):
        try:
            os.write(writing, uuid7().bytes)
        finally:
            os._exit(0)
    mine = uuid7()
    os.waitpid(child, 0)
    theirs = UUID(bytes=os.read(reading, 16))
    os.close(reading)
    os.close(writing)

    low = (1 << 40) - 1
    assert mine.int & low != theirs.int & low


def test_a_reference_is_made_of_the_random_low_bits():
    last = UUID(int=0b00111_10011_00011_01111_01001_10111_11101_01010)

    assert reference("R", last) == "R-7K3F9QXA"


@given(st.uuids())
def test_a_reference_has_no_letter_that_is_misread(uuid):
    prefix, _, letters = reference("W", uuid).partition("-")

    assert prefix == "W"
    assert len(letters) == 8
    assert set(letters) <= set(CROCKFORD)
    assert not set(letters) & set("ILOU")
