"""What travels between the web process and the child that looks at one photo.

The child greets with one byte, reads the received bytes, and answers with a JSON
header and the rebuilt JPEG. Every part is preceded by its length.
"""

import json
import socket
import struct
import time

GREETING = b"\x06"
LENGTH = struct.Struct("!I")
MOST_RECEIVED_BYTES = 64 * 1024 * 1024
MOST_HEADER_BYTES = 4_096
MOST_JPEG_BYTES = 24 * 1024 * 1024


class BrokenWire(Exception):
    """The other side went away, or said something that is not in the protocol."""


def send_part(wire: socket.socket, part: bytes) -> None:
    """Send one part, its length first."""
    wire.sendall(LENGTH.pack(len(part)))
    if part:  # the other side may be done and gone before nothing is sent
        wire.sendall(part)


def receive_part(
    wire: socket.socket, most: int, deadline: float | None = None
) -> bytearray:
    """Receive one part of at most `most` bytes; `deadline` is of time.monotonic().

    Raises BrokenWire, and TimeoutError at the deadline.
    """
    (length,) = LENGTH.unpack(_receive_exactly(wire, LENGTH.size, deadline))
    if length > most:
        raise BrokenWire
    return _receive_exactly(wire, length, deadline)


def _receive_exactly(
    wire: socket.socket, length: int, deadline: float | None
) -> bytearray:
    part = bytearray(length)
    rest = memoryview(part)
    while rest:
        if deadline is not None:
            wire.settimeout(seconds_left(deadline))
        received = wire.recv_into(rest)
        if not received:
            raise BrokenWire
        rest = rest[received:]
    return part


def seconds_left(deadline: float) -> float:
    """Seconds until the deadline; raises TimeoutError when there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def pack_header(header: dict[str, object]) -> bytes:
    return json.dumps(header).encode()


def unpack_header(part: bytearray) -> dict[str, object]:
    """Read the child's header; raises BrokenWire when it is not an object."""
    try:
        header = json.loads(part)
    except (ValueError, RecursionError) as error:
        raise BrokenWire from error
    if not isinstance(header, dict):
        raise BrokenWire
    return header
