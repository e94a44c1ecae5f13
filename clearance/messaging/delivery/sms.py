"""Text messages, through a gateway that speaks HTTP and checks who is asking.

One POST a message: `{"to", "text", "from"}` as JSON. `X-Signature` is the HMAC-SHA256
over method, path, time, nonce, idempotency key and the digest of the body, each on a
line. 2xx with `{"status": "accepted"}` or `"repeated"` means taken; 4xx with
`{"error": "number" | "blocked" | "text"}` never. Anything else is tried again.
"""

import hmac
import json
import secrets
import socket
import ssl
import time
from contextlib import suppress
from hashlib import sha256
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Timer
from urllib.parse import urlsplit

from django.conf import settings

from clearance.messaging.delivery import NotDelivered, Refused
from clearance.messaging.enums import Trouble

CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
ALL_SECONDS = 20.0
"""However slowly the answer drips: shorter than a message is leased."""
LONGEST_ANSWER = 4096

TAKEN = frozenset({"accepted", "repeated"})
FOR_GOOD = {
    "number": Trouble.NUMBER,
    "blocked": Trouble.BLOCKED,
    "text": Trouble.TEXT,
}


class Gateway:
    """Hands text messages to the gateway of the settings. Redirects are not followed,
    answers are read to a limit, and no value of a message is told to anybody else.
    """

    def __init__(self) -> None:
        self.url = urlsplit(settings.SMS_GATEWAY_URL)
        self.path = self.url.path or "/"
        if self.url.query:
            self.path += f"?{self.url.query}"

    def send(self, *, to: str, text: str, key: str) -> None:
        said = {"to": to, "text": text, "from": settings.SMS_GATEWAY_FROM}
        body = json.dumps(said, ensure_ascii=False).encode()
        try:
            status, answer = self._exchange(body, self._headers(body, key))
        except (OSError, HTTPException):
            # Refused, timed out, cut off, no certificate: whether it was taken is not
            # known, and the key tells a repeat.
            raise NotDelivered(Trouble.DOWN) from None
        _judge(status, answer)

    def _headers(self, body: bytes, key: str) -> dict[str, str]:
        at, nonce = str(int(time.time())), secrets.token_hex(16)
        return {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Idempotency-Key": key,
            "X-Account": settings.SMS_GATEWAY_ACCOUNT,
            "X-Timestamp": at,
            "X-Nonce": nonce,
            "X-Signature": sign(
                settings.SMS_GATEWAY_SECRET, self.path, at, nonce, key, body
            ),
        }

    def _exchange(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        line = self._line()
        line.connect()
        line.sock.settimeout(READ_SECONDS)
        # A time-out of a socket begins anew with every byte: this one does not.
        overall = Timer(ALL_SECONDS, _hang_up, [line.sock])
        overall.daemon = True
        overall.start()
        try:
            line.request("POST", self.path, body=body, headers=headers)
            with line.getresponse() as answer:
                return answer.status, answer.read(LONGEST_ANSWER)
        finally:
            overall.cancel()
            line.close()

    def _line(self) -> HTTPConnection:
        host, port = self.url.hostname or "", self.url.port
        if self.url.scheme == "https":
            return HTTPSConnection(
                host,
                port,
                timeout=CONNECT_SECONDS,
                context=ssl.create_default_context(),
            )
        if self.url.scheme == "http" and settings.DEMO:
            return HTTPConnection(host, port, timeout=CONNECT_SECONDS)
        raise NotDelivered(Trouble.ACCOUNT)


def sign(secret: str, path: str, at: str, nonce: str, key: str, body: bytes) -> str:
    """The signature of a request, as both sides make it."""
    said = "\n".join(["POST", path, at, nonce, key, sha256(body).hexdigest()])
    return hmac.new(secret.encode(), said.encode(), sha256).hexdigest()


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):  # it may be closed already
        # The plain one: that of TLS takes the line away from whoever is reading it.
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def _judge(status: int, answer: bytes) -> None:
    """Nothing where the message was taken; else what became of it is raised."""
    said = _read(answer)
    if 200 <= status < 300:
        if str(said.get("status")) not in TAKEN:
            raise NotDelivered(Trouble.UNCLEAR)
        return
    never = FOR_GOOD.get(str(said.get("error")))
    if status in {400, 409, 422} and never:
        raise Refused(never)
    if status in {401, 403}:
        raise NotDelivered(Trouble.ACCOUNT)
    if status == 429:
        raise NotDelivered(Trouble.BUSY)
    raise NotDelivered(Trouble.DOWN if status >= 500 else Trouble.UNCLEAR)


def _read(answer: bytes) -> dict[str, object]:
    try:
        said = json.loads(answer)
    except (ValueError, RecursionError):  # no text, no JSON, brackets without end
        return {}
    return said if isinstance(said, dict) else {}
