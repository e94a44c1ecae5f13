"""A provider of real-name checks that stands in for a real one, on a real socket.

It checks signatures as a real one would, remembers what it answered by the key of the
question, and can be made to misbehave in every way a line to somebody else does.
"""

import hmac
import json
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from clearance.demo.people import Person, person
from clearance.lib.names import same_name
from clearance.lib.signed_line import sign

KEY_ID, SECRET = "clearance-test", "a-secret-of-forty-characters-for-tests-0"
STALE_SECONDS = 300


def register_of(people: Iterable[Person]) -> dict[str, str]:
    """Whose number is whose, as a register of residents knows it."""
    return {one.number: one.name for one in people}


def some_people(count: int = 20) -> list[Person]:
    """People with a resident card, all made up."""
    return [person(7, index, "RESIDENT_ID") for index in range(count)]


@dataclass
class Standin:
    """What it knows, how it behaves, and what it was asked.

    `mood` is "" (answers), a status such as "500", or: slow, hang, drip, half, garbage,
    list, unknown, other_key, huge, redirect, no_http.
    """

    register: dict[str, str]
    mood: str = ""
    seconds: float = 0.3
    asked: list[dict[str, str]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    nonces: set[str] = field(default_factory=set)
    stopped: threading.Event = field(default_factory=threading.Event)

    def judge(self, said: dict[str, str]) -> str:
        """SAME, DIFFERENT or NOT_FOUND."""
        name = self.register.get(said["number"])
        if name is None:
            return "NOT_FOUND"
        return "SAME" if same_name(name, said["name"]) else "DIFFERENT"

    def fault_of(self, handler: BaseHTTPRequestHandler, body: bytes) -> str:
        """Why a request is not accepted: a code, empty where it is."""
        head = handler.headers
        parts = [head.get("Host", ""), handler.path]
        parts += [head.get(f"X-{name}", "") for name in ("Timestamp", "Nonce")]
        wanted = sign(SECRET, *parts, head.get("Idempotency-Key", ""), body=body)
        if head.get("X-Key-Id") != KEY_ID:
            return "key_id"
        if not hmac.compare_digest(head.get("X-Signature", ""), wanted):
            return "signature"
        if abs(time.time() - int(parts[2])) > STALE_SECONDS:
            return "stale"
        if parts[3] in self.nonces:
            return "replayed"
        self.nonces.add(parts[3])
        return ""


class Handler(BaseHTTPRequestHandler):
    """One request to the stand-in that `server.standin` describes."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None:
        """Quiet."""

    def do_POST(self) -> None:
        standin: Standin = self.server.standin  # type: ignore[attr-defined]
        self.close_connection = True
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if fault := standin.fault_of(self, body):
            standin.refused.append(fault)
            return self._say(401, {"error": fault})
        key, said = self.headers["Idempotency-Key"], json.loads(body)
        standin.asked.append(said)
        standin.keys.append(key)
        result = standin.answers.setdefault(key, standin.judge(said))
        return self._behave(standin, {"key": key, "result": result})

    def _behave(self, standin: Standin, answer: dict[str, str]) -> None:
        whole = json.dumps(answer).encode()
        match standin.mood:
            case "":
                self._say(200, answer)
            case "slow":
                standin.stopped.wait(standin.seconds)
                self._say(200, answer)
            case "hang":
                standin.stopped.wait(60)
            case "drip":
                self._head(200, len(whole))
                for byte in whole:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    if standin.stopped.wait(standin.seconds):
                        return
            case "half":
                self._head(200, len(whole))
                self.wfile.write(whole[: len(whole) // 2])
            case "garbage":
                self._raw(200, b"\xff<html>busy</html>")
            case "list":
                self._say(200, [answer])
            case "unknown":
                self._say(200, answer | {"result": "PERHAPS"})
            case "other_key":
                self._say(200, answer | {"key": "another"})
            case "huge":
                self._say(200, answer | {"more": "x" * 100_000})
            case "redirect":
                self.send_response(302)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()
            case "no_http":
                self.wfile.write(b"SSH-2.0-standin\r\n")
            case status:
                self._say(int(status), answer)

    def _say(self, status: int, said: object) -> None:
        self._raw(status, json.dumps(said).encode())

    def _raw(self, status: int, body: bytes) -> None:
        self._head(status, len(body))
        try:
            self.wfile.write(body)
        except OSError:
            return  # whoever asked has hung up

    def _head(self, status: int, length: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(length))
        self.end_headers()


class Server(ThreadingHTTPServer):
    """A stand-in, listening on a port of its own of this computer."""

    daemon_threads = True

    def __init__(self, standin: Standin) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.standin = standin

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1/check?for=customs"

    def handle_error(self, *args: object) -> None:
        """Whoever asked may have hung up: no concern of ours."""
