"""The column that keeps sealed texts."""

from typing import Any, NoReturn

from django.core.exceptions import FieldError
from django.db import models


class SealedField(models.BinaryField[Any, Any]):
    """Personal texts sealed as one blob; null once they are erased.

    It is never edited in a form and never searched: sealing the same text twice gives
    different bytes, and a comparison could only serve to guess. `isnull` remains.
    """

    description = "Sealed personal texts"

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            self._refuse()
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> NoReturn:
        self._refuse()

    def from_db_value(
        self, value: Any, expression: object, connection: object
    ) -> bytes | None:
        """The same type from every database."""
        return None if value is None else bytes(value)

    def _refuse(self) -> NoReturn:
        raise FieldError(f"{self.name!r} is sealed: it cannot be searched.")
