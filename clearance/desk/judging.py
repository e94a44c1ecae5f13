"""Deciding the case one holds: approve, send back, leave it to others; undo."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from clearance.desk.review import (
    case_page,
    not_theirs,
    record_of,
    to_case,
    to_next,
    to_queue,
)
from clearance.identity import services as identity
from clearance.identity.access import REVIEW, may_review
from clearance.identity.enums import RecordState
from clearance.identity.models import IdRecord
from clearance.lib.access_marks import access
from clearance.lib.verdicts import Refusal

type Said = tuple[str, str | Promise]
"""Tone of the message, and the sentence with %(ref)s."""


@access("staff", permission=REVIEW)
@never_cache
@require_POST
def review_decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Carry out what the reviewer chose, and go on to the next case."""
    record = record_of(reference)
    if not (verdict := may_review(request.user, record, now=timezone.now())):
        return not_theirs(request, record, verdict, status=409)
    decision = request.POST.get("decision", "")
    if decision not in DECISIONS:
        return case_page(
            request, record, status=422, error=str(_("Choose what to do with it."))
        )
    try:
        said = DECISIONS[decision](request, record)
    except Refusal as refusal:
        return _refused(request, reference, refusal)
    if said is not None:
        tone, text = said
        messages.add_message(
            request, getattr(messages, tone), text % {"ref": record.reference}
        )
    return to_next(request, after=record if decision == "skip" else None)


@access("staff", permission=REVIEW)
@never_cache
@require_POST
def review_not_mine(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand a case on for good: it is the reviewer's own document, or a relative's."""
    record = record_of(reference)
    if not (verdict := may_review(request.user, record, now=timezone.now())):
        return not_theirs(request, record, verdict, status=409)
    identity.not_mine(record, by=_by(request), now=timezone.now())
    messages.success(
        request,
        _("%(ref)s was handed on. You will not meet it again.")
        % {"ref": record.reference},
    )
    return to_next(request)


@access("staff", permission=REVIEW)
@never_cache
@require_POST
def review_undo(request: HttpRequest, reference: str) -> HttpResponse:
    """Take one's decision of a moment ago back, and hold the case again."""
    record = record_of(reference)
    now = timezone.now()
    try:
        identity.undo(record, by=_by(request), now=now)
        identity.claim(record, by=_by(request), now=now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return to_queue()
    messages.success(
        request,
        _("Undone: %(ref)s is as it was before. Nobody was told.")
        % {"ref": record.reference},
    )
    return to_case(record)


def _approve(request: HttpRequest, record: IdRecord) -> None:
    """The next page says so, beside the button to undo it."""
    identity.accept(record, **_shown(request))


def _send_back(request: HttpRequest, record: IdRecord) -> Said | None:
    judged = identity.send_back(
        record,
        request.POST.getlist("reason"),
        note=request.POST.get("note", ""),
        final=bool(request.POST.get("final")),
        **_shown(request),
    )
    if judged.state == RecordState.PENDING:
        return "WARNING", _("%(ref)s is now with a supervisor: it is the second time.")
    return None


def _escalate(request: HttpRequest, record: IdRecord) -> Said:
    identity.escalate(
        record,
        note=request.POST.get("note", ""),
        by=_by(request),
        now=timezone.now(),
    )
    return "SUCCESS", _("Escalated %(ref)s. A supervisor decides it.")


def _skip(request: HttpRequest, record: IdRecord) -> Said:
    identity.release(record, by=_by(request), now=timezone.now())
    return "INFO", _("Skipped %(ref)s. It is back in the queue.")


DECISIONS: dict[str, Callable[[HttpRequest, IdRecord], Said | None]] = {
    "approve": _approve,
    "send_back": _send_back,
    "escalate": _escalate,
    "skip": _skip,
}


def _refused(request: HttpRequest, reference: str, refusal: Refusal) -> HttpResponse:
    """The case again with the sentence; or, where it is no longer theirs, why."""
    if refusal.code == "number_conflict":
        # It is a supervisor's now: that is done, not undone.
        messages.warning(request, str(refusal))
        return to_next(request)
    record = record_of(reference)
    if not (verdict := may_review(request.user, record, now=timezone.now())):
        return not_theirs(request, record, verdict, status=409)
    status = 422 if refusal.code == "reason" else 409
    return case_page(request, record, status=status, error=str(refusal))


def _shown(request: HttpRequest) -> dict[str, Any]:
    """Who decides, and which version of the case they were shown.

    A form without either was not made by our page: it counts as stale.
    """
    version = request.POST.get("version", "")
    return {
        "by": _by(request),
        "now": timezone.now(),
        "version": int(version) if version.isdecimal() and len(version) < 9 else -1,
        "digest": request.POST.get("digest", "") or "-",
    }


def _by(request: HttpRequest) -> Any:
    return request.user
