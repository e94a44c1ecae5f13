"""A data key in use: what models and services seal and open with."""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from clearance.keys import cipher, stream
from clearance.keys.packing import pack, unpack


class OpenedKey:
    """One data key of one subject, unwrapped and ready; lives in memory only."""

    __slots__ = ("_cipher", "_material", "data_key_id", "purpose", "subject")

    def __init__(
        self, *, data_key_id: UUID, subject: UUID, purpose: str, material: bytes
    ) -> None:
        self.data_key_id = data_key_id
        self.subject = subject
        self.purpose = purpose
        self._material = material
        self._cipher = cipher.opened(material)

    def __repr__(self) -> str:
        return f"<OpenedKey {self.data_key_id}>"

    def __reduce__(self) -> str:
        raise TypeError("An opened data key never leaves the process.")

    def seal(
        self, label: str, row: UUID, field: str, values: Mapping[str, str | None]
    ) -> bytes:
        """Seal a row's personal texts as one blob, for this row and field alone.

        `label` is the model's frozen name, such as `clearance.order`: it stays when the
        model is renamed. None is left out. Raises TypeError or ValueError when a value
        is not text.
        """
        bound_to = cipher.place(self.data_key_id, label, row, field)
        return cipher.seal(self._cipher, pack(values), bound_to)

    def unseal(
        self, label: str, row: UUID, field: str, blob: bytes | memoryview
    ) -> dict[str, str]:
        """Open a blob. Raises Tampered when altered, or moved from its place."""
        bound_to = cipher.place(self.data_key_id, label, row, field)
        return unpack(cipher.unseal(self._cipher, bytes(blob), bound_to))

    def seal_stream(
        self, chunks: Iterable[bytes], *, name: str = ""
    ) -> Iterator[bytes]:
        """Seal a file as it passes; with a `name` it opens under that name alone."""
        return stream.seal_stream(self._material, self.data_key_id, chunks, name)

    def unseal_stream(
        self, chunks: Iterable[bytes], *, name: str = ""
    ) -> Iterator[bytes]:
        """Open a sealed file as it passes. Raises Tampered, perhaps only at its end."""
        return stream.unseal_stream(self._material, self.data_key_id, chunks, name)
