"""Order files brought in by staff: checked, looked at, confirmed, taken back."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from clearance.accounts.models import Merchant
from clearance.channels.models import FulfilmentChannel
from clearance.channels.queries import channel_table
from clearance.desk.importing import details_of_import, may_take_back
from clearance.desk.shell import shown
from clearance.exchange import services
from clearance.exchange.enums import BatchState
from clearance.exchange.models import ImportBatch
from clearance.exchange.queries import error_file
from clearance.exchange.services.running import lease
from clearance.exchange.spool import SealedUpload, refused
from clearance.keys.errors import KeyGone, Tampered
from clearance.lib.access_marks import access
from clearance.lib.keyset import page
from clearance.lib.vault import NotKept, VaultUnavailable
from clearance.lib.verdicts import Refusal

VIEW = "clearance.view_importbatch"
IMPORT = "clearance.import_orders"
TAKE_BACK = "clearance.take_back_import"

AT_ONCE_BYTES = 256 * 1024
"""A file up to this size is checked while the person waits: about a second."""


class ImportForm(forms.Form):
    """A file, the shop it belongs to, and how it is to be taken."""

    merchant = forms.ModelChoiceField(
        label=_("Merchant"), queryset=Merchant.objects.none(), empty_label=_("Choose")
    )
    channel = forms.ChoiceField(
        label=_("Channel"),
        required=False,
        help_text=_("For rows that name none; a channel in the row comes first."),
    )
    file = forms.FileField(
        label=_("Order file"),
        help_text=_("CSV or XLSX, in our layout, a broker's, or a platform's export."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
    )
    all_or_nothing = forms.BooleanField(
        label=_("All or nothing: import only if every order can be imported"),
        required=False,
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        shops: Any = self.fields["merchant"]
        shops.queryset = Merchant.objects.filter(is_active=True).order_by("name")
        channels: Any = self.fields["channel"]
        channels.choices = [("", _("As the file says"))] + [
            (code, str(row)) for code, row in channel_table().items()
        ]


@access("staff", permission=VIEW)
@require_safe
def import_list(request: HttpRequest) -> HttpResponse:
    """All imports, newest first, by state."""
    state = request.GET.get("state", "")
    batches = ImportBatch.objects.select_related("merchant", "uploaded_by")
    if state in BatchState.values:
        batches = batches.filter(state=state)
    found = page(
        batches,
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
    )
    context = {
        "page": found,
        "state": state,
        "states": BatchState.choices,
        "channels": _channels(),
    }
    return shown(request, "desk/import_list.html", context)


@access("staff", permission=IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: HttpRequest) -> HttpResponse:
    """Take a file in; a small one is checked at once, a long one by the worker."""
    if request.method != "POST":
        return shown(request, "desk/import_new.html", {"form": ImportForm()})
    form = ImportForm(request.POST, request.FILES)
    status = 422
    several = len(request.FILES.getlist("file")) > 1
    if why := refused(request) or ("too_many" if several else ""):
        status = 503 if why == "storage" else 413
        form.is_valid()
        form.errors.pop("file", None)
        form.add_error("file", _NOT_TAKEN[why])
    elif form.is_valid():
        try:
            batch = _take_in(form, by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        except VaultUnavailable:
            form.add_error("file", _NOT_TAKEN["storage"])
            status = 503
        else:
            return _see(batch)
    return shown(request, "desk/import_new.html", {"form": form}, status=status)


@access("staff", permission=VIEW)
@require_safe
def import_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """One import: what it would do, how far it is, or what became of it."""
    batch = _batch(pk)
    context = details_of_import(batch, now=timezone.now())
    context["channels"] = _channels()
    return shown(request, "desk/import_detail.html", context)


@access("staff", permission=IMPORT)
@require_POST
def import_confirm(request: HttpRequest, pk: Any) -> HttpResponse:
    """Let a checked file be imported by the worker."""
    batch = services.confirm(_batch(pk), by=_by(request), now=timezone.now())
    messages.success(request, _("Confirmed. The import goes on without you."))
    return _see(batch)


@access("staff", permission=IMPORT)
@require_POST
def import_discard(request: HttpRequest, pk: Any) -> HttpResponse:
    """Throw a file away before it is imported."""
    batch = services.discard(_batch(pk), by=_by(request), now=timezone.now())
    messages.success(request, _("Discarded. Nothing was imported, the file is gone."))
    return _see(batch)


@access("staff", permission=TAKE_BACK)
@require_http_methods(["GET", "HEAD", "POST"])
def import_take_back(request: HttpRequest, pk: Any) -> HttpResponse:
    """Delete the orders an import added: asked on a page of its own first."""
    batch = _batch(pk)
    verdict, status = may_take_back(batch), 200
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            services.take_back(batch, by=_by(request), now=timezone.now())
        except Refusal as said_no:
            refusal, status = said_no, 409
        else:
            messages.success(request, _("Taken back. Its orders are gone."))
            return _see(batch)
    context = {
        "batch": batch,
        "refusal": refusal,
        "verdict": verdict,
    }
    return shown(request, "desk/import_take_back.html", context, status=status)


@access("staff", permission=VIEW)
@require_safe
def import_errors(request: HttpRequest, pk: Any) -> StreamingHttpResponse:
    """What was wrong, as a file for the shop; it repeats no value."""
    batch = _batch(pk)
    name = f"import-{str(batch.pk)[:13]}-errors.csv"
    return StreamingHttpResponse(
        error_file(batch),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


_NOT_TAKEN = {
    "too_large": _("This file is larger than 512 MB. Split it."),
    "too_many": _("Send one file at a time."),
    "storage": _("The file could not be kept. Try again in a minute."),
}


def _take_in(form: ImportForm, *, by: Any, now: datetime) -> ImportBatch:
    chosen = form.cleaned_data
    file: SealedUpload = chosen["file"]
    batch = services.upload(
        file,
        merchant=chosen["merchant"],
        channel=chosen["channel"] or None,
        all_or_nothing=chosen["all_or_nothing"],
        by=by,
        now=now,
    )
    if (file.size or 0) <= AT_ONCE_BYTES and lease(batch.pk, now=now):
        try:
            services.check(batch, now=now)
        except (KeyGone, NotKept, Tampered, VaultUnavailable):
            # The worker looks again, and says so when the file is lost.
            batch.refresh_from_db()
    return batch


def _batch(pk: Any) -> ImportBatch:
    rows = ImportBatch.objects.select_related("merchant", "uploaded_by")
    return get_object_or_404(rows, pk=pk)


def _channels() -> dict[str, FulfilmentChannel]:
    return channel_table()


def _see(batch: ImportBatch) -> HttpResponse:
    response = redirect("desk:import-detail", batch.pk)
    response.status_code = 303
    return response


def _by(request: HttpRequest) -> Any:
    return request.user
