"""A provider reached over HTTPS, who checks who is asking.

One POST a question: `{"type", "number", "name"}` as JSON. `X-Signature` is the
HMAC-SHA256 over method, host, path, time, nonce, key of the question and the digest of
the body, each on a line. The answer is 200 with `{"key", "result"}`: the same key, and
`SAME`, `DIFFERENT` or `NOT_FOUND`. Anything else is no answer.
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
from threading import Event, Timer
from urllib.parse import urlsplit

from django.conf import settings

from clearance.identity.enums import RealNameOutcome, RealNameReason
from clearance.identity.realname.asking import Unanswered
from clearance.identity.rules import Question

CONNECT_SECONDS = 3.0
READ_SECONDS = 8.0
ALL_SECONDS = 15.0
"""However slowly the answer drips: shorter than a check is leased."""
LONGEST_ANSWER = 4 * 1024

# Providers compare with the register of residents, and with no other.
DOCUMENTS = frozenset({"RESIDENT_ID", "TEMPORARY_ID"})
ANSWERS = frozenset({"SAME", "DIFFERENT", "NOT_FOUND"})


class HttpProvider:
    """The provider of the settings. Redirects are not followed, certificates are
    checked, answers are read to a limit, and no value is told to anybody else.
    """

    documents = DOCUMENTS

    def __init__(self) -> None:
        self.url = urlsplit(settings.REALNAME_URL)
        self.path = self.url.path or "/"
        if self.url.query:
            self.path += f"?{self.url.query}"

    @property
    def name(self) -> str:
        """As staff call it; without a name, where it is."""
        return str(settings.REALNAME_NAME or self.url.hostname or "")[:60]

    def ask(self, question: Question, *, key: str) -> RealNameOutcome:
        """Ask once. Raises Unanswered with what kept the answer."""
        said = {
            "type": question.document_type,
            "number": question.number,
            "name": question.name,
        }
        body = json.dumps(said, ensure_ascii=False).encode()
        status, answer = self._exchange(body, self._headers(body, key))
        return _understood(status, answer, key)

    def _headers(self, body: bytes, key: str) -> dict[str, str]:
        at, nonce = str(int(time.time())), secrets.token_hex(16)
        parts = (self.url.netloc, self.path, at, nonce, key)
        return {
            "Content-Type": "application/json; charset=utf-8",
            "Accept": "application/json",
            "Idempotency-Key": key,
            "X-Key-Id": settings.REALNAME_KEY_ID,
            "X-Timestamp": at,
            "X-Nonce": nonce,
            "X-Signature": sign(settings.REALNAME_SECRET, *parts, body=body),
        }

    def _exchange(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Status and body of the answer, whatever they are. Raises Unanswered."""
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
                    told = answer.status, answer.read(LONGEST_ANSWER + 1)
            finally:
                overall.cancel()
        except (OSError, HTTPException) as fault:
            raise Unanswered(_reason_of(fault, late=late.is_set())) from None
        finally:
            line.close()
        if late.is_set():  # what was read until then looks like a whole answer
            raise Unanswered(RealNameReason.TIMEOUT)
        return told

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
        raise Unanswered(RealNameReason.NO_PROVIDER)


def sign(secret: str, *parts: str, body: bytes) -> str:
    """The signature of a request, as both sides make it: `parts` are host, path, time,
    nonce and the key of the question.
    """
    said = "\n".join(["POST", *parts, sha256(body).hexdigest()])
    return hmac.new(secret.encode(), said.encode(), sha256).hexdigest()


def _hang_up(line: socket.socket, late: Event) -> None:
    late.set()
    with suppress(OSError):  # it may be closed already
        # The plain one: that of TLS takes the line away from whoever is reading it.
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def _reason_of(fault: Exception, *, late: bool) -> RealNameReason:
    if late or isinstance(fault, TimeoutError):
        return RealNameReason.TIMEOUT
    # Cut off in the middle of an answer, or an answer that is no HTTP.
    if isinstance(fault, HTTPException) and not isinstance(fault, OSError):
        return RealNameReason.GARBLED
    return RealNameReason.REFUSED


def _understood(status: int, answer: bytes, key: str) -> RealNameOutcome:
    """What an answer says. Raises Unanswered unless it says it to the letter."""
    if 300 <= status < 400:  # nothing is sent after a redirect
        raise Unanswered(RealNameReason.GARBLED)
    if status != 200:
        raise Unanswered(RealNameReason.REFUSED)
    if len(answer) > LONGEST_ANSWER:
        raise Unanswered(RealNameReason.GARBLED)
    try:
        said = json.loads(answer.decode())
    except (ValueError, RecursionError):  # also bytes that are no text
        raise Unanswered(RealNameReason.GARBLED) from None
    if not isinstance(said, dict) or said.get("key") != key:
        raise Unanswered(RealNameReason.GARBLED)
    result = said.get("result")
    if not isinstance(result, str) or result not in ANSWERS:
        raise Unanswered(RealNameReason.GARBLED)
    return RealNameOutcome(result)
