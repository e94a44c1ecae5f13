"""The whole policy on one screen, on any day, and what changes between two days."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from clearance.channels.enums import RuleState, StopState
from clearance.channels.models import IdRequirementRule, PolicyStop
from clearance.channels.queries import as_rule, channel_table
from clearance.channels.rules import Rule, stop_rule
from clearance.desk.matrix import Policy, Way, difference, matrix
from clearance.desk.shell import shown
from clearance.lib.access_marks import access
from clearance.lib.workdays import today

VIEW = "clearance.view_idrequirementrule"
PLAIN_DAY = ["%Y-%m-%d"]


def _day(label: Any) -> forms.DateField:
    """A day as the browser's own calendar writes it."""
    return forms.DateField(
        label=label,
        input_formats=PLAIN_DAY,
        widget=forms.DateInput(format=PLAIN_DAY[0], attrs={"type": "date"}),
        error_messages={"invalid": _("Write the day as 2026-12-31.")},
    )


class DayForm(forms.Form):
    """The day whose policy is shown."""

    on = _day(pgettext_lazy("day", "On"))


class DaysForm(forms.Form):
    """Two days to compare; in the address they are called `from` and `to`."""

    first = _day(pgettext_lazy("day", "From"))
    second = _day(pgettext_lazy("day", "To"))

    def add_prefix(self, field_name: str) -> str:
        names = {"first": "from", "second": "to"}
        return super().add_prefix(names.get(field_name, field_name))

    def clean(self) -> dict[str, Any]:
        days = super().clean() or {}
        if len(days) == 2 and days["second"] < days["first"]:
            self.add_error("second", _("The second day lies before the first."))
        return days


@access("staff", permission=VIEW)
@require_safe
def policy_matrix(request: HttpRequest) -> HttpResponse:
    """Platform × destination × channel × logistics × mode: what is asked on a day."""
    now = today(timezone.now())
    form = DayForm(_given(request, {"on": now}))
    context: dict[str, Any] = {"form": form, "today": now}
    if not form.is_valid():
        return shown(request, "desk/policy.html", context, status=422)
    stops = _stops()
    policy, rows = _policy(stops)
    on = form.cleaned_data["on"]
    context |= {
        "matrix": matrix(policy, on),
        "next_days": [day for day in policy.days if day > on],
        "rows": rows,
        "stops": [stops[rule] for rule in policy.in_force(on) if rule.is_stop],
        "channels": channel_table(),
    }
    return shown(request, "desk/policy.html", context)


@access("staff", permission=VIEW)
@require_safe
def policy_diff(request: HttpRequest) -> HttpResponse:
    """What changes between two days; unless said, from today to the last known one."""
    now = today(timezone.now())
    policy, rows = _policy(_stops())
    known = [day for day in policy.days if day > now]
    form = DaysForm(_given(request, {"from": now, "to": known[-1] if known else now}))
    context: dict[str, Any] = {"form": form, "rows": rows, "channels": channel_table()}
    if not form.is_valid():
        return shown(request, "desk/policy_diff.html", context, status=422)
    first, second = form.cleaned_data["first"], form.cleaned_data["second"]
    context["difference"] = difference(policy, first, second)
    context["days"] = [day for day in policy.days if first < day <= second]
    return shown(request, "desk/policy_diff.html", context)


def _given(request: HttpRequest, usual: Mapping[str, date]) -> dict[str, str]:
    """What the address says, and the usual days where it says nothing."""
    return {
        name: request.GET.get(name) or day.isoformat() for name, day in usual.items()
    }


def _policy(
    stops: Mapping[Rule, PolicyStop],
) -> tuple[Policy, dict[int, IdRequirementRule]]:
    """Every published version with its row, every stop, the channels in use."""
    rows = {
        row.pk: row
        for row in IdRequirementRule.objects.filter(state=RuleState.PUBLISHED)
    }
    ways = [
        Way(row.code, row.default_mode, row.default_logistics)
        for row in sorted(channel_table().values(), key=lambda row: row.pk)
    ]
    return Policy([*map(as_rule, rows.values()), *stops], ways), rows


def _stops() -> dict[Rule, PolicyStop]:
    """Confirmed stops, as rules that begin and end: a day counts as it ended."""
    confirmed = (StopState.STANDING, StopState.LIFTED)
    found = PolicyStop.objects.filter(state__in=confirmed).order_by("pk")
    return {_dated(stop): stop for stop in found}


def _dated(stop: PolicyStop) -> Rule:
    rule = stop_rule(stop.pk, stop.code, platform=stop.platform, channel=stop.channel)
    begun, over = stop.answered_at or stop.proposed_at, stop.lifted_at
    return replace(
        rule,
        starts_on=today(begun),
        ends_on=today(over) - timedelta(days=1) if over else None,
    )
