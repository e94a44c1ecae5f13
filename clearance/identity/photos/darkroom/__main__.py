"""Wait beside the web process and fork one child for each photo.

The web process sends a socket for each photo over the control socket. Received bytes
go straight to the child: this process never reads them, so nothing can spoil it.
Usage: python -m darkroom CONTROL_FD CPU_SECONDS WALL_SECONDS
"""

import gc
import os
import select
import signal
import socket
import sys
import time
import warnings
from contextlib import suppress

# Imported before the first fork: a child may open no file, so it can import nothing.
from PIL import ExifTags, Image, ImageColor, ImageFile, TiffImagePlugin

from . import confinement, wire
from .developing import develop
from .kinds import Kind, recognise
from .spoilt import Spoilt

LOADED_FOR_THE_CHILD = (ExifTags, ImageColor, TiffImagePlugin)

MiB = 1024 * 1024
# Beyond the 30 MiB the process starts with. Fifty megapixels of PNG are 200 MiB; the
# decoder of HEIC keeps the picture twice and starts threads with stacks of their own.
MEMORY = {Kind.HEIC: 400 * MiB}
MEMORY_OF_OTHERS = 272 * MiB


def serve(control: socket.socket, *, cpu_seconds: int, wall_seconds: int) -> None:
    """Fork a child for each socket that arrives, until the web process is gone."""
    overdue: dict[int, float] = {}
    while True:
        if select.select([control], [], [], 0.2 if overdue else None)[0]:
            try:
                _, sent, _, _ = socket.recv_fds(control, 1, 1)
            except ConnectionError:
                break
            if not sent:
                break
            # When no process can be forked, the line closes without a greeting.
            with socket.socket(fileno=sent[0]) as line, suppress(OSError):
                child = os.fork()
                if child == 0:
                    control.close()
                    attend(line, cpu_seconds=cpu_seconds, wall_seconds=wall_seconds)
                overdue[child] = time.monotonic() + wall_seconds
        bury(overdue)
    for child in overdue:
        os.kill(child, signal.SIGKILL)


def bury(overdue: dict[int, float]) -> None:
    """Forget the children that ended; kill those past their time."""
    for child, deadline in list(overdue.items()):
        if os.waitpid(child, os.WNOHANG)[0]:
            del overdue[child]
        elif time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)


def attend(line: socket.socket, *, cpu_seconds: int, wall_seconds: int) -> None:
    """Be the child: read one photo, answer, and end without any clean-up."""
    try:
        confinement.bind_to(cpu_seconds=cpu_seconds, wall_seconds=wall_seconds)
        with open(os.devnull, "r+b") as nothing:
            for descriptor in (0, 1, 2):
                os.dup2(nothing.fileno(), descriptor)
        line.sendall(wire.GREETING)
        received = bytes(wire.receive_part(line, wire.MOST_RECEIVED_BYTES))
        header, jpeg = answer(received)
        wire.send_part(line, wire.pack_header(header))
        wire.send_part(line, jpeg)
    finally:
        os._exit(0)


def answer(received: bytes) -> tuple[dict[str, object], bytes]:
    """The header and the JPEG to send back; a refusal has no JPEG."""
    try:
        kind = recognise(received)
        confinement.bind_memory(MEMORY.get(kind, MEMORY_OF_OTHERS))
        done = develop(kind, received)
    except Spoilt as spoilt:
        return {"code": spoilt.code}, b""
    except MemoryError:
        return {"code": "bomb"}, b""
    except Exception as error:  # decoders raise nearly anything
        return {"code": _code_of(error)}, b""
    header: dict[str, object] = {
        "width": done.width,
        "height": done.height,
        "edited_hints": done.edited_hints,
        "is_grey": done.is_grey,
        "measures": done.measures,
        "look": done.look,
    }
    return header, done.jpeg


def _code_of(error: Exception) -> str:
    text = str(error).lower()
    if "too large" in text or "too many" in text or "memory" in text:
        return "bomb"
    # The header was good, so this was a photo: its data are damaged or cut off.
    return "truncated"


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.preinit()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    confinement.leave_the_network()
    confinement.leave_root()
    gc.collect()
    gc.freeze()
    serve(control, cpu_seconds=int(sys.argv[2]), wall_seconds=int(sys.argv[3]))


if __name__ == "__main__":
    main()
