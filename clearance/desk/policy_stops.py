"""Emergency stops: everything undecided for a platform and channel, by two people."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from clearance.accounts.access import may_be_second, step_up
from clearance.accounts.enums import Platform
from clearance.channels import services as channels
from clearance.channels.enums import StopState
from clearance.channels.models import PolicyStop
from clearance.channels.queries import channel_table
from clearance.desk.shell import actor, shown
from clearance.lib.access_marks import access
from clearance.lib.verdicts import Refusal
from clearance.orders import services as orders

VIEW = "clearance.view_idrequirementrule"
STOP = "clearance.stop_rules"
LISTED = 50


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        min_length=5,
        max_length=500,
        help_text=_("Colleagues and auditors read it. No personal data, please."),
    )


class StopForm(ReasonForm):
    """What is to be stopped, and why."""

    platform = forms.ChoiceField(
        label=_("Platform"),
        required=False,
        choices=[("", _("every platform")), *Platform.choices],
    )
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    field_order = ("platform", "channel", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(code, str(row)) for code, row in channel_table().items()]
        self.fields["channel"].choices = [("", _("every channel")), *known]  # type: ignore[attr-defined]


@access("staff", permission=VIEW)
@require_http_methods(["GET", "HEAD"])
def stop_list(request: HttpRequest) -> HttpResponse:
    """The stops that stand or wait, the earlier ones, and the form for a new one."""
    return _page(request, StopForm())


@access("staff", permission=STOP)
@step_up
@require_POST
def stop_propose(request: HttpRequest) -> HttpResponse:
    """Propose a stop; nothing changes until somebody else confirms it."""
    form = StopForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        channels.propose_stop(
            **form.cleaned_data, by=actor(request), now=timezone.now()
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, status=409)
    messages.success(request, _("Proposed. It stands once a second person confirms."))
    return redirect("desk:stop-list")


@access("staff", permission=STOP)
@step_up
@require_POST
def stop_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody else's stop stand."""
    said = _("The rules are stopped. Open orders are being held for a decision.")
    return _do(request, pk, orders.set_stop, said)


@access("staff", permission=STOP)
@require_POST
def stop_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a proposed stop, or take one's own back."""
    return _do(request, pk, channels.refuse_stop, _("Refused. The rules go on."))


@access("staff", permission=STOP)
@step_up
@require_POST
def stop_propose_lifting(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose to lift a stop, with a reason."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Give a reason others can understand."))
        return _page(request, StopForm(), status=422)

    def propose(stop: PolicyStop, **how: Any) -> PolicyStop:
        return channels.propose_lifting(stop, reason=form.cleaned_data["reason"], **how)

    return _do(
        request, pk, propose, _("Proposed. A second person has to lift it with you.")
    )


@access("staff", permission=STOP)
@step_up
@require_POST
def stop_lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm the lifting that somebody else proposed."""
    said = _("Lifted. The rules decide its open orders again.")
    return _do(request, pk, orders.lift_stop, said)


def _do(
    request: HttpRequest, pk: int, act: Callable[..., PolicyStop], said: Any
) -> HttpResponse:
    stop = get_object_or_404(PolicyStop, pk=pk)
    try:
        act(stop, by=actor(request), now=timezone.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("desk:stop-list")


def _page(request: HttpRequest, form: StopForm, *, status: int = 200) -> HttpResponse:
    people = ("proposed_by", "answered_by", "lift_proposed_by", "lifted_by")
    stops = PolicyStop.objects.select_related(*people).order_by("-pk")
    live = Q(state__in=[StopState.PROPOSED, StopState.STANDING])
    user = request.user
    context = {
        "form": form,
        "may_stop": user.has_perm(STOP),
        "live": [
            (
                stop,
                may_be_second(user, STOP, first_id=stop.proposed_by_id),
                may_be_second(user, STOP, first_id=stop.lift_proposed_by_id),
            )
            for stop in stops.filter(live)
        ],
        "past": list(stops.exclude(live)[:LISTED]),
        "channels": channel_table(),
    }
    return shown(request, "desk/stops.html", context, status=status)
