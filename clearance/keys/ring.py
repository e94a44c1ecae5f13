"""The key ring: every secret the installation holds, outside the database.

One JSON object, `{"primary": {purpose: id}, "keys": {id: {"material", "purpose",
"status", "not_before", "destroy_after"}}}`; materials are 32 bytes in base64. Purposes
have independent materials, so that losing one never opens another.
"""

import base64
import binascii
import json
import os
import secrets
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from clearance.keys.errors import RingRefused, UnknownKey

MATERIAL_BYTES = 32


class Purpose(StrEnum):
    """What a key may be used for, and nothing else."""

    KEK = "kek"  # wraps data keys
    BLIND_INDEX = "bidx"
    AUDIT = "audit"  # chains the access log
    TOKEN = "token"  # noqa: S105 - its use: upload links are stored as digests
    ANCHOR = "anchor"  # Ed25519 seed


class Status(StrEnum):
    """How far along a key is; only the materials of the first two are kept."""

    ACTIVE = "active"
    DECRYPT = "decrypt"  # opens what it closed, closes nothing new
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True)
class RingKey:
    """One key of the ring; its id is public, its material never shown."""

    id: str
    purpose: Purpose
    material: bytes = field(repr=False)
    status: Status = Status.ACTIVE
    not_before: datetime | None = None
    destroy_after: datetime | None = None

    @classmethod
    def fresh(cls, purpose: Purpose, now: datetime) -> Self:
        """Draw a new key, good from `now`."""
        return cls(
            id=f"{purpose}-{now:%Y%m%d}-{secrets.token_hex(4)}",
            purpose=purpose,
            material=secrets.token_bytes(MATERIAL_BYTES),
            not_before=now,
        )

    def retired(self, *, destroy_after: datetime | None) -> Self:
        """Close nothing new from now on."""
        return replace(self, status=Status.DECRYPT, destroy_after=destroy_after)

    def destroyed(self) -> Self:
        """Keep the id, so that a row still naming it is noticed, and drop the rest."""
        return replace(self, status=Status.DESTROYED, material=b"")

    def as_json(self) -> dict[str, str | None]:
        return {
            "material": base64.b64encode(self.material).decode(),
            "purpose": self.purpose,
            "status": self.status,
            "not_before": _written(self.not_before),
            "destroy_after": _written(self.destroy_after),
        }

    @classmethod
    def from_json(cls, key_id: str, said: Mapping[str, Any]) -> Self:
        status = Status(said.get("status", Status.ACTIVE))
        material = base64.b64decode(said.get("material") or "", validate=True)
        if status is Status.DESTROYED:
            material = b""
        elif len(material) != MATERIAL_BYTES:
            raise ValueError("material must be 32 bytes")
        return cls(
            id=key_id,
            purpose=Purpose(said["purpose"]),
            material=material,
            status=status,
            not_before=_read(said.get("not_before")),
            destroy_after=_read(said.get("destroy_after")),
        )


@dataclass(frozen=True, slots=True)
class Ring:
    """The keys an installation holds, and which of them closes what is new."""

    primary: Mapping[Purpose, str]
    keys: Mapping[str, RingKey]

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read a ring. Raises RingRefused naming the key, never its material."""
        where = "the ring"
        try:
            said = json.loads(text)
            keys = {}
            for where, one in said["keys"].items():
                keys[where] = RingKey.from_json(where, one)
            where = "primary"
            primary = {Purpose(use): str(of) for use, of in said["primary"].items()}
        except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
            message = f"The key ring is malformed at {where!r}."
            raise RingRefused(message) from None
        return cls(primary=primary, keys=keys)

    def as_json(self) -> dict[str, Any]:
        return {
            "primary": dict(self.primary),
            "keys": {of: key.as_json() for of, key in self.keys.items()},
        }

    def key(self, key_id: str) -> RingKey:
        """The key of that id. Raises UnknownKey when absent or destroyed."""
        found = self.keys.get(key_id)
        if found is None or found.status is Status.DESTROYED:
            raise UnknownKey(key_id)
        return found

    def primary_key(self, purpose: Purpose) -> RingKey:
        """The key that closes new things. Raises RingRefused when there is none."""
        found = self.keys.get(self.primary.get(purpose, ""))
        if found is None or found.purpose != purpose or found.status != Status.ACTIVE:
            raise RingRefused(f"The key ring has no primary key for {purpose.value!r}.")
        return found

    def usable(self, purpose: Purpose) -> list[RingKey]:
        """Keys of one purpose that still open things, the primary first."""
        held = [
            key
            for key in self.keys.values()
            if key.purpose == purpose and key.status is not Status.DESTROYED
        ]
        return sorted(held, key=lambda key: key.id != self.primary.get(purpose))

    def with_keys(self, *keys: RingKey) -> Self:
        """The same ring with these keys added, or put in place of their older state."""
        return replace(self, keys={**self.keys, **{key.id: key for key in keys}})

    def with_primary(self, key: RingKey) -> Self:
        """The same ring, in which `key` closes what is new from now on."""
        added = self.with_keys(key)
        return replace(added, primary={**self.primary, key.purpose: key.id})

    def problems(self) -> list[str]:
        """What is wrong with the ring itself, one sentence each, ids only."""
        found = []
        for purpose in Purpose:
            try:
                self.primary_key(purpose)
            except RingRefused as refused:
                found.append(str(refused))
        times = Counter(key.material for key in self.keys.values() if key.material)
        found += [
            f"The material of key {key.id!r} is used more than once."
            for key in self.keys.values()
            if times[key.material] > 1
        ]
        return found

    def write(self, path: str | Path) -> None:
        """Replace the ring file: owner-only, all of it or nothing.

        A reader, or a kill at any moment, meets the old ring or the new one.
        """
        target = Path(path)
        handle, draft = tempfile.mkstemp(dir=target.parent, prefix=".keyring-")
        try:
            with os.fdopen(handle, "w") as file:  # mkstemp made it 0600
                json.dump(self.as_json(), file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).replace(target)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def generate(now: datetime | None = None) -> Ring:
    """Draw a whole new ring: one primary key for each purpose."""
    at = now or datetime.now(UTC)
    keys = [RingKey.fresh(purpose, at) for purpose in Purpose]
    return Ring(
        primary={key.purpose: key.id for key in keys},
        keys={key.id: key for key in keys},
    )


def _written(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _read(text: str | None) -> datetime | None:
    if not text:
        return None
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("an instant needs its offset")
    return at
