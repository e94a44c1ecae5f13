"""A signed question to somebody else's program, over a line bounded in every way.

One POST of a JSON object. `X-Signature` is the HMAC-SHA256 over method, host, path,
time, nonce, key of the question and digest of the body, each on a line; the key is the
same at every attempt, so that a repeat can be told. Redirects are not followed,
certificates are checked, and answers are read to a limit.
"""

import hmac
import json
import secrets
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Event, Timer
from typing import Literal
from urllib.parse import urlsplit

CONNECT_SECONDS = 3.0
READ_SECONDS = 8.0
ALL_SECONDS = 15.0
"""However slowly the answer drips: shorter than the work that asks is leased."""
LONGEST_ANSWER = 4 * 1024

type Fault = Literal["DOWN", "LATE", "CUT", "LONG", "UNSAFE"]


class Unheard(Exception):
    """No whole answer came. Whether the question arrived is not known.

    `fault`: nobody there or no certificate, too late, cut off or no HTTP, too long, or
    an address that nothing may be sent to. Nothing of the question is in it.
    """

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


class SignedLine:
    """A line to one address. `may_be_plain`: without TLS, on one's own computer."""

    def __init__(
        self, url: str, *, key_id: str, secret: str, may_be_plain: bool
    ) -> None:
        self.url = urlsplit(url)
        self.path = self.url.path or "/"
        if self.url.query:
            self.path += f"?{self.url.query}"
        self.key_id, self.secret = key_id, secret
        self.may_be_plain = may_be_plain

    def ask(self, said: Mapping[str, str], *, key: str) -> tuple[int, bytes]:
        """Status and body of the answer, whatever they are. Raises Unheard."""
        body = json.dumps(said, ensure_ascii=False).encode()
        return self._exchange(body, self._headers(body, key))

    def _headers(self, body: bytes, key: str) -> dict[str, str]:
        at, nonce = str(int(time.time())), secrets.token_hex(16)
        parts = (self.url.netloc, self.path, at, nonce, key)
        return {
            "Content-Type": "application/json; charset=utf-8",
            "Accept": "application/json",
            "Idempotency-Key": key,
            "X-Key-Id": self.key_id,
            "X-Timestamp": at,
            "X-Nonce": nonce,
            "X-Signature": sign(self.secret, *parts, body=body),
        }

    def _exchange(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        line, late = self._line(), Event()
        try:
            line.connect()
            line.sock.settimeout(READ_SECONDS)
            # A time-out of a socket begins anew with every byte: this one does not.
            overall = Timer(ALL_SECONDS, _hang_up, [line.sock, late])
            overall.daemon = True
            overall.start()
            try:
                line.request("POST", self.path, body=body, headers=headers)
                with line.getresponse() as answer:
                    status, told = answer.status, answer.read(LONGEST_ANSWER + 1)
            finally:
                overall.cancel()
        except (OSError, HTTPException) as fault:
            raise Unheard(_fault_of(fault, late=late.is_set())) from None
        finally:
            line.close()
        if late.is_set():  # what was read until then looks like a whole answer
            raise Unheard("LATE")
        if len(told) > LONGEST_ANSWER:
            raise Unheard("LONG")
        return status, told

    def _line(self) -> HTTPConnection:
        host, port = self.url.hostname or "", self.url.port
        if self.url.scheme == "https":
            return HTTPSConnection(
                host,
                port,
                timeout=CONNECT_SECONDS,
                context=ssl.create_default_context(),
            )
        if self.url.scheme == "http" and self.may_be_plain:
            return HTTPConnection(host, port, timeout=CONNECT_SECONDS)
        raise Unheard("UNSAFE")


def sign(secret: str, *parts: str, body: bytes) -> str:
    """The signature of a request, as both sides make it: `parts` are host, path, time,
    nonce and the key of the question.
    """
    said = "\n".join(["POST", *parts, sha256(body).hexdigest()])
    return hmac.new(secret.encode(), said.encode(), sha256).hexdigest()


def read_object(answer: bytes) -> dict[str, object]:
    """The JSON object that an answer is; empty for anything else."""
    try:
        said = json.loads(answer.decode())
    except (ValueError, RecursionError):  # no text, no JSON, brackets without end
        return {}
    return said if isinstance(said, dict) else {}


def _hang_up(line: socket.socket, late: Event) -> None:
    late.set()
    with suppress(OSError):  # it may be closed already
        # The plain one: that of TLS takes the line away from whoever is reading it.
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def _fault_of(fault: Exception, *, late: bool) -> Fault:
    if late or isinstance(fault, TimeoutError):
        return "LATE"
    # Cut off in the middle of an answer, or an answer that is no HTTP.
    if isinstance(fault, HTTPException) and not isinstance(fault, OSError):
        return "CUT"
    return "DOWN"
