"""A shop's list under load: requests a second, and how long the slowest wait."""

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.db import connection

from tests.accounts.making import browser_of
from tests.benchmarks import house
from tests.benchmarks.frame import (
    Benchmark,
    Line,
    against,
    at_least,
    at_most,
    figure,
    in_turn,
)
from tests.operation.processes import free_port, get, running, until

OURS = "/portal/orders/"
IDIOMATIC = {"the same page": "/idiomatic/", "its rows alone": "/idiomatic/rows/"}
CONNECTIONS = 16
WORKERS = 2
A_CONNECTION = 5
"""How many requests each connection sends in one measurement."""
HEADERS = {"Host": "testserver", "X-Forwarded-Proto": "https"}


def run(size: int, pairs: int) -> Iterator[Line]:
    """Ask two workers for both lists in turn, from sixteen connections at once."""
    house.fill(size, now=datetime.now(UTC))
    session = browser_of(house.shopkeeper()).cookies[settings.SESSION_COOKIE_NAME].value
    connection.close()
    with _served() as port:
        ours = _Load(port, OURS, session)
        ours.measure()  # templates are compiled, connections opened
        ours.waits.clear()
        for name, url in IDIOMATIC.items():
            theirs = _Load(port, url, session)
            theirs.measure()
            told = in_turn(ours.measure, theirs.measure, pairs=pairs)
            goal = at_least(1.5)
            yield against(name, "idiomatic ListView", told.turned(), goal, "/s")
    waits = sorted(ours.waits)
    half, slow = waits[len(waits) // 2], waits[len(waits) * 99 // 100]
    yield figure("half of the answers within", half * 1000, None, "ms")
    yield figure("99 % within", slow * 1000, None, "ms")
    yield figure("99 % over half", slow / half, at_most(1.5), "×")


class _Load:
    """A page that is asked for from many connections at once."""

    def __init__(self, port: int, url: str, session: str) -> None:
        self.port = port
        cookie = f"{settings.SESSION_COOKIE_NAME}={session}"
        headers = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
        head = f"GET {url} HTTP/1.1\r\n{headers}Cookie: {cookie}\r\n\r\n"
        self.request = head.encode()
        self.waits: list[float] = []

    def measure(self) -> float:
        """The seconds that a request takes, all connections together."""
        begun = perf_counter()
        asyncio.run(self._all())
        return (perf_counter() - begun) / (CONNECTIONS * A_CONNECTION)

    async def _all(self) -> None:
        await asyncio.gather(*(self._one() for _ in range(CONNECTIONS)))

    async def _one(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        for _ in range(A_CONNECTION):
            begun = perf_counter()
            writer.write(self.request)
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(head.partition(b"\r\n")[0].decode())
            await reader.readexactly(_length(head))
            self.waits.append(perf_counter() - begun)
        writer.close()
        await writer.wait_closed()


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    raise RuntimeError("An answer without a length.")


@contextmanager
def _served() -> Iterator[int]:
    """Both lists, behind a production's server; the port it listens on."""
    port = free_port()
    command = (
        *(sys.executable, "-m", "gunicorn", "tests.benchmarks.idiomatic"),
        *("--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS)),
        *("--worker-class", "gthread", "--threads", "4", "--keep-alive", "30"),
        *("--log-level", "warning", "--no-control-socket"),
        *("--worker-tmp-dir", tempfile.gettempdir()),
    )
    env = os.environ | {"BEHIND_TLS_PROXY": "1"}
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "said"
        with running(*command, cwd=settings.BASE_DIR, env=env, out=out):
            until(lambda: get(f"http://127.0.0.1:{port}/healthz")[0], what="the server")
            yield port


BENCHMARK = Benchmark(
    says="a shop's list under load, beside an idiomatic one (E)",
    size=100_000,
    smoke=200,
    run=run,
)
