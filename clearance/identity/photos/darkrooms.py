"""The web process's side of the darkroom: start it, send it photos, outlive it.

One darkroom process serves one web process and all its threads. It starts with the
first photo, is started again when it died, and ends when the web process does. It
inherits no settings, no secrets and no open files.
"""

import atexit
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from .darkroom import wire
from .refusals import SENTENCES, PhotoRefused

HERE = Path(__file__).parent
CPU_SECONDS, WALL_SECONDS, QUEUE_SECONDS = 4, 8, 10
ATTEMPTS = 3
INHERITED = ("LD_LIBRARY_PATH", "PATH", "TZ")


class Darkroom:
    """A process that develops photos, and the queue before it.

    At most as many photos at once as there are processors; further ones wait.
    """

    def __init__(
        self,
        *,
        cpu_seconds: int = CPU_SECONDS,
        wall_seconds: int = WALL_SECONDS,
        queue_seconds: float = QUEUE_SECONDS,
    ) -> None:
        self.cpu_seconds = cpu_seconds
        self.wall_seconds = wall_seconds
        self.queue_seconds = queue_seconds
        self._begin()

    def _begin(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(max(2, os.cpu_count() or 1))

    @property
    def pid(self) -> int | None:
        """The process id of the darkroom, None before its first photo."""
        return self._process.pid if self._process else None

    def develop(self, received: bytes) -> tuple[dict[str, object], bytes]:
        """The child's header and JPEG for these bytes.

        Raises PhotoRefused when the child refuses, dies, or takes too long.
        """
        if not self._places.acquire(timeout=self.queue_seconds):
            raise PhotoRefused("timeout")
        try:
            return self._develop(received)
        finally:
            self._places.release()

    def _develop(self, received: bytes) -> tuple[dict[str, object], bytes]:
        begun = time.monotonic()
        deadline = begun + self.wall_seconds
        try:
            with self._greeted_line(deadline) as line:
                line.settimeout(wire.seconds_left(deadline))
                wire.send_part(line, received)
                header = wire.unpack_header(
                    wire.receive_part(line, wire.MOST_HEADER_BYTES, deadline)
                )
                jpeg = wire.receive_part(line, wire.MOST_JPEG_BYTES, deadline)
        except TimeoutError as late:
            raise PhotoRefused("timeout") from late
        except (OSError, wire.BrokenWire) as gone:
            # Out of processor time looks like any other death, only later.
            late_death = time.monotonic() - begun >= self.cpu_seconds
            raise PhotoRefused("timeout" if late_death else "crashed") from gone
        if "code" in header:
            code = str(header["code"])
            raise PhotoRefused(code if code in SENTENCES else "crashed")
        return header, bytes(jpeg)

    def _greeted_line(self, deadline: float) -> socket.socket:
        """A socket with a new child at its other end.

        A darkroom that died is replaced; one that does not answer is killed, so that
        the next photo finds a new one.
        """
        for _attempt in range(ATTEMPTS):
            ours, theirs = socket.socketpair()
            try:
                with theirs, self._lock:
                    socket.send_fds(self._running(), [b"\0"], [theirs.fileno()])
                ours.settimeout(wire.seconds_left(deadline))
                if ours.recv(1) == wire.GREETING:
                    return ours
            except TimeoutError:
                ours.close()
                self.kill()
                raise
            except OSError:
                self.close()
            ours.close()
        raise wire.BrokenWire

    def _running(self) -> socket.socket:
        """The control socket of a living darkroom; call with the lock held."""
        if self._control and self._process and self._process.poll() is None:
            return self._control
        self._close()
        self._control, theirs = socket.socketpair()
        environment = {
            name: os.environ[name] for name in INHERITED if name in os.environ
        }
        places = [str(HERE), os.environ.get("PYTHONPATH", "")]
        # Large pages: a quarter less time for twelve megapixels.
        environment["GLIBC_TUNABLES"] = "glibc.malloc.hugetlb=1"
        environment["PYTHONPATH"] = os.pathsep.join(place for place in places if place)
        limits = (str(self.cpu_seconds), str(self.wall_seconds))
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "darkroom", str(theirs.fileno()), *limits],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                cwd="/",
                env=environment,
                start_new_session=True,
            )
        return self._control

    def start(self) -> None:
        """Start the process now, so that the first photo need not wait for it."""
        with self._lock, suppress(OSError):
            self._running()

    def close(self) -> None:
        """End the process; photos in work are finished, the next one starts anew."""
        with self._lock:
            self._close()

    def kill(self) -> None:
        """End the process and every child of it."""
        with self._lock:
            if self._process and self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGKILL)
            self._close()

    def _close(self) -> None:
        if self._control:
            self._control.close()
        if self._process:
            self._process.kill()
            self._process.wait()
        self._control = self._process = None

    def leave_to_parent(self) -> None:
        """After a fork: the process belongs to the parent, this side starts afresh."""
        if self._control:
            self._control.close()
        if self._process:
            self._process.returncode = 0  # not ours to wait for
        self._begin()


darkroom = Darkroom()
atexit.register(darkroom.close)
os.register_at_fork(after_in_child=darkroom.leave_to_parent)
