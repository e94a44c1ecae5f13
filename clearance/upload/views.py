"""The recipient's steps: photos, check, sent; or a number alone; or "not me"."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clearance.channels.enums import DocumentType
from clearance.identity import services
from clearance.identity.models import IdRecord
from clearance.identity.services import FieldsRefused, Incomplete
from clearance.lib.verdicts import Text
from clearance.upload import showing
from clearance.upload.forms import SIDES, DetailsForm
from clearance.upload.pages import page, see_other
from clearance.upload.taking import Sent, Taken, messages_of, take, values_of
from clearance.upload.visiting import Visit, while_open

OF_A_NUMBER = ("document_type", "name", "number")


@while_open
def photos(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The photos, with type, name and number; a number alone where that is asked."""
    if not visit.asks_photos:
        return _number_alone(request, visit)
    visit.demand_asked()
    if request.method != "POST":
        return photos_page(request, visit)
    sent = Sent.of(request)
    empty = _brought_nothing(visit, sent)
    taken = take(visit.link, sent, now=visit.now)
    remember(visit, sent, taken)
    visit.session.agreed |= sent.agreed
    if not taken.problems:
        lacking = services.missing_sides(taken.record) if taken.record else [*SIDES]
        if lacking:
            _tell_received(request, taken, lacking, empty=empty)
            return see_other("photos")
        if _lacks_data(visit, taken):
            return see_other("check")
        taken.problems |= _send(visit)
    if taken.problems:
        return photos_page(request, visit, taken=taken, status=_refused_as(sent))
    return see_other("done")


