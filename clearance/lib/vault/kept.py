"""What every vault can do, how it names objects, and how it fails."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol
from uuid import UUID

READ_BYTES = 256 * 1024
"""How much is read from a vault at once."""


class VaultUnavailable(Exception):
    """The vault cannot do it now: refused, too slow, full or broken. Try later."""


class NotKept(LookupError):
    """There is no object of this name: lost, or never kept."""


class KeptAlready(Exception):
    """There is an object of this name; nothing is written over."""


class Vault(Protocol):
    """A place for sealed bytes."""

    def put(self, name: str, chunks: Iterable[bytes]) -> None: ...
    def get(self, name: str) -> Iterator[bytes]: ...
    def remove(self, name: str) -> None: ...
    def holds(self, name: str) -> bool: ...
    def names(self, *, before: datetime | None = None) -> Iterator[str]: ...
    def abandon_unfinished(self, *, before: datetime) -> int: ...


def place_of(name: str) -> str:
    """Where an object lies: two levels of folders, so that none grows too large.

    Raises ValueError unless the name is a UUID. Its last letters are the random ones.
    """
    uuid = UUID(name)
    return f"{uuid.hex[-2:]}/{uuid.hex[-4:-2]}/{uuid}"


def name_at(place: str) -> str | None:
    """The name of what lies at a place, or None when it is nothing of ours."""
    name = place.rpartition("/")[2]
    try:
        return name if place_of(name) == place else None
    except ValueError:
        return None
