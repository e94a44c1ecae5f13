"""Serving the demo: web, worker and the minute's work, together until Ctrl-C."""

import ctypes
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings

MANAGE = (sys.executable, str(settings.BASE_DIR / "manage.py"))
LOOK_EVERY = 0.5  # seconds
MINUTE = 60.0
WAIT_AFTER_DEATH = 3.0
LAST_WORDS = 10.0
"""Seconds a child has to finish what it is at."""
PARENT_DEATH_SIGNAL = 1  # of prctl(2)


class Stopped(Exception):
    """Someone asked the demo to end."""


class Kept:
    """A process that is started, and started again whenever it has ended.

    Not more often than every `apart` seconds: one that dies at once would otherwise
    keep the machine busy.
    """

    def __init__(self, *command: str, apart: float) -> None:
        self.command = command
        self.apart = apart
        self.process: subprocess.Popen[bytes] | None = None
        self.due_at = 0.0

    def look(self, at: float) -> bool:
        """Start it where that is due; whether it was started again."""
        if at < self.due_at or (self.process and self.process.poll() is None):
            return False
        again = self.process is not None
        self.process = subprocess.Popen(
            self.command,
            cwd=settings.BASE_DIR,
            stdout=subprocess.DEVNULL,
            process_group=0,  # Ctrl-C reaches us alone: we end them in order
            preexec_fn=_as_child,  # noqa: PLW1509 - no threads here
        )
        self.due_at = at + self.apart
        return again


def serve(host: str, port: int, *, say: Callable[[str], object]) -> int:
    """Run until stopped; the exit status. A worker that dies is started again."""
    worker = Kept(
        *(*MANAGE, "db_worker", "--interval", "1", "--verbosity", "0"),
        apart=WAIT_AFTER_DEATH,
    )
    run_due = Kept(*MANAGE, "run_due", "--json", apart=MINUTE)
    web = Kept(*_web(host, port), apart=0)
    children = (web, worker, run_due)
    for stop in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(stop, _stop)
    try:
        say("Press Ctrl-C to end.")
        for child in children:
            child.look(time.monotonic())
        while web.process and web.process.poll() is None:
            run_due.look(time.monotonic())
            if worker.look(time.monotonic()):
                say("The worker ended; it is started again.")
            time.sleep(LOOK_EVERY)
        say("The web server ended.")
        return 1
    except Stopped:
        return 0
    finally:
        _end([child.process for child in children if child.process])


def _web(host: str, port: int) -> tuple[str, ...]:
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return (
        *(sys.executable, "-m", "gunicorn", "config.wsgi"),
        *("--bind", address, "--workers", "2", "--threads", "4"),
        *("--worker-class", "gthread", "--log-level", "warning"),
        *("--graceful-timeout", "5", "--no-control-socket"),
        *("--worker-tmp-dir", tempfile.gettempdir()),
    )


def _as_child() -> None:
    """Leave Ctrl-C to the demo, which ends all in good order, and die with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask each to end, and see to it; further signals are not heard meanwhile."""
    for stop in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(stop, signal.SIG_IGN)
    for child in children:
        child.terminate()
    until = time.monotonic() + LAST_WORDS
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0.0, until - time.monotonic()))
        child.kill()
        child.wait()


def _stop(*_: object) -> None:
    raise Stopped
