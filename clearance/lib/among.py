"""Rows by many values at once, for loops that look up hundreds.

`in` spells out a mark for each value; on PostgreSQL that takes longer than the look.
"""

from collections.abc import Collection
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Q
from django.db.models.lookups import In
from django.db.models.sql.compiler import SQLCompiler

from clearance.lib.bulk_values import array_type, as_array


def among(column: str, values: Collection[Any]) -> Q:
    """That the column holds one of these values, which are of its own type."""
    return Q(**{f"{column}__among": list(values)})


@Field.register_lookup
class Among(In):
    """`in`, with all values as one array where the database has arrays."""

    lookup_name = "among"

    def get_prep_lookup(self) -> Any:
        return self.rhs

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        field = self.lhs.output_field
        mark = f"%s::{array_type(field, connection)}"
        return f"{column} = ANY({mark})", (*parameters, as_array(field, self.rhs))