@while_open
def check(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """What was given, what is still missing, and the consent; then it is sent."""
    if not visit.asks_photos:
        return see_other("photos")
    visit.demand_asked()
    record = visit.link.record
    if record is None or services.missing_sides(record):
        return see_other("photos")
    if request.method != "POST":
        return _check_page(request, visit, record)
    sent = Sent.of(request)
    taken = take(visit.link, sent, now=visit.now)
    remember(visit, sent, taken)
    # The boxes are on this page: one that is empty was emptied.
    visit.session.agreed = sent.agreed
    record = taken.record or record
    if not taken.problems and services.missing_sides(record):
        return see_other("photos")  # a document with another side was chosen
    for name in services.missing_data(record, now=visit.now):
        taken.problems.setdefault(name, showing.WANTED[name])
    if "consent" not in sent.agreed:
        taken.problems["consent"] = showing.WANTED["consent"]
    if not taken.problems:
        taken.problems |= _send(visit)
    if taken.problems:
        status = _refused_as(sent)
        return _check_page(request, visit, record, taken=taken, status=status)
    return see_other("done")


@while_open
def not_me(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Whoever opened the link is not the person: it ends, and staff are told."""
    if request.method != "POST":
        return page(request, "not_me", showing.about(visit.link))
    services.not_me(visit.link, now=visit.now)
    messages.success(
        request, _("Thank you. The link has ended; you are not asked again.")
    )
    return see_other("entrance")


def _number_alone(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Name, type and number of whoever ordered; no photo is asked."""
    problems: dict[str, Text] = {}
    documents = showing.named_by_declarations(visit.link)
    sent = None
    if request.method == "POST":
        sent = Sent.of(request)
        wrong = sent.problems.items()
        problems |= {name: text for name, text in wrong if name in OF_A_NUMBER}
        typed = {name: sent.texts.get(name, "") for name in OF_A_NUMBER}
        if typed["document_type"] not in {"", *documents}:
            problems["document_type"] = showing.WANTED["document_type"]
        try:
            if not problems:
                services.submit_number(visit.link, **typed, now=visit.now)
                return see_other("done")
        except FieldsRefused as refused:
            problems |= messages_of(refused)
    form = DetailsForm(
        OF_A_NUMBER,
        request.POST if sent else None,
        known={"document_type": showing.usual(visit.link)},
        documents=documents,
    )
    form.refuse(problems)
    context = showing.about(visit.link) | {"form": form}
    return page(request, "number", context, status=_refused_as(sent) if sent else 200)


def _lacks_data(visit: Visit, taken: Taken) -> bool:
    record = taken.record
    if record is None or "consent" not in visit.session.agreed:
        return True
    return bool(services.missing_data(record, now=visit.now))


def _send(visit: Visit) -> Mapping[str, Text]:
    """Send the draft to review; what is wrong with it. Raises Refusal."""
    try:
        services.submit(
            visit.link,
            consent="consent" in visit.session.agreed,
            consent_reuse="consent_reuse" in visit.session.agreed,
            now=visit.now,
        )
    except FieldsRefused as refused:
        return messages_of(refused)
    except Incomplete as incomplete:  # changed meanwhile, in another window
        return {name: showing.WANTED[name] for name in incomplete.missing}
    return {}


def photos_page(
    request: HttpRequest,
    visit: Visit,
    *,
    taken: Taken | None = None,
    status: int = 200,
) -> HttpResponse:
    """The first page: what is typed, the places of the photos, why it is asked."""
    record = taken.record if taken else visit.link.record
    problems = taken.problems if taken else {}
    names = [*SIDES, *showing.first_fields(visit.link.order)]
    names += [name for name in problems if name not in names]
    context = _form_context(request, visit, record, names, problems)
    context["reasons"] = showing.sent_back_for(visit.link, get_language() or "en")
    return page(request, "photos", context | {"step": 1}, status=status)


def _check_page(
    request: HttpRequest,
    visit: Visit,
    record: IdRecord,
    *,
    taken: Taken | None = None,
    status: int = 200,
) -> HttpResponse:
    problems = taken.problems if taken else {}
    details = services.details_of(record)
    names = [*SIDES, *showing.fields(details, visit.link.order, visit.now)]
    names += [name for name in problems if name not in names]
    context = _form_context(request, visit, record, names, problems)
    return page(request, "check", context | {"step": 2}, status=status)


def _form_context(
    request: HttpRequest,
    visit: Visit,
    record: IdRecord | None,
    names: list[str],
    problems: Mapping[str, Text],
) -> dict[str, Any]:
    """The form: what was typed in this browser, and never what another one typed."""
    posted = request.POST.get("document_type", "")
    chosen = showing.chosen(record, visit.link, posted)
    details = services.details_of(record) if record else None
    values = values_of(details) if details else {}
    shown = visit.session.shows(values)
    known: dict[str, Any] = shown | {"document_type": chosen}
    if details:
        known["long_term"] = details.long_term
        known["guardian_consent"] = details.guardian_consent
    form = DetailsForm(
        names,
        request.POST if problems else None,
        known=known | dict.fromkeys(visit.session.agreed, True),
        given=[name for name, value in values.items() if value and name not in shown],
        documents=showing.accepted(visit.link),
    )
    form.refuse(problems)
    return showing.about(visit.link) | {
        "form": form,
        "slots": showing.slots(form, record, chosen),
        "document": DocumentType(chosen).label,
    }


def remember(visit: Visit, sent: Sent, taken: Taken) -> None:
    """Which of the values that are now on file came from this browser."""
    if taken.record is not None and sent.texts:
        values = values_of(services.details_of(taken.record))
        visit.session.typed_here(values, set(sent.texts) - set(taken.problems))


def _refused_as(sent: Sent) -> int:
    return 413 if sent.refused else 422


def _brought_nothing(visit: Visit, sent: Sent) -> bool:
    """Whether a form came back as it was shown: only the type that stood there."""
    if sent.photos or sent.agreed or set(sent.texts) - {"document_type"}:
        return False
    shown = showing.chosen(visit.link.record, visit.link, "")
    return sent.texts.get("document_type", shown) == shown


def _tell_received(
    request: HttpRequest, taken: Taken, lacking: list[str], *, empty: bool
) -> None:
    """Say what arrived and which photo is still to come."""
    still = _("Still to send: %(side)s.") % {
        "side": showing.SIDE_TITLES[lacking[0].upper()]
    }
    if taken.received:
        messages.success(request, _("The photo is kept.") + " " + still)
    elif empty:
        messages.warning(request, _("Nothing was sent yet.") + " " + still)
    else:
        messages.info(request, still)
