"""Pages of long lists without counting them: "older than this row", and capped counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import IntegerField, Model, QuerySet, Subquery

SIZE = 50
CAP = 1000


@dataclass(frozen=True, slots=True)
class Page[M: Model]:
    """One page, newest first; `older` and `newer` are the rows the neighbours begin at."""

    rows: list[M]
    older: UUID | None
    newer: UUID | None


def page[M: Model](
    rows: QuerySet[M], *, before: str = "", after: str = "", size: int = SIZE
) -> Page[M]:
    """The rows older than `before`, or newer than `after`, or the newest of all.

    Rows are identified by time-ordered ids; what is no id counts as not given.
    """
    older_than, newer_than = as_uuid(before), as_uuid(after)
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


def as_uuid(text: str) -> UUID | None:
    """The identity this text is; none for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


class _Capped(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) _rows)"
    output_field = IntegerField()


def capped_counts(
    among: QuerySet[Any], lists: Mapping[str, QuerySet[Any]], *, cap: int = CAP
) -> dict[str, int]:
    """How many rows each list has, none counted beyond `cap` + 1: one query.

    `among` is any queryset of exactly one row to hang the counts on.
    """
    counts = {
        name: _Capped(rows.order_by().values("pk")[: cap + 1])
        for name, rows in lists.items()
    }
    found = among.values(**{f"n_{name}": each for name, each in counts.items()}).first()
    return {name: (found or {}).get(f"n_{name}") or 0 for name in lists}


def shown_count(count: int, *, cap: int = CAP) -> str:
    """A count for the screen; beyond the cap it says "at least"."""
    return f"{cap:,}+" if count > cap else f"{count:,}"
