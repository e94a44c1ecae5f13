"""Deciding what no rule covers, order by order, and orders without a number."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from clearance.channels.enums import Level, Subject
from clearance.desk.shell import actor, order_rows, shown
from clearance.identity import services as identity
from clearance.identity.queries import receipt
from clearance.lib.access_marks import access
from clearance.lib.verdicts import Refusal
from clearance.lib.workdays import today
from clearance.orders.enums import OPEN_STAGES, NumberState
from clearance.orders.models import Order, Ruling

ANSWERS = {
    "NONE": (Level.NONE, ""),
    "NUMBER_ONLY": (Level.NUMBER_ONLY, Subject.ORDERER),
    "IMAGES_RECIPIENT": (Level.IMAGES, Subject.RECIPIENT),
    "IMAGES_ORDERER": (Level.IMAGES, Subject.ORDERER),
}


class AnswerForm(forms.Form):
    """What customs ask of an order, and why a person says so."""

    answer = forms.ChoiceField(
        label=_("What do customs ask for?"),
        widget=forms.RadioSelect,
        choices=[
            ("NONE", _("Nothing")),
            ("NUMBER_ONLY", _("The orderer's number, no photos")),
            ("IMAGES_RECIPIENT", _("Photos of the recipient's ID")),
            ("IMAGES_ORDERER", _("Photos of the orderer's ID")),
        ],
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text=_("Colleagues and auditors read it. No personal data, please."),
    )

    def answer_given(self) -> dict[str, Any]:
        """Level, subject and reason as the services take them."""
        level, subject = ANSWERS[self.cleaned_data["answer"]]
        reason = self.cleaned_data["reason"]
        return {"level": level, "subject": subject, "reason": reason}


def answer_code(level: str, subject: str) -> str:
    """The answer as the forms name it."""
    [code] = [code for code, said in ANSWERS.items() if said == (level, subject)]
    return code


def rule_address(ruling: Ruling, level: str, subject: str) -> str:
    """Where this answer is written as a draft rule; nowhere under a stop, it wins."""
    if ruling.stop_id is not None:
        return ""
    query = urlencode([("ruling", ruling.pk), ("answer", answer_code(level, subject))])
    return f"{reverse('admin:clearance_idrequirementrule_add')}?{query}"


def say_decided(
    request: HttpRequest, text: str, ruling: Ruling, answer: dict[str, Any]
) -> None:
    """Say that an answer was given; to who writes rules, offer to make it one."""
    address = rule_address(ruling, answer["level"], answer["subject"])
    if address and actor(request).has_perm("clearance.add_idrequirementrule"):
        label = _("Turn this answer into a draft rule")
        text = format_html('{} <a href="{}">{}</a>', text, address, label)
    messages.success(request, text)


@access("staff", permission="clearance.decide_order")
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, pk: Any) -> HttpResponse:
    """One undecided order: the receipt, and the form that answers it."""
    order = get_object_or_404(Order.objects.select_related("merchant"), pk=pk)
    form = AnswerForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                decision = identity.decide_by_person(
                    order, **form.answer_given(), by=actor(request), now=timezone.now()
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                text = str(_("Decided. The receipt says who and why."))
                say_decided(request, text, decision.ruling, form.answer_given())
                return redirect("admin:clearance_order_change", order.pk)
    context = {
        "order": order,
        "form": form,
        "receipt": receipt(order, today=today(timezone.now())),
    }
    return shown(request, "desk/decide.html", context, status=status)


@access("staff", permission="clearance.view_order")
@require_safe
def number_list(request: HttpRequest) -> HttpResponse:
    """Open orders whose declaration names a number they have not, or a wrong one."""
    missing = [NumberState.MISSING, NumberState.INVALID]
    orders = Order.objects.filter(stage__in=OPEN_STAGES, number_state__in=missing)
    rows = order_rows(request, orders, asked=True)
    return shown(request, "desk/number_list.html", rows)
