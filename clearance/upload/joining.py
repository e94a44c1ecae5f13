"""A document sent before, with another phone or for another shop: a code finds it.

Everybody who asks gets the same answer, and everybody who types a wrong code too:
whether there is such a document is told to the phone kept with it, and to nobody else.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from clearance.identity import services
from clearance.identity.enums import CodePurpose
from clearance.lib.verdicts import Refusal, Text
from clearance.upload import showing
from clearance.upload.asking import ask_code
from clearance.upload.forms import CodeForm
from clearance.upload.pages import page, see_other
from clearance.upload.taking import Sent, Taken, take
from clearance.upload.views import photos_page, remember
from clearance.upload.visiting import Visit, while_open

NEEDED = ("document_type", "name", "number")
WRONG: Text = _(
    "This code is not right, or it has run out. Type the last one you got, ask for"
    " another, or send the photos."
)


@while_open
def code_ask(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Keep what was typed, and ask for a code to the phone of its document."""
    if request.method != "POST" or not visit.asks_photos:
        return see_other("photos")
    visit.demand_asked()
    sent = Sent.of(request)
    taken = take(visit.link, sent, now=visit.now)
    remember(visit, sent, taken)
    for name in _lacking(taken):
        taken.problems.setdefault(name, showing.WANTED[name])
    if taken.problems:
        return photos_page(request, visit, taken=taken, status=422)
    try:
        ask_code(visit.link, CodePurpose.JOIN, now=visit.now)
    except Refusal as refusal:
        return code_page(request, visit, refused=str(refusal), status=429)
    return see_other("code")


@while_open
def code(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The code is typed; the right one means that no photo is needed."""
    link = visit.link
    was_asked = services.was_asked(link, CodePurpose.JOIN, now=visit.now)
    if not visit.asks_photos or not was_asked:
        return see_other("photos")
    visit.demand_asked()
    if request.method != "POST":
        return code_page(request, visit)
    form = CodeForm(request.POST)
    if form.is_valid():
        if services.join_by_code(link, form.cleaned_data["code"], now=visit.now):
            return see_other("done")
        form.add_error("code", str(WRONG))
    return code_page(request, visit, form=form, status=422)


def code_page(
    request: HttpRequest,
    visit: Visit,
    *,
    form: CodeForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = showing.about(visit.link)
    context |= {"form": form or CodeForm(), "refused": refused, "step": 1}
    return page(request, "code", context, status=status)


def _lacking(taken: Taken) -> list[str]:
    """Which of the three is not known yet."""
    if taken.record is None:
        return list(NEEDED)
    details = services.details_of(taken.record)
    known = details.texts | {"document_type": details.document_type}
    return [name for name in NEEDED if not known.get(name)]
