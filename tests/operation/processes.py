"""Processes of an installation of their own: a copy of the code, started for real."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[2]
OURS = ("clearance", "config", "templates")
PASSED_ON = ("PATH", "HOME", "LD_LIBRARY_PATH", "LANG", "VIRTUAL_ENV")


def copy_of_the_code(home: Path) -> Path:
    """The code as somebody would receive it, with nothing that a run leaves behind."""
    for folder in OURS:
        shutil.copytree(
            ROOT / folder, home / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "manage.py", home)
    return home


def bare(**more: str) -> dict[str, str]:
    """An environment that says nothing about any installation."""
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return kept | more


def manage(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command of that copy to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=home,
        env=bare(**more),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@contextmanager
def running(
    *command: str, cwd: Path, env: dict[str, str], out: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A process whose output goes to a file; it and its children end with the block."""
    with out.open("wb") as said:
        process = subprocess.Popen(
            command, cwd=cwd, env=env, stdout=said, stderr=said, start_new_session=True
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until[T](asked: Callable[[], T], *, seconds: float = 40, what: str = "it") -> T:
    """Ask again until the answer is yes; what it was. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := asked():
            return answer
        time.sleep(0.05)
    raise TimeoutError(f"{what} did not come about in {seconds} s")


def get(url: str, **headers: str) -> tuple[int, str]:
    """Status and body; 0 while nobody listens."""
    try:
        with urlopen(Request(url, headers=headers), timeout=10) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()
    except OSError:
        return 0, ""


def processes_of(session: int) -> dict[int, str]:
    """The live processes of a session, with their command lines."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            state = (place / "stat").read_text().rpartition(")")[2].split()
            if int(state[3]) == session and state[0] != "Z":
                line = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found[int(place.name)] = line
        except OSError:
            continue
    return found
