"""Writing down which orders flip: one pass over them, however many."""

from collections.abc import Sequence
from itertools import batched
from typing import Any

from django.db import connection
from django.db.models import Q

from clearance.lib.databases import expect_many
from clearance.orders.models import Order, Rehearsal, RehearsedFlip
from clearance.orders.queries.alike import (
    FACTS,
    STANDS,
    Alike,
    band_of,
)

SHARED = (*FACTS, *STANDS)
GROUPS_AT_ONCE = 2_000
"""Each statement goes over all orders; a value is a mark, and marks are limited."""


def write_flips(
    rehearsal: Rehearsal, flipping: Sequence[tuple[Alike, int]], bounds: Sequence[int]
) -> None:
    """Keep the orders of the groups that flip, each with the number of its kind."""
    expect_many()
    for some in batched(flipping, GROUPS_AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute(*_statement(rehearsal, some, bounds))


def _statement(
    rehearsal: Rehearsal, flipping: Sequence[tuple[Alike, int]], bounds: Sequence[int]
) -> tuple[str, list[Any]]:
    """An INSERT from orders joined with a list of groups, which the ORM has not."""
    rulings = {group.ruling_id for group, _kind in flipping if group.ruling_id}
    unruled = any(group.ruling_id is None for group, _kind in flipping)
    among = Q(ruling__in=rulings) | (Q(ruling=None) if unruled else Q())
    looked_at = (
        Order.objects.filter(among)
        .order_by()
        .values("pk", *SHARED, band=band_of(bounds))
    )
    orders, order_values = looked_at.query.sql_with_params()
    names = [*SHARED, "band"]
    # A ruling may be missing: NULL is equal to nothing, not even to itself.
    equals = {"ruling_id": "IS NOT DISTINCT FROM"}
    matches = " AND ".join(
        f"flips.{name} {equals.get(name, '=')} o.{name}" for name in names
    )
    row = f"({', '.join(['%s'] * (len(names) + 1))})"
    # Names of columns and tables of ours, and marks for values.
    sql = (
        f"WITH flips ({', '.join([*names, 'kind'])})"  # noqa: S608
        f" AS (VALUES {', '.join([row] * len(flipping))}),"
        f" o ({', '.join(['id', *names])}) AS ({orders})"
        f" INSERT INTO {RehearsedFlip._meta.db_table} (rehearsal_id, kind, order_id)"
        f" SELECT %s, flips.kind, o.id FROM o JOIN flips ON {matches}"
    )
    groups = [
        value
        for group, kind in flipping
        for value in (*_shared(group), group.band, kind)
    ]
    about = Rehearsal._meta.pk.get_db_prep_value(rehearsal.pk, connection)
    return sql, [*groups, *order_values, about]


def _shared(group: Alike) -> list[Any]:
    return [group.columns[name] for name in SHARED]
