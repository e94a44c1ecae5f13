"""The review queue, and taking a case from it: one at a time, oldest first."""

import math
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from clearance.accounts.models import User
from clearance.audit.models import AuditEntry
from clearance.desk.casefile import Casefile, language_of, open_case
from clearance.desk.checks import checks_of
from clearance.desk.shell import shown
from clearance.identity import services as identity
from clearance.identity.access import REVIEW, may_review, may_take
from clearance.identity.enums import RecordState
from clearance.identity.models import IdRecord, Judgement
from clearance.identity.queries.promises import late_since, promise_of
from clearance.lib.access_marks import Denied, access
from clearance.lib.keyset import capped_counts, shown_count
from clearance.lib.verdicts import Refusal, Verdict
from clearance.lib.workdays import workdays_file
from clearance.orders.queries import unseal
from clearance.reports.real_names import real_name_of

SHOWN = 50
MANY = 5
"""Nobody decides more with care in a minute."""
FINISHING = ("id.accepted", "id.sent_back", "id.refused")
FORBIDDEN = frozenset({"own_entry", "supervisor", "no_permission", "handed_on"})


@access("staff", permission=REVIEW)
@never_cache
@require_safe
def review_queue(request: HttpRequest) -> HttpResponse:
    """What waits for this reviewer: their own case on top, then oldest first."""
    user: Any = request.user
    now = timezone.now()
    waiting = identity.waiting_for(user, now=now)
    records = list(waiting.select_related("order__merchant")[:SHOWN])
    values = unseal([record.order for record in records])
    rows = [
        {
            "record": record,
            "language": get_language_info(
                language_of(record.order, values[record.order_id])
            ),
            "is_mine": _is_held(record, user, now),
            "promise": promise_of(record.submitted_at or now, now=now),
        }
        for record in records
    ]
    rows.sort(key=lambda row: not row["is_mine"])
    counts = capped_counts(
        {
            "mine": waiting,
            "all": _all_waiting(),
            "late": _all_waiting().filter(submitted_at__lt=late_since(now)),
            "again": identity.looks_for(user, now=now),
        }
    )
    context = {
        "rows": rows,
        "waiting": shown_count(counts["mine"]),
        "count": counts["mine"],
        "late": counts["late"],
        "again": counts["again"],
        "hours": workdays_file()["review_hours"],
        "elsewhere": max(0, counts["all"] - counts["mine"]),
        "more": max(0, counts["mine"] - len(rows)),
        "finished_at": None if rows else _last_finished(),
        "undoable": undoable_by(user),
        "keys_on": identity.keys_on(user),
    }
    return shown(request, "desk/review_queue.html", context)


@access("staff", permission=REVIEW)
@require_POST
def review_next(request: HttpRequest) -> HttpResponse:
    """Take the oldest case."""
    return to_next(request)


@access("staff", permission=REVIEW)
@never_cache
@require_safe
def review_case(request: HttpRequest, reference: str) -> HttpResponse:
    """The case a reviewer holds; for everybody else why it is not theirs."""
    record = record_of(reference)
    if not (verdict := may_review(request.user, record, now=timezone.now())):
        return not_theirs(request, record, verdict)
    if request.method == "HEAD":
        # Nobody sees anything: no look is logged.
        return HttpResponse()
    held = identity.renew(record, by=_user(request), now=timezone.now())
    return case_page(request, held)


@access("staff", permission=REVIEW)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review_open(request: HttpRequest, pk: Any) -> HttpResponse:
    """Take one certain case, from the page of its record; looking changes nothing."""
    sent = IdRecord.objects.filter(submitted_at__isnull=False)
    record = get_object_or_404(_with_order(sent), pk=pk)
    user = _user(request)
    if request.method == "POST":
        demand_not_handed_on(record, user)
        try:
            identity.claim(record, by=user, now=timezone.now())
        except Refusal as refusal:
            verdict = Verdict.no(refusal.message, refusal.code)
            return not_theirs(request, record, verdict, status=409)
        return redirect("desk:review-case", record.reference)
    now = timezone.now()
    if _is_held(record, user, now) and may_review(user, record, now=now):
        return redirect("desk:review-case", record.reference)
    return not_theirs(request, record, may_take(user, record, now=now))


