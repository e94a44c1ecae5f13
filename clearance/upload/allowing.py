"""A shop wants to see what the person sent through another: they allow it or refuse."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clearance.identity.services import allowing
from clearance.lib.access_marks import access
from clearance.lib.verdicts import Refusal
from clearance.upload.pages import not_kept, page

ANSWERS = {"allow": True, "refuse": False}


@access("recipient")
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, token: str) -> HttpResponse:
    """The question, and the answer so far; a GET changes nothing.

    404 and the same page for whatever is no question that can be answered. The address
    goes to this site alone: a form of a page that names no referrer has no origin.
    """
    now = timezone.now()
    if (leave := allowing.find_leave(token, now=now)) is None:
        return page(request, "look_ended", status=404)
    chosen = request.POST.get("answer", "")
    if request.method == "POST" and chosen in ANSWERS:
        try:
            allowing.answer_leave(leave, allow=ANSWERS[chosen], now=now)
        except Refusal:
            return page(request, "look_ended", status=404)
        again = reverse("upload:look", args=[token])
        return HttpResponseRedirect(again, status=303)
    context = {
        "leave": leave,
        "shop": leave.merchant.name,
        "tail": leave.order.number[-4:],
        "until": leave.asked_at + allowing.LASTS,
        "unanswered": request.method == "POST",
    }
    return page(request, "look", context, status=422 if context["unanswered"] else 200)
