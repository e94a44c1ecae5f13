"""The sample: decisions of colleagues that somebody looks at again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from clearance.desk.casefile import lent
from clearance.desk.shell import actor, shown
from clearance.identity import services as identity
from clearance.identity.access import REVIEW, may_look_again
from clearance.identity.models import RejectionReason, SecondLook
from clearance.identity.queries.contents import unseal_records
from clearance.lib.access_marks import Denied, access
from clearance.lib.verdicts import Refusal, Verdict

SHOWN = 50
ANSWERS = {"agree": True, "disagree": False}


@access("staff", permission=REVIEW)
@never_cache
@require_safe
def review_again_list(request: HttpRequest) -> HttpResponse:
    """The decisions this reviewer can look at again, the oldest first."""
    rows = list(identity.looks_for(actor(request), now=timezone.now())[: SHOWN + 1])
    context = {"rows": rows[:SHOWN], "more": len(rows) > SHOWN}
    return shown(request, "desk/review_again_list.html", context)


@access("staff", permission=REVIEW)
@require_POST
def review_again_next(request: HttpRequest) -> HttpResponse:
    """Take the oldest one."""
    return _to_next(request)


@access("staff", permission=REVIEW)
@never_cache
@require_safe
def review_again(request: HttpRequest, pk: Any) -> HttpResponse:
    """A decision of a colleague with the photos it was made from."""
    look = _look(pk)
    user, now = actor(request), timezone.now()
    verdict = may_look_again(user, look, now=now)
    if not verdict or look.claimed_by_id != user.pk:
        return _not_open(request, look, verdict)
    if request.method == "HEAD":
        return HttpResponse()  # nobody sees anything: no look is logged
    return _page(request, identity.claim_look(look, by=user, now=now))


@access("staff", permission=REVIEW)
@require_POST
def review_again_take(request: HttpRequest, pk: Any) -> HttpResponse:
    """Take a certain one, and hold it for ten minutes."""
    look = _look(pk)
    try:
        identity.claim_look(look, by=actor(request), now=timezone.now())
    except Refusal as refusal:
        verdict = Verdict.no(refusal.message, refusal.code)
        return _not_open(request, look, verdict, status=409)
    return _to(look)


@access("staff", permission=REVIEW)
@never_cache
@require_POST
def review_again_answer(request: HttpRequest, pk: Any) -> HttpResponse:
    """Agree or disagree, and go on to the next one."""
    look = _look(pk)
    user, now = actor(request), timezone.now()
    verdict = may_look_again(user, look, now=now)
    if not verdict or look.claimed_by_id != user.pk:
        return _not_open(request, look, verdict, status=409)
    answer = request.POST.get("answer", "")
    if answer not in ANSWERS:
        return _page(request, look, error=str(_("Say whether you agree.")))
    remark = request.POST.get("remark", "")
    try:
        identity.answer_look(
            look, agrees=ANSWERS[answer], remark=remark, by=user, now=now
        )
    except Refusal as refusal:
        return _page(request, look, error=str(refusal))
    messages.success(request, _("Kept. The decision itself stays as it is."))
    return _to_next(request)


def _page(request: HttpRequest, look: SecondLook, *, error: str = "") -> HttpResponse:
    record = look.judgement.record
    codes = look.judgement.reason_codes.split(",")
    context = {
        "look": look,
        "judgement": look.judgement,
        "record": record,
        "texts": unseal_records([record])[record.pk],
        "pictures": lent(
            identity.active_images(record), by=actor(request), now=timezone.now()
        ),
        "reasons": list(RejectionReason.objects.filter(code__in=codes)),
        "error": error,
        "remark": request.POST.get("remark", "")[:2000],
    }
    status = 422 if error else 200
    return shown(request, "desk/review_again.html", context, status=status)


def _not_open(
    request: HttpRequest, look: SecondLook, verdict: Verdict, *, status: int = 200
) -> HttpResponse:
    if verdict.code in {"same_person", "handed_on"}:
        raise Denied(verdict, about=look.judgement.record)
    context = {"look": look, "record": look.judgement.record, "verdict": verdict}
    return shown(request, "desk/review_again_open.html", context, status=status)


def _to_next(request: HttpRequest) -> HttpResponse:
    look = identity.claim_next_look(by=actor(request), now=timezone.now())
    if look is None:
        messages.info(request, _("Nothing else of the sample waits for you."))
        response = redirect("desk:review-again-list")
        response.status_code = 303
        return response
    return _to(look)


def _to(look: SecondLook) -> HttpResponse:
    response = redirect("desk:review-again", look.pk)
    response.status_code = 303
    return response


def _look(pk: Any) -> SecondLook:
    rows = SecondLook.objects.select_related(
        "judgement__record__order__merchant", "judged_by"
    )
    return get_object_or_404(rows, pk=pk)
