"""Take away from the decoding process whatever decoding does not need.

Each lock that the system does not permit or know is left open: the others still hold.
"""

import os
import resource
import signal
from contextlib import suppress

NOBODY = 65_534


def leave_the_network() -> None:
    """Move to a network namespace of one's own, with no interface in it."""
    if not hasattr(os, "unshare"):
        return
    try:
        os.unshare(os.CLONE_NEWNET)
    except OSError:
        with suppress(OSError):
            os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)


def leave_root() -> None:
    """Become nobody, where the web process runs as root."""
    if os.geteuid() != 0:
        return
    with suppress(OSError):
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)


def bind_to(*, cpu_seconds: int, wall_seconds: int) -> None:
    """Limit time, and forbid opening anything: no file, no socket, no program.

    File descriptors open already stay usable, so the wire to the web process holds.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(wall_seconds + 1)
    _limit(resource.RLIMIT_CPU, cpu_seconds)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)


def bind_memory(more_bytes: int) -> None:
    """Allow `more_bytes` of address space beyond what is in use, then close the door.

    Opening anything is forbidden last, because reading the present size opens a file.
    """
    with suppress(OSError):
        with open("/proc/self/statm", "rb") as statm:
            pages = int(statm.read().split()[0])
        _limit(resource.RLIMIT_AS, pages * resource.getpagesize() + more_bytes)
    _limit(resource.RLIMIT_NOFILE, 0)


def _limit(what: int, most: int) -> None:
    with suppress(OSError, ValueError):
        resource.setrlimit(what, (most, most))
