"""Walk the segments of a JPEG: is all of it there, and what does it say of itself?

Pillow shows the missing part of a JPEG as grey and says nothing, so completeness is
decided here, before and after decoding. Source: ITU-T T.81, annexes B and G.
"""

import re
from dataclasses import dataclass, field

from .spoilt import Spoilt

EOI, SOS, DRI, DNL = 0xD9, 0xDA, 0xDD, 0xDC
DECODED_FRAMES = {0xC0, 0xC1, 0xC2}  # baseline, extended, progressive
ALL_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
PROGRESSIVE = 0xC2
MOST_SCANS = 64  # cameras write up to 12; hundreds only slow a decoder down

_MARKER_IN_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_RESTART = re.compile(rb"\xff[\xd0-\xd7]")


@dataclass
class Frame:
    """The frame header: `sampling` is (component, horizontal, vertical)."""

    marker: int
    width: int
    height: int
    sampling: list[tuple[int, int, int]]


@dataclass
class Jpeg:
    """A JPEG found complete, up to its end of image at `end`."""

    frame: Frame
    end: int
    metadata: list[tuple[int, bytes]]  # marker and payload of APPn and COM
    restart_interval: int = 0
    scans: int = 0
    missing: dict[int, list[int]] = field(default_factory=dict)
    """Per component, how many bits of each coefficient no scan has brought yet."""


def walk(data: bytes) -> Jpeg:
    """Follow the segments from the first to the end of the image.

    Raises Spoilt: `truncated` when the end, a scan or a restart interval is missing,
    `unsupported` for lossless, hierarchical and arithmetic coding.
    """
    found: Jpeg | None = None
    metadata: list[tuple[int, bytes]] = []
    interval = 0
    at = 2
    while True:
        marker, at = _marker(data, at)
        if marker == EOI:
            break
        length = int.from_bytes(data[at : at + 2])
        payload = data[at + 2 : at + length]
        if length < 2 or len(payload) != length - 2:
            raise Spoilt("truncated")
        at += length
        if marker in ALL_FRAMES:
            if found or marker not in DECODED_FRAMES:
                raise Spoilt("unsupported")
            found = Jpeg(_frame(marker, payload), 0, metadata)
            found.missing = {name: [-1] * 64 for name, _, _ in found.frame.sampling}
        elif marker == DRI:
            interval = int.from_bytes(payload[:2])
        elif marker == DNL:
            raise Spoilt("unsupported")
        elif 0xE0 <= marker <= 0xEF or marker == 0xFE:
            metadata.append((marker, payload))
        elif marker == SOS:
            if found is None:
                raise Spoilt("truncated")
            found.restart_interval = interval
            at = _scan(data, at, payload, found)
    if found is None or not found.scans or _bits_missing(found):
        raise Spoilt("truncated")
    found.end = at
    return found


def _marker(data: bytes, at: int) -> tuple[int, int]:
    """The marker at `at`, fill bytes skipped, and where its segment begins."""
    if data[at : at + 1] != b"\xff":
        raise Spoilt("truncated")
    while data[at : at + 1] == b"\xff":
        at += 1
    if at >= len(data):
        raise Spoilt("truncated")
    return data[at], at + 1


def _frame(marker: int, payload: bytes) -> Frame:
    if len(payload) < 6 or len(payload) < 6 + 3 * payload[5] or not payload[5]:
        raise Spoilt("truncated")
    components = [payload[6 + 3 * n : 9 + 3 * n] for n in range(payload[5])]
    return Frame(
        marker,
        width=int.from_bytes(payload[3:5]),
        height=int.from_bytes(payload[1:3]),
        sampling=[(name, both >> 4, both & 15) for name, both, _ in components],
    )


def _scan(data: bytes, at: int, header: bytes, jpeg: Jpeg) -> int:
    """Step over one scan; returns where the next marker stands."""
    jpeg.scans += 1
    if jpeg.scans > MOST_SCANS:
        raise Spoilt("bomb")
    count = header[0] if header else 0
    if not count or len(header) < 4 + 2 * count:
        raise Spoilt("truncated")
    names = [header[1 + 2 * n] for n in range(count)]
    next_marker = _MARKER_IN_SCAN.search(data, at)
    if next_marker is None:
        raise Spoilt("truncated")
    end = next_marker.start()

    first, last, low = header[1 + 2 * count], header[2 + 2 * count], header[-1] & 15
    if jpeg.frame.marker != PROGRESSIVE:
        first, last, low = 0, 63, 0
        if jpeg.restart_interval:
            restarts = sum(1 for _ in _RESTART.finditer(data, at, end))
            units = _units(jpeg.frame, names)
            if restarts < -(-units // jpeg.restart_interval) - 1:
                raise Spoilt("truncated")
    for name in names:
        if name not in jpeg.missing or last > 63:
            raise Spoilt("truncated")
        for coefficient in range(first, last + 1):
            jpeg.missing[name][coefficient] = low
    return end


def _units(frame: Frame, names: list[int]) -> int:
    """How many coding units a scan of these components holds."""
    widest = max(h for _, h, _ in frame.sampling) or 1
    tallest = max(v for _, _, v in frame.sampling) or 1
    if len(names) > 1:
        across, down = 8 * widest, 8 * tallest
        return -(-frame.width // across) * -(-frame.height // down)
    h, v = next(((h, v) for name, h, v in frame.sampling if name == names[0]), (1, 1))
    return -(-frame.width * h // (8 * widest)) * -(-frame.height * v // (8 * tallest))


def _bits_missing(jpeg: Jpeg) -> bool:
    """Whether a component, or the last refinement of a coefficient, never came.

    Some cameras leave out the highest frequencies of the colour components, which
    costs nothing one can see: only brightness must be whole.
    """
    if any(bits[0] != 0 for bits in jpeg.missing.values()):
        return True
    brightness = jpeg.missing[jpeg.frame.sampling[0][0]]
    return any(bits != 0 for bits in brightness)