def case_page(
    request: HttpRequest,
    record: IdRecord,
    *,
    status: int = 200,
    error: str = "",
) -> HttpResponse:
    """The page of a case its reviewer holds, again with what they chose on a fault."""
    found: Casefile = open_case(
        record,
        by=_user(request),
        now=timezone.now(),
        beside=request.GET.get("beside", ""),
    )
    context = {
        "case": found,
        "checks": checks_of(record),
        "real_name": real_name_of(record),
        "record": record,
        "order": record.order,
        "error": error,
        "chosen": request.POST.getlist("reason"),
        "note": request.POST.get("note", "")[:2000],
        "undoable": undoable_by(_user(request)),
        "keys_on": identity.keys_on(_user(request)),
    }
    return shown(request, "desk/review_case.html", context, status=status)


def not_theirs(
    request: HttpRequest, record: IdRecord, verdict: Verdict, *, status: int = 0
) -> HttpResponse:
    """Offer a free case, or say who has it, decided it, or must decide it."""
    if verdict.code in FORBIDDEN:
        raise Denied(verdict, about=record)
    offered = bool(verdict) or verdict.code == "not_claimed"
    usual = 403 if verdict.code == "taken" else 200
    context = {
        "record": record,
        "verdict": verdict,
        "offered": offered,
        "lost": request.method == "POST",
        "undoable": undoable_by(_user(request)),
    }
    return shown(request, "desk/review_open.html", context, status=status or usual)


def to_next(request: HttpRequest, *, after: IdRecord | None = None) -> HttpResponse:
    """On to the next case; to the queue when none is left."""
    user, now = _user(request), timezone.now()
    record = identity.claim_next(by=user, now=now, after=after)
    if record is not None and after is not None and record.pk == after.pk:
        # Only the one just skipped is left: it goes back, too.
        identity.release(record, by=user, now=now)
        record = None
    if record is None:
        messages.info(request, _("Nothing else is waiting for you."))
        return to_queue()
    return to_case(record)


def to_case(record: IdRecord) -> HttpResponse:
    """On to this case, with a GET."""
    response = redirect("desk:review-case", record.reference)
    response.status_code = 303
    return response


def to_queue() -> HttpResponse:
    """On to the queue, with a GET."""
    response = redirect("desk:review-queue")
    response.status_code = 303
    return response


def undoable_by(user: User) -> list[tuple[Judgement, int]]:
    """What this reviewer can still undo, each with the seconds that are left."""
    now = timezone.now()
    return [
        (each, math.ceil((each.undo_until - now).total_seconds()))
        for each in identity.undoable(user, now=now)[:MANY]
    ]


def record_of(reference: str) -> IdRecord:
    """The sent record of this reference; 404 for anything else."""
    record = (
        _with_order(IdRecord.objects.filter(submitted_at__isnull=False))
        .filter(reference=reference.upper())
        .first()
    )
    if record is None:
        raise Http404
    return record


def demand_not_handed_on(record: IdRecord, user: User) -> None:
    """Raise Denied for whoever said that they know the person."""
    if record.declined_by.filter(pk=user.pk).exists():
        verdict = Verdict.no(
            _("You handed this document on. Someone else reviews it."), "handed_on"
        )
        raise Denied(verdict, about=record)


def _with_order(rows: Any) -> Any:
    return rows.select_related(
        "order__merchant", "entered_by", "claimed_by", "reviewed_by", "recipient"
    )


def _all_waiting() -> Any:
    return IdRecord.objects.filter(
        state=RecordState.PENDING, submitted_at__isnull=False
    )


def _is_held(record: IdRecord, user: User, now: datetime) -> bool:
    until = record.claimed_until
    return record.claimed_by_id == user.pk and until is not None and until > now


def _last_finished() -> datetime | None:
    """When a document was last decided, by whomever; one look into the log a kind."""
    found = [
        AuditEntry.objects.filter(action=action)
        .order_by("-seq")
        .values_list("at", flat=True)
        .first()
        for action in FINISHING
    ]
    return max((at for at in found if at is not None), default=None)


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)
