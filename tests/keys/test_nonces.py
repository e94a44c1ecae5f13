"""Nonces are never spent twice: not by two threads, not after a fork."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from clearance.keys import cipher


def test_threads_never_share_a_nonce():
    def draw(_):
        return [cipher._nonce() for _ in range(5_000)]

    with ThreadPoolExecutor(8) as threads:
        drawn = [nonce for some in threads.map(draw, range(8)) for nonce in some]

    assert len(set(drawn)) == 40_000


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_a_forked_process_draws_its_own():
    cipher._nonce()
    read, write = os.pipe()

    child = os.fork()
    if child == 0:
        os.write(write, b"".join(cipher._nonce() for _ in range(300)))
        os._exit(0)
    os.waitpid(child, 0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        theirs = pipe.read()

    ours = {cipher._nonce() for _ in range(600)}
    assert len(theirs) == 300 * cipher.NONCE_BYTES
    assert ours.isdisjoint(theirs[at : at + 12] for at in range(0, len(theirs), 12))
