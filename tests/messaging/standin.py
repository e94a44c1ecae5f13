"""A gateway for text messages on this machine: it checks, remembers, and misbehaves.

Told nothing it takes each message once: a repeat by its key is answered, not delivered.
"""

import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from clearance.lib.signed_line import sign

ACCOUNT = "clearance-tests"
SECRET = "only-for-tests-" + "s" * 32
FRESH_SECONDS = 300

type Answer = tuple[int, bytes]


class StandIn:
    """What the gateway knows: who asked, what was delivered, and how to misbehave."""

    def __init__(self) -> None:
        self.delivered: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.nonces: set[str] = set()
        self.lock = threading.Lock()
        self.misbehave: Callable[[Handler, dict[str, str]], bool] | None = None
        self.before_answer: Callable[[], object] | None = None
        self.clock: Callable[[], float] = time.time

    def answer(self, handler: "Handler", body: bytes) -> Answer:
        """Take a message, or say why not."""
        heads = handler.headers
        with self.lock:
            if (problem := self._stranger(handler, body)) is not None:
                return 401, problem
            key = heads["Idempotency-Key"]
            self.asked.append(key)
            repeated = key in self.delivered
            self.delivered.setdefault(key, json.loads(body))
        if self.before_answer is not None:
            self.before_answer()
        return 200, said(status="repeated" if repeated else "accepted")

    def _stranger(self, handler: "Handler", body: bytes) -> bytes | None:
        heads = handler.headers
        at, nonce = heads.get("X-Timestamp", ""), heads.get("X-Nonce", "")
        key = heads.get("Idempotency-Key", "")
        host = heads.get("Host", "")
        right = sign(SECRET, host, handler.path, at, nonce, key, body=body)
        if heads.get("X-Key-Id") != ACCOUNT:
            return said(error="account")
        if not hmac.compare_digest(right, heads.get("X-Signature", "")):
            return said(error="signature")
        if abs(self.clock() - int(at)) > FRESH_SECONDS:
            return said(error="time")
        if nonce in self.nonces:
            return said(error="replayed")
        self.nonces.add(nonce)
        return None


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Any
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        gateway: StandIn = self.server.gateway
        if gateway.misbehave and gateway.misbehave(self, json.loads(body)):
            self.close_connection = True
            return
        self.give(*gateway.answer(self, body))

    def give(self, status: int, body: bytes, **heads: str) -> None:
        """A whole answer."""
        self.send_response(status)
        for name, value in heads.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


class Server(ThreadingHTTPServer):
    """Whose clients may hang up whenever they like."""

    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """A client that is gone is what some tests are about."""


def said(**values: str) -> bytes:
    return json.dumps(values).encode()


@contextmanager
def running(gateway: StandIn, port: int = 0) -> Iterator[int]:
    """The gateway, answering on a port of this machine until the end."""
    server = Server(("127.0.0.1", port), Handler)
    server.gateway = gateway  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
