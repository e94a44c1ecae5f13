"""Pages of long lists without counting them: "older than this row", capped counts."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connection
from django.db.models import Model, QuerySet

SIZE = 50
CAP = 1000


@dataclass(frozen=True, slots=True)
class Page[M: Model]:
    """One page, newest first; `older` and `newer`: where the neighbours begin."""

    rows: list[M]
    older: UUID | int | None
    newer: UUID | int | None


def page[M: Model](
    rows: QuerySet[M], *, before: str = "", after: str = "", size: int = SIZE
) -> Page[M]:
    """The rows older than `before`, or newer than `after`, or the newest of all.

    Rows are identified by ids that grow with time; what is no id counts as not given.
    """
    older_than, newer_than = _as_id(rows.model, before), _as_id(rows.model, after)
    if newer_than is not None and older_than is None:
        found = list(rows.filter(pk__gt=newer_than).order_by("pk")[: size + 1])
        more = len(found) > size
        found = found[:size][::-1]
        return Page(
            found,
            older=found[-1].pk if found else None,
            newer=found[0].pk if more else None,
        )
    if older_than is not None:
        rows = rows.filter(pk__lt=older_than)
    found = list(rows.order_by("-pk")[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Page(
        found,
        older=found[-1].pk if more else None,
        newer=found[0].pk if found and older_than is not None else None,
    )


def _as_id(model: type[Model], text: str) -> Any:
    """The id this text is; none for anything else, a number out of range among it."""
    try:
        return model._meta.pk.clean(text, None) if model._meta.pk else None
    except (ValidationError, OverflowError):
        return None


def capped_counts(
    lists: Mapping[str, QuerySet[Any]], *, cap: int = CAP
) -> dict[str, int]:
    """How many rows each list has, none counted beyond `cap` + 1: one query.

    Counted newest first, as the list shows them: what is open is young, and the cap
    ends the count. Each list is compiled by itself and the statements are joined: as
    annotations of one queryset they would take longer to write than to answer.
    """
    counts = dict.fromkeys(lists, 0)
    written: dict[str, tuple[str, tuple[Any, ...]]] = {}
    for name, rows in lists.items():
        some = rows.order_by("-pk").values("pk")[: cap + 1]
        with suppress(EmptyResultSet):
            written[name] = some.query.sql_with_params()
    if not written:
        return counts
    # The statements are the compiler's, never anybody's input.
    columns = [
        f"(SELECT COUNT(*) FROM ({statement}) _rows)"  # noqa: S608
        for statement, _values in written.values()
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(columns)}",
            [value for _, values in written.values() for value in values],
        )
        found = cursor.fetchone() or ()
    return counts | dict(zip(written, found, strict=True))


def counted_by(
    rows: QuerySet[Any],
    columns: Sequence[str],
    *,
    most: int,
    beside: QuerySet[Any],
    cap: int = CAP,
) -> tuple[dict[tuple[Any, ...], int], int]:
    """How many of the newest rows have each combination of values, at `most` of them.

    And how many rows `beside` has, none counted beyond `cap` + 1: one query for both.
    None of the columns is ever NULL.
    """
    some = rows.order_by("-pk").values_list(*columns)[:most]
    every = beside.order_by("-pk").values("pk")[: cap + 1]
    counted, values = some.query.sql_with_params()
    capped, others = every.query.sql_with_params()
    nothing = ", ".join("NULL" for _ in columns)
    places = ", ".join(str(place) for place in range(1, len(columns) + 1))
    with connection.cursor() as cursor:
        # The statements are the compiler's, never anybody's input.
        cursor.execute(
            f"SELECT *, COUNT(*) FROM ({counted}) _rows GROUP BY {places} "  # noqa: S608
            f"UNION ALL SELECT {nothing}, COUNT(*) FROM ({capped}) _others",
            [*values, *others],
        )
        found = {tuple(group): count for *group, count in cursor.fetchall()}
    return found, found.pop((None,) * len(columns))


def shown_count(count: int, *, cap: int = CAP) -> str:
    """A count for the screen; beyond the cap it says "at least"."""
    return f"{cap:,}+" if count > cap else f"{count:,}"
