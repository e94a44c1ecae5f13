"""Recording a document that came another way than by link; someone else reviews it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from clearance.channels.enums import DocumentType
from clearance.desk.shell import shown
from clearance.exchange.spool import refused
from clearance.identity import services as identity
from clearance.identity.access import may_send_link
from clearance.identity.enums import ReceivedBy
from clearance.identity.queries import needs_of, standing
from clearance.lib.access_marks import access
from clearance.lib.masking import mask_name
from clearance.lib.vault import VaultUnavailable
from clearance.lib.verdicts import Refusal, Verdict
from clearance.lib.workdays import today
from clearance.orders.models import Order
from clearance.orders.queries import unseal

PHOTO_BYTES = 10 * 1024 * 1024
TOO_LARGE = "too_large"
LIKELY = "image/jpeg,image/png,image/webp,image/heic,image/heif"


class RecordForm(forms.Form):
    """A document as it was received, how it came, and where the consent is kept."""

    document_type = forms.ChoiceField(label=_("Document"))
    number = forms.CharField(label=_("Number"), max_length=60)
    name = forms.CharField(label=_("Name on the document"), max_length=100)
    valid_until = forms.CharField(
        label=_("Valid until"),
        max_length=20,
        required=False,
        help_text=_("Year, month and day: 2031-05-20."),
    )
    long_term = forms.BooleanField(label=_("Valid long-term"), required=False)
    inn = forms.CharField(
        label=_("Taxpayer number (INN)"),
        max_length=20,
        help_text=_("12 digits. Russian customs ask for it beside the passport."),
    )
    guardian_name = forms.CharField(
        label=_("Name of parent or guardian"),
        max_length=100,
        required=False,
        help_text=_("Only for a child under 14."),
    )
    guardian_consent = forms.BooleanField(
        label=_("The parent or guardian agreed"), required=False
    )
    portrait = forms.FileField(
        label=_("Portrait side"),
        required=False,
        widget=forms.FileInput(attrs={"accept": LIKELY}),
    )
    emblem = forms.FileField(
        label=_("Emblem side"),
        required=False,
        widget=forms.FileInput(attrs={"accept": LIKELY}),
        help_text=_("Leave it out for a document of one page."),
    )
    received_by = forms.ChoiceField(
        label=_("How did it come in?"), widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why not by the person's own link?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
    )
    evidence = forms.CharField(
        label=_("Where is the person's consent kept?"),
        max_length=300,
        help_text=_("Such as the mail's date, or the folder of the signed form."),
    )
    consent_reuse = forms.BooleanField(
        label=_("The person agreed to later orders, too"), required=False
    )

    def __init__(
        self, *args: Any, accepted: tuple[str, ...], asks_inn: bool, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        if not asks_inn:
            del self.fields["inn"]
        choices: Any = self.fields["document_type"]
        choices.choices = [("", _("Choose"))] + [
            choice
            for choice in DocumentType.choices
            if not accepted or choice[0] in accepted
        ]
        ways: Any = self.fields["received_by"]
        ways.choices = ReceivedBy.choices
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        for side in ("portrait", "emblem"):
            file = self.cleaned_data.get(side)
            if file is not None and file.size > PHOTO_BYTES:
                text = _("A photo may have 10 MB at most.")
                self.add_error(side, forms.ValidationError(text, code=TOO_LARGE))
        return self.cleaned_data


@access("staff", permission="clearance.record_idrecord")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def record_new(request: HttpRequest, pk: Any) -> HttpResponse:
    """Record what was received for one order that asks for photos."""
    order = get_object_or_404(Order.objects.select_related("merchant"), pk=pk)
    need = needs_of([order])[order.pk]
    asked: dict[str, Any] = {
        "accepted": need.document_types,
        "asks_inn": need.asks_inn,
    }
    if request.method != "POST":
        return _page(request, order, RecordForm(**asked))
    form = RecordForm(request.POST, request.FILES, **asked)
    if why := refused(request):
        return _not_taken(request, order, form, why)
    if not form.is_valid():
        too_large = form.has_error("portrait", TOO_LARGE) or form.has_error(
            "emblem", TOO_LARGE
        )
        return _page(request, order, form, status=413 if too_large else 422)
    try:
        record = identity.record_received(
            order,
            **_typed(form),
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
        )
    except identity.FieldsRefused as faults:
        for name, problem in faults.problems.items():
            form.add_error(name if name in form.fields else None, str(problem.message))
        return _page(request, order, form, status=422)
    except identity.Incomplete as lack:
        for name in lack.missing:
            form.add_error(name, _("This is still missing."))
        return _page(request, order, form, status=422)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, order, form, status=409)
    except VaultUnavailable:
        return _not_taken(request, order, form, "storage")
    messages.success(
        request,
        _("Recorded as %(ref)s. Someone else reviews it.") % {"ref": record.reference},
    )
    response = redirect("admin:clearance_order_change", order.pk)
    response.status_code = 303
    return response


def _typed(form: RecordForm) -> dict[str, Any]:
    """What the service takes; photos pass through memory and are kept nowhere else."""
    values = dict(form.cleaned_data)
    files = {side.upper(): values.pop(side) for side in ("portrait", "emblem")}
    images = {side: b"".join(file.chunks()) for side, file in files.items() if file}
    return {**values, "images": images}


def _not_taken(
    request: HttpRequest, order: Order, form: RecordForm, why: str
) -> HttpResponse:
    if why == "storage":
        form.add_error(None, _("The photos could not be kept. Try again in a minute."))
        return _page(request, order, form, status=503)
    form.add_error(None, _("Send two photos of 10 MB at most each."))
    return _page(request, order, form, status=413)


def _page(
    request: HttpRequest, order: Order, form: RecordForm, *, status: int = 200
) -> HttpResponse:
    stands = standing(order, today(timezone.now()))
    verdict: Verdict = may_send_link(order, stands.state)
    if verdict and order.level != "IMAGES":
        verdict = Verdict.no(_("No photos are asked for this order."), "not_asked")
    name = unseal([order])[order.pk].get("recipient_name", "")
    context = {
        "order": order,
        "form": form,
        "standing": stands,
        "verdict": verdict,
        "name": mask_name(name),
    }
    return shown(request, "desk/record_new.html", context, status=status)
