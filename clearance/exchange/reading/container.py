"""The zip container of a workbook, looked at before anything in it is believed.

A hostile workbook is refused by its directory, by what its parts really inflate to,
and by what it carries: macros, links to other files, document types with entities.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, BinaryIO, Final
from xml.parsers import expat

from clearance.exchange.reading import limits
from clearance.exchange.reading.problems import unreadable

ZIP_MAGIC: Final = b"PK\x03\x04"
OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_END: Final = b"PK\x05\x06"
_END_SIZE: Final = 22
_LOCATOR64: Final = b"PK\x06\x07"
_LOCATOR64_SIZE: Final = 20
_END64: Final = b"PK\x06\x06"
_END64_SIZE: Final = 56
_LONGEST_COMMENT: Final = 0xFFFF
_CHUNK: Final = 1 << 18
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED: Final = 0x1
_FORBIDDEN: Final = (
    ("vbaproject", "macros"),
    ("xl/macrosheets/", "macro_sheets"),
    ("xl/externallinks/", "links"),
    ("xl/connections", "connections"),
    ("xl/embeddings/", "embeddings"),
    ("xl/activex/", "programs"),
)


class Container:
    """The parts of a workbook, each read within limits; raises Unreadable."""

    def __init__(self, source: BinaryIO) -> None:
        _check_directory(source)
        try:
            source.seek(0)
            self._zip = zipfile.ZipFile(source)
        except (zipfile.BadZipFile, OSError, ValueError, struct.error, EOFError):
            raise refused("broken") from None
        except NotImplementedError:
            raise refused("broken") from None
        self._entries = {entry.filename: entry for entry in self._zip.infolist()}
        self._check_entries()
        for name in self._entries:
            if name.lower().endswith((".xml", ".rels")):
                self._check_prolog(name)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def chunks(self, name: str) -> Iterator[bytes]:
        """The inflated bytes of a part, counted while they come."""
        if name not in self._entries:
            raise refused("broken")
        total = 0
        try:
            with self._zip.open(self._entries[name]) as part:
                while chunk := _read(part):
                    total += len(chunk)
                    if total > limits.WORKBOOK_INFLATED_BYTES:
                        raise refused("inflated")
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError):
            raise refused("broken") from None
        except (NotImplementedError, RuntimeError):
            raise refused("broken") from None

    def parse(self, name: str, parser: expat.XMLParserType) -> Iterator[None]:
        """Feed a part to a parser, pausing after each chunk; raises Unreadable."""
        guard(parser)
        fed = 0
        try:
            for chunk in self.chunks(name):
                parser.Parse(chunk)
                fed += len(chunk)
                if fed - parser.CurrentByteIndex > limits.WORKBOOK_TAG_BYTES:
                    raise refused("broken")
                yield
            parser.Parse(b"", True)  # noqa: FBT003  (no keywords there)
        except expat.ExpatError:
            raise refused("broken") from None
        yield

    def _check_entries(self) -> None:
        entries = self._zip.infolist()
        if len(entries) > limits.WORKBOOK_ENTRIES or len(entries) != len(self._entries):
            raise refused("broken")
        total = 0
        for entry in entries:
            name = entry.filename.lower().replace("\\", "/").lstrip("/")
            for part, kind in _FORBIDDEN:
                if part in name:
                    raise refused(kind)
            if entry.flag_bits & _ENCRYPTED:
                raise refused("password")
            if entry.compress_type not in _METHODS:
                raise refused("broken")
            # Reading stops at the size an entry declares, so a lie about it only
            # breaks the entry: the declared sizes bound what can come out.
            total += entry.file_size
            if entry.file_size > limits.WORKBOOK_RATIO_FROM_BYTES and (
                entry.file_size > limits.WORKBOOK_RATIO * max(entry.compress_size, 1)
            ):
                raise refused("inflated")
        if total > limits.WORKBOOK_INFLATED_BYTES:
            raise refused("inflated")

    def _check_prolog(self, name: str) -> None:
        """A document type stands before the root element or nowhere."""
        parser = expat.ParserCreate()
        rooted: list[str] = []
        parser.StartElementHandler = lambda tag, _attributes: rooted.append(tag)
        for _pause in self.parse(name, parser):
            if rooted:
                return


def refused(kind: str) -> Exception:
    return unreadable("workbook_refused", kind=kind)


def guard(parser: expat.XMLParserType) -> None:
    """Let a parser refuse document types (so entities too) and odd encodings."""

    def document_type(*_declared: object) -> None:
        raise refused("entities")

    def declaration(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in {"utf-8", "utf-16", "us-ascii"}:
            raise refused("broken")

    parser.StartDoctypeDeclHandler = document_type
    parser.EntityDeclHandler = document_type
    parser.XmlDeclHandler = declaration


def _read(part: IO[bytes]) -> bytes:
    return part.read(_CHUNK)


def _check_directory(source: BinaryIO) -> None:
    """Refuse a directory of millions of entries before it is read into memory."""
    size = source.seek(0, 2)
    start = max(0, size - _END_SIZE - _LONGEST_COMMENT - _LOCATOR64_SIZE - _END64_SIZE)
    source.seek(start)
    tail = source.read(size - start)
    at = tail.rfind(_END, 0, len(tail) - _END_SIZE + len(_END))
    if at < 0:
        raise refused("broken")
    entries, directory = struct.unpack_from("<HI", tail, at + 10)
    locator = at - _LOCATOR64_SIZE
    if locator >= 0 and tail.startswith(_LOCATOR64, locator):
        end64 = locator - _END64_SIZE
        if end64 < 0 or not tail.startswith(_END64, end64):
            raise refused("broken")
        entries, directory = struct.unpack_from("<QQ", tail, end64 + 32)
    if entries > limits.WORKBOOK_ENTRIES or directory > limits.WORKBOOK_DIRECTORY_BYTES:
        raise refused("parts")
