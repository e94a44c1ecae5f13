"""Values of many stored orders, written in one go, past a case for each of them."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import CharField, Field

from clearance.lib.bulk_values import for_statement
from clearance.orders.models import Order

TABLE = Order._meta.db_table
FIELDS = {field.attname: field for field in Order._meta.concrete_fields}


def update_orders(orders: Sequence[Order], columns: Sequence[str]) -> None:
    """Write these columns of orders that are stored and locked, and no other.

    `columns` are attribute names (`holder_id`).
    """
    if not orders:
        return
    said = itemgetter("id", *columns)
    values = list(zip(*[said(order.__dict__) for order in orders], strict=True))
    fields = [FIELDS[name] for name in ("id", *columns)]
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays = [
                # An array is of one type, and no member of an enumeration.
                list(map(str, column) if isinstance(field, CharField) else column)
                for field, column in zip(fields, values, strict=True)
            ]
            cursor.execute(_from_arrays(fields), arrays)
            return
        bound = [
            for_statement(field, connection)(column)
            for field, column in zip(fields, values, strict=True)
        ]
        key, *rest = bound
        cursor.executemany(_one_by_one(fields), list(zip(*rest, key, strict=True)))


def _from_arrays(fields: Sequence[Field[Any, Any]]) -> str:
    """One statement for PostgreSQL: a mark for each column, all its values at once."""
    connection = connections[DEFAULT_DB_ALIAS]
    # Of the type without a length: a cast would cut a longer text silently.
    types = [(field.db_type(connection) or "").partition("(")[0] for field in fields]
    arrays = ", ".join(f"%s::{of}[]" for of in types)
    names = [str(field.column) for field in fields]
    key, *rest = names
    sets = ", ".join(f"{name} = said.{name}" for name in rest)
    # Names of columns and of a table of ours, and marks for values.
    return (
        f"UPDATE {TABLE} SET {sets}"  # noqa: S608
        f" FROM unnest({arrays}) AS said ({', '.join(names)})"
        f" WHERE {TABLE}.{key} = said.{key}"
    )


def _one_by_one(fields: Sequence[Field[Any, Any]]) -> str:
    key, *rest = [str(field.column) for field in fields]
    sets = ", ".join(f"{name} = %s" for name in rest)
    return f"UPDATE {TABLE} SET {sets} WHERE {key} = %s"  # noqa: S608 - ours
