"""Where uploaded files go while a request is read: sealed into the vault, never a disk.

Django would write them to a plaintext temporary file, before any view is asked. Here
each chunk goes into a sealed object under a key of its own. Both are destroyed when
the request ends, unless an import has taken the file over.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from queue import Empty, Full, Queue
from threading import Thread
from typing import Any, BinaryIO
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.utils import timezone

from clearance.exchange import sealing
from clearance.exchange.reading.limits import FILE_BYTES
from clearance.exchange.sealing import Measured
from clearance.keys.services import OpenedKey
from clearance.lib.uuid7 import uuid7
from clearance.lib.vault import KeptAlready, VaultUnavailable

logger = logging.getLogger(__name__)

FILES = 2
"""How many files one request may bring: an order file, or both sides of a document."""
DESK = "/desk/"
"""Files come in at the desk alone; the spool asks before a byte is kept."""
PATIENCE_SECONDS = 60
"""How long the vault and the sender wait for each other before the file is dropped."""
RECIPIENTS = "/u/"
"""Photos of recipients are never spooled: `upload.handlers` keeps them in memory."""

_REFUSED = "_files_refused"


def refused(request: HttpRequest) -> str:
    """Why a file of this request was not taken: too_large, too_many, storage or ""."""
    return str(getattr(request, _REFUSED, ""))


class SealedUpload(UploadedFile[bytes]):
    """An uploaded file in the vault. `object_name` is also the subject of its key."""

    def __init__(self, object_name: UUID, measured: Measured, **about: Any) -> None:
        super().__init__(file=None, size=measured.size, **about)
        self.object_name = object_name
        self.digest = measured.digest
        self._taken_over = False

    def open(self, *_how: Any, **_more: Any) -> "SealedUpload":
        """Open it for reading from its start, through its key."""
        self.file = self.reader()
        return self

    def reader(self) -> BinaryIO:
        """The file itself, for reading and seeking."""
        return sealing.opened(self.object_name, size=self.size or 0)

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        source = self.reader()
        while chunk := source.read(chunk_size or self.DEFAULT_CHUNK_SIZE):
            yield chunk

    def multiple_chunks(self, chunk_size: int | None = None) -> bool:
        return (self.size or 0) > (chunk_size or self.DEFAULT_CHUNK_SIZE)

    def take_over(self) -> UUID:
        """Keep the object beyond this request; whoever calls now answers for it."""
        self._taken_over = True
        return self.object_name

    def close(self) -> None:
        """Called when the request ends: what nobody took over is destroyed."""
        if self.file is not None:
            self.file.close()
        if not self._taken_over:
            self._taken_over = True
            _forget(self.object_name, now=timezone.now())


class SealedSpool(FileUploadHandler):
    """Streams the files of those who are logged in into the vault."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._files = 0
        self._pour: _Pour | None = None

    def new_file(self, *about: Any, **more: Any) -> None:
        super().new_file(*about, **more)
        self._pour = None
        if self.request is None or self.request.path_info.startswith(RECIPIENTS):
            raise SkipFile
        user = getattr(self.request, "user", None)
        at_desk = self.request.path_info.startswith(DESK)
        if user is None or not user.is_authenticated or not (at_desk and user.is_staff):
            # Nobody fills the vault who has nothing to bring there.
            raise SkipFile
        self._files += 1
        if self._files > FILES:
            self._refuse("too_many")
        name, now = uuid7(), timezone.now()
        self._pour = _Pour(name, sealing.new_file_key(name, now=now))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._pour is None:
            return
        if start + len(raw_data) > FILE_BYTES:
            self._refuse("too_large")
        if not self._pour.add(bytes(raw_data)):
            self._refuse("storage")

    def file_complete(self, file_size: int) -> SealedUpload | None:
        if self._pour is None:
            return None
        pour, self._pour = self._pour, None
        measured = pour.finish()
        if measured is None:
            self._note("storage")
            _forget(pour.name, now=timezone.now())
            return None
        return SealedUpload(
            pour.name, measured, name=self.file_name, content_type=self.content_type
        )

    def upload_interrupted(self) -> None:
        self._abandon()

    def _refuse(self, why: str) -> None:
        self._note(why)
        self._abandon()
        raise SkipFile

    def _note(self, why: str) -> None:
        setattr(self.request, _REFUSED, why)

    def _abandon(self) -> None:
        if self._pour is not None:
            pour, self._pour = self._pour, None
            pour.abandon()
            _forget(pour.name, now=timezone.now())


class _Abandoned(Exception):
    """The file will not come to its end."""


class _Pour:
    """Chunks pushed by the parser, pulled by the vault in a thread of its own.

    The vault's thread uses no database. A sender that falls silent, or a request that
    died, lets it give up by itself.
    """

    def __init__(self, name: UUID, key: OpenedKey) -> None:
        self.name = name
        self._key = key
        self._chunks: Queue[bytes | None] = Queue(maxsize=8)
        self._abandoned = False
        self._measured: Measured | None = None
        self._thread = Thread(target=self._store, name="sealed-spool", daemon=True)
        self._thread.start()

    def add(self, chunk: bytes) -> bool:
        """Hand on a chunk; False when the vault no longer takes any."""
        return self._put(chunk)

    def finish(self) -> Measured | None:
        """Wait until the file is kept; None when it could not be."""
        if not self._put(None):
            self.abandon()
        self._thread.join(PATIENCE_SECONDS)
        return None if self._thread.is_alive() else self._measured

    def abandon(self) -> None:
        self._abandoned = True
        self._put(None)
        self._thread.join(PATIENCE_SECONDS)

    def _put(self, chunk: bytes | None) -> bool:
        for _second in range(PATIENCE_SECONDS):
            if not self._thread.is_alive():
                return False
            try:
                self._chunks.put(chunk, timeout=1)
            except Full:
                continue
            return True
        return False

    def _arriving(self) -> Iterator[bytes]:
        while True:
            try:
                chunk = self._chunks.get(timeout=PATIENCE_SECONDS)
            except Empty:
                raise _Abandoned from None
            if self._abandoned:
                raise _Abandoned
            if chunk is None:
                return
            yield chunk

    def _store(self) -> None:
        try:
            self._measured = sealing.keep(self.name, self._key, self._arriving())
        except _Abandoned:
            return
        except (VaultUnavailable, KeptAlready):
            logger.exception("An uploaded file could not be kept.")


def _forget(name: UUID, *, now: datetime) -> None:
    try:
        sealing.forget(name, by=None, now=now)
    except VaultUnavailable:
        # Its key is gone; the sweep finds the object without a row.
        logger.exception("A spooled object is left to the sweep.")
