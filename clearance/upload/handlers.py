"""Photos of recipients while a request is read: in memory, two, and small enough."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import (
    FileUploadHandler,
    SkipFile,
    StopFutureHandlers,
)
from django.http import HttpRequest

PREFIX = "/u/"
FILE_BYTES = 10 * 1024 * 1024
FILES = 2

_REFUSED = "_photos_refused"


def refused(request: HttpRequest) -> str:
    """Why a photo of this request was not taken: too_large, too_many or "".

    The files are read lazily: ask after `request.FILES`. The view answers 413; the
    form's other fields are there, so that it can show the page again.
    """
    return str(getattr(request, _REFUSED, ""))


class InMemoryPhotos(FileUploadHandler):
    """Keeps what comes under /u/ in memory; other files are left to the spool."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._files = 0
        self._bytes: BytesIO | None = None

    def new_file(self, *about: Any, **more: Any) -> None:
        super().new_file(*about, **more)
        self._bytes = None
        if self.request is None or not self.request.path_info.startswith(PREFIX):
            return
        self._files += 1
        if self._files > FILES:
            self._refuse("too_many")
        self._bytes = BytesIO()
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self._bytes is None:
            return raw_data
        if start + len(raw_data) > FILE_BYTES:
            self._refuse("too_large")
        self._bytes.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        if self._bytes is None:
            return None
        content, self._bytes = self._bytes, None
        content.seek(0)
        return InMemoryUploadedFile(
            file=content,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def _refuse(self, why: str) -> None:
        self._bytes = None
        setattr(self.request, _REFUSED, why)
        raise SkipFile
