"""Pages of long lists without counting them: "older than this row", capped counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import IntegerField, Model, QuerySet, Subquery

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


class _Capped(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) _rows)"
    output_field = IntegerField()


def capped_counts(
    among: QuerySet[Any], lists: Mapping[str, QuerySet[Any]], *, cap: int = CAP
) -> dict[str, int]:
    """How many rows each list has, none counted beyond `cap` + 1: one query.

    `among` is any queryset of exactly one row to hang the counts on. Counted newest
    first, as the list shows them: what is open is young, and the cap ends the count.
    """
    counts = {
        name: _Capped(rows.order_by("-pk").values("pk")[: cap + 1])
        for name, rows in lists.items()
    }
    found = among.values(**{f"n_{name}": each for name, each in counts.items()}).first()
    return {name: (found or {}).get(f"n_{name}") or 0 for name in lists}


def shown_count(count: int, *, cap: int = CAP) -> str:
    """A count for the screen; beyond the cap it says "at least"."""
    return f"{cap:,}+" if count > cap else f"{count:,}"
