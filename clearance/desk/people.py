"""Showing a person's data to staff: with a purpose, logged, on one page only."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from clearance.accounts.access import step_up
from clearance.desk.shell import actor, shown
from clearance.lib.access_marks import access
from clearance.orders.models import Order
from clearance.privacy import services
from clearance.privacy.enums import Purpose


class PurposeForm(forms.Form):
    """Why the data are needed."""

    purpose = forms.ChoiceField(
        label=_("Why do you need to see these data?"),
        widget=forms.RadioSelect,
        choices=Purpose.choices,
    )


@access("staff", permission="clearance.reveal_recipient")
@step_up
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reveal(request: HttpRequest, pk: Any) -> HttpResponse:
    """Ask for the purpose; the POST writes the log and shows the data, once."""
    order = get_object_or_404(Order.objects.select_related("merchant"), pk=pk)
    form = PurposeForm(request.POST or None)
    values: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            status = 200
            values = services.reveal(
                order,
                purpose=form.cleaned_data["purpose"],
                by=actor(request),
                now=timezone.now(),
            )
    context = {"order": order, "form": form, "values": values}
    return shown(request, "desk/reveal.html", context, status=status)
