"""The vault in an S3-compatible bucket; it gives up after seconds, not a minute."""

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from clearance.lib.vault.kept import (
    READ_BYTES,
    KeptAlready,
    NotKept,
    VaultUnavailable,
    name_at,
    place_of,
)

CONNECT_SECONDS = 2
READ_SECONDS = 3
ATTEMPTS = 2

_NOT_FOUND = {"404", "NoSuchKey", "NotFound"}


class S3Vault(S3Storage):
    """Objects in a bucket, for installations of several machines."""

    def get_default_settings(self) -> dict[str, Any]:
        """The library's, with short time-outs."""
        defaults: dict[str, Any] = super().get_default_settings()
        defaults["client_config"] = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
            signature_version="s3v4",
            # Newer checksums are unknown to many compatible stores; what is sealed
            # proves itself when it is opened.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        # Sealing happens while it is sent: in the caller's thread, not in others.
        defaults["transfer_config"] = TransferConfig(use_threads=False)
        return defaults

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        if self.holds(name):
            raise KeptAlready("An object of this name is kept already.")
        with _faults():
            self._object(name).upload_fileobj(
                io.BufferedReader(_Pour(chunks), READ_BYTES),
                ExtraArgs={"ContentType": "application/octet-stream"},
                Config=self.transfer_config,
            )

    def get(self, name: str) -> Iterator[bytes]:
        with _faults():
            body = self._object(name).get()["Body"]
            try:
                yield from body.iter_chunks(READ_BYTES)
            finally:
                body.close()

    def remove(self, name: str) -> None:
        with suppress(NotKept), _faults():
            self._object(name).delete()

    def holds(self, name: str) -> bool:
        with suppress(NotKept), _faults():
            self._object(name).load()
            return True
        return False

    def names(self, *, before: datetime | None = None) -> Iterator[str]:
        start = self._normalize_name("")
        with _faults():
            for kept in self.bucket.objects.filter(Prefix=start):
                name = name_at(kept.key.removeprefix(start).lstrip("/"))
                if name and (before is None or kept.last_modified < before):
                    yield name

    def abandon_unfinished(self, *, before: datetime) -> int:
        abandoned = 0
        with _faults():
            for upload in self.bucket.multipart_uploads.all():
                if upload.initiated < before:
                    upload.abort()
                    abandoned += 1
        return abandoned

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name as it is: an object is never kept under another."""
        return name

    def _save(self, name: str, content: Any) -> str:
        self.put(name, content.chunks())
        return name

    def _object(self, name: str) -> Any:
        return self.bucket.Object(self._normalize_name(place_of(name)))


class _Pour(io.RawIOBase):
    """Chunks as a file that is read once, from start to end."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        taken = min(len(buffer), len(self._rest))
        buffer[:taken] = self._rest[:taken]
        self._rest = self._rest[taken:]
        return taken


@contextmanager
def _faults() -> Iterator[None]:
    """Faults of the bucket in the vault's words, without address or key."""
    try:
        yield
    except ClientError as fault:
        code = str(fault.response.get("Error", {}).get("Code", ""))
        if code in _NOT_FOUND:
            raise NotKept("There is no such object in the vault.") from None
        raise VaultUnavailable(f"The vault refused: {code}.") from fault
    except (BotoCoreError, Boto3Error) as fault:
        raise VaultUnavailable(f"The vault failed: {type(fault).__name__}.") from fault
