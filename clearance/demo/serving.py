"""Serving the demo: web, worker and the minute's work, together until Ctrl-C."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings

MANAGE = [sys.executable, str(settings.BASE_DIR / "manage.py")]
MINUTE = 60.0


class Stopped(Exception):
    """Someone asked the demo to end."""


def serve(host: str, port: int, *, say: Callable[[str], object]) -> int:
    """Run until stopped; the exit status. A worker that dies is started again."""
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    web = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "config.wsgi"),
            *("--bind", address, "--workers", "2", "--threads", "4"),
            *("--worker-class", "gthread", "--log-level", "warning"),
            *("--worker-tmp-dir", "/dev/shm" if sys.platform == "linux" else "."),  # noqa: S108
        ],
        cwd=settings.BASE_DIR,
    )
    children = [web]
    signal.signal(signal.SIGTERM, _stop)
    try:
        worker = _worker()
        children.append(worker)
        due = time.monotonic()
        while web.poll() is None:
            if worker.poll() is not None:
                say("The worker ended; it is started again.")
                children.remove(worker)
                worker = _worker()
                children.append(worker)
            if time.monotonic() >= due:
                subprocess.run(
                    [*MANAGE, "run_due", "--json"], check=False, stdout=subprocess.DEVNULL
                )
                due = time.monotonic() + MINUTE
            time.sleep(1)
        return web.returncode
    except (KeyboardInterrupt, Stopped):
        return 0
    finally:
        for child in children:
            child.terminate()
        for child in children:
            with suppress(subprocess.TimeoutExpired):
                child.wait(10)
            child.kill()


def _worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen([*MANAGE, "db_worker", "--interval", "1"])


def _stop(*_: object) -> None:
    raise Stopped
