"""The vault: sealed bytes under meaningless names, on a disk or in a bucket.

The vault of the installation is `STORAGES["vault"]`. Names are UUIDs, made by the row
that names the object; nothing is ever written over. What is kept here was sealed
before it came.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.core.files.storage import storages

from clearance.lib.vault.kept import (
    KeptAlready,
    NotKept,
    Vault,
    VaultUnavailable,
)
from clearance.lib.vault.local import LocalVault

__all__ = [
    "KeptAlready",
    "LocalVault",
    "NotKept",
    "S3Vault",
    "Vault",
    "VaultUnavailable",
    "abandon_unfinished",
    "delete",
    "exists",
    "get",
    "names",
    "put",
]


def put(name: UUID | str, chunks: Iterable[bytes]) -> None:
    """Keep an object: when this returns it is whole and survives a power cut.

    Raises KeptAlready when the name is taken, VaultUnavailable when it is not kept.
    """
    _vault().put(str(name), chunks)


def get(name: UUID | str) -> Iterator[bytes]:
    """The bytes of an object as they come; errors come with them, not before.

    Raises NotKept when there is none, VaultUnavailable when it cannot be asked.
    """
    return _vault().get(str(name))


def delete(name: UUID | str) -> None:
    """Remove an object; one that is not there is removed already."""
    _vault().remove(str(name))


def exists(name: UUID | str) -> bool:
    """Whether an object is kept. Raises VaultUnavailable when it cannot be asked."""
    return _vault().holds(str(name))


def names(*, before: datetime | None = None) -> Iterator[str]:
    """The names of all objects, or of those kept before an instant, in no order."""
    return _vault().names(before=before)


def abandon_unfinished(*, before: datetime) -> int:
    """Remove what a killed process began to write before an instant; how many."""
    return _vault().abandon_unfinished(before=before)


def _vault() -> Vault:
    return cast("Vault", storages["vault"])


def __getattr__(name: str) -> Any:
    # Its libraries are an extra, wanted only where the vault is a bucket.
    if name == "S3Vault":
        from clearance.lib.vault.s3 import S3Vault  # noqa: PLC0415 - see above

        return S3Vault
    raise AttributeError(name)
