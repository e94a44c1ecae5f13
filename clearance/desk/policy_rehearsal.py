"""A rehearsal: how many orders flip and how, which ones, and what that means."""

from collections.abc import Iterator
from itertools import batched
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from clearance.channels.enums import Level, Subject
from clearance.channels.queries import digest_of, stops_standing
from clearance.desk.shell import actor, order_rows, shown
from clearance.lib.access_marks import access
from clearance.lib.keyset import SIZE
from clearance.lib.spreadsheets import MARK, csv_row
from clearance.orders.models import Order, Rehearsal, RehearsedFlip
from clearance.orders.services import may_publish

VIEW = "clearance.view_idrequirementrule"
AT_ONCE = 2000
COLUMNS = (
    "order",
    "merchant",
    "before",
    "before_subject",
    "before_rule",
    "after",
    "after_subject",
    "after_rule",
    "is_open",
)


@access("staff", permission=VIEW)
@require_safe
def rehearsal_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """What a draft would do; `?kind=` lists the orders that flip in one way."""
    rehearsal = _rehearsal(pk)
    kinds = kinds_of(rehearsal)
    chosen = next((k for k in kinds if str(k["no"]) == request.GET.get("kind")), None)
    if chosen is None and "kind" in request.GET:
        raise Http404
    chosen = chosen or (kinds[0] if kinds else None)
    now = timezone.now()
    context = {
        "rehearsal": rehearsal,
        "rule": rehearsal.rule,
        "kinds": kinds,
        "chosen": chosen,
        "stops": stops_standing(),
        "is_stale": rehearsal.digest != digest_of(rehearsal.rule),
        "publish": may_publish(rehearsal.rule, by=actor(request), now=now),
    }
    if chosen and request.user.has_perm("clearance.view_order"):
        context |= order_rows(request, _page(request, rehearsal, chosen["no"]))
    return shown(request, "desk/rehearsal.html", context)


@access("staff", permission=VIEW)
@require_safe
def rehearsal_orders(request: HttpRequest, pk: Any) -> StreamingHttpResponse:
    """Every order that flips, as a file; no personal value is in it."""
    rehearsal = _rehearsal(pk)
    name = f"rehearsal-{rehearsal.rule.code}-{rehearsal.rule.version}.csv"
    return StreamingHttpResponse(
        _file(rehearsal),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


def kinds_of(rehearsal: Rehearsal) -> list[dict[str, Any]]:
    """The ways orders flip, as pages say them: open orders first, then the most."""
    kinds = [
        kind
        | {
            "no": number,
            "then": _asked(kind["after"], kind["after_subject"]),
            "now": _asked(kind["before"], kind["before_subject"]),
        }
        for number, kind in enumerate(rehearsal.kinds)
    ]
    return sorted(kinds, key=lambda kind: (not kind["is_open"], -kind["orders"]))


def _asked(level: str, subject: str) -> str:
    said = [Level(level).label]
    if subject:
        said.append(Subject(subject).label)
    return " · ".join(map(str, said))


def _rehearsal(pk: Any) -> Rehearsal:
    rows = Rehearsal.objects.select_related("rule", "asked_by")
    return get_object_or_404(rows, pk=pk)


def _page(request: HttpRequest, rehearsal: Rehearsal, kind: int) -> Any:
    """The orders of one page: the list of flips is asked first, as it may be long."""
    flips = RehearsedFlip.objects.filter(rehearsal_id=rehearsal.pk, kind=kind)
    ids = flips.values_list("order_id", flat=True)
    before, after = (_as_id(request.GET.get(name)) for name in ("before", "after"))
    if before is not None:
        ids = ids.filter(order_id__lt=before).order_by("-order_id")
    elif after is not None:
        ids = ids.filter(order_id__gt=after).order_by("order_id")
    else:
        ids = ids.order_by("-order_id")
    return Order.objects.filter(pk__in=list(ids[: SIZE + 1]))


def _as_id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _file(rehearsal: Rehearsal) -> Iterator[bytes]:
    yield MARK
    yield csv_row(*COLUMNS)
    flips = RehearsedFlip.objects.filter(rehearsal_id=rehearsal.pk)
    rows = flips.order_by("kind", "-order_id").values_list("order_id", "kind")
    for some in batched(rows.iterator(chunk_size=AT_ONCE), AT_ONCE):
        named = Order.objects.filter(pk__in=[pk for pk, _kind in some])
        orders = {
            pk: (number, shop)
            for pk, number, shop in named.values_list("pk", "number", "merchant__code")
        }
        for pk, number in some:
            if pk in orders:
                kind = rehearsal.kinds[number]
                said = [str(kind[name]) for name in COLUMNS[2:]]
                yield csv_row(*orders[pk], *said)
