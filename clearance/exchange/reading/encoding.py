"""Which encoding an order file is written in.

A byte order mark decides; else strict UTF-8, else GB18030. Never GBK, which lacks
characters that names use. A file that is UTF-8 in some lines and not in others is
refused: read as GB18030 it would turn names into other names without any error.
"""

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO, Final

# Pictures and papers that begin with printable characters.
_SIGNATURES: Final = (b"%PDF-", b"GIF8", b"RIFF", b"{\\rtf")
# No text begins with these; a NUL is looked for record by record.
_CONTROLS: Final = frozenset(range(1, 32)) - frozenset(b"\t\n\v\f\r")
_CHUNK: Final = 1 << 20
_ASCII: Final = bytes(range(128))
# Fewer bytes than these may be valid UTF-8 by accident in GB18030 text.
_TELLING_BYTES: Final = 24


class _View(io.RawIOBase):
    """The source without its close(): a text wrapper closes what it wraps."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self._source.read(len(view))
        view[: len(data)] = data
        return len(data)


def is_other_than_text(start: bytes) -> bool:
    """Whether a file that begins so is a picture, an archive or the like."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    return start.startswith(_SIGNATURES) or not _CONTROLS.isdisjoint(start)


def text_of(
    source: BinaryIO, encoding: str, *, errors: str = "strict"
) -> io.TextIOWrapper:
    """The whole source as text from its start, line ends as written."""
    source.seek(0)
    reader = io.BufferedReader(_View(source), 1 << 18)
    return io.TextIOWrapper(reader, encoding, errors=errors, newline="")


def encoding_of(source: BinaryIO) -> tuple[str, bool]:
    """The codec the source is written in, and whether it reads all of it.

    Where none does, the codec is the one to find the first unreadable record with.
    """
    source.seek(0)
    head = source.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", _reach(source, "utf-16") < 0
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", _reach(source, "utf-8-sig") < 0
    as_utf8 = _reach(source, "utf-8")
    if as_utf8 < 0:
        return "utf-8", True
    if _mixes_utf8(source):
        return "utf-8", False
    as_gb18030 = _reach(source, "gb18030")
    if as_gb18030 < 0 or as_gb18030 > as_utf8:
        return "gb18030", as_gb18030 < 0
    return "utf-8", False


def _reach(source: BinaryIO, codec: str) -> int:
    """About how many bytes decode before the first that do not; -1 when all do."""
    decoder = codecs.getincrementaldecoder(codec)()
    source.seek(0)
    done = 0
    try:
        for chunk in _chunks(source):
            decoder.decode(chunk)
            done += len(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return done + error.start
    return -1


def _mixes_utf8(source: BinaryIO) -> bool:
    """Say whether some lines are plainly UTF-8 while others are not."""
    source.seek(0)
    seen_other = False
    before_other = 0
    for line in _lines(source):
        if line.isascii():
            continue
        telling = len(line.translate(None, _ASCII))
        try:
            line.decode()
        except UnicodeDecodeError:
            if before_other >= _TELLING_BYTES:
                return True
            seen_other = True
        else:
            if seen_other and telling >= _TELLING_BYTES:
                return True
            before_other += 0 if seen_other else telling
    return False


def _lines(source: BinaryIO) -> Iterator[bytes]:
    rest = b""
    for chunk in _chunks(source):
        *lines, rest = (rest + chunk).replace(b"\r", b"\n").split(b"\n")
        yield from lines
    yield rest


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    while chunk := source.read(_CHUNK):
        yield chunk
