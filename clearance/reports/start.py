"""The start page: what needs doing now, for whoever looks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Min
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.timezone import localtime, now
from django.utils.translation import gettext_lazy as _

from clearance.identity.models import IdRecord
from clearance.lib.keyset import shown_count
from clearance.reports.work import count_work
from clearance.templatetags.clearance_tags import ago


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the numbers at the top, leading to its list."""

    key: str
    label: str | Promise
    hint: str | Promise
    permission: str
    url: Callable[[], str]


def _orders(query: str) -> Callable[[], str]:
    return lambda: f"{reverse('admin:clearance_order_changelist')}?{query}"


FIGURES = [
    Figure(
        "review",
        _("In review"),
        _("documents to look at"),
        "clearance.review_idrecord",
        lambda: reverse("desk:review-queue"),
    ),
    Figure(
        "awaiting",
        _("Awaiting recipients"),
        _("open orders without an ID"),
        "clearance.view_order",
        _orders("upload=AWAITING"),
    ),
    Figure(
        "undecided",
        _("Needs a decision"),
        _("no rule covers these"),
        "clearance.decide_order",
        lambda: reverse("desk:undecided-list"),
    ),
    Figure(
        "number_missing",
        _("Number missing"),
        _("the orderer is asked"),
        "clearance.view_order",
        lambda: reverse("desk:number-list"),
    ),
    Figure(
        "ready",
        _("Ready to ship"),
        _("open orders nothing holds"),
        "clearance.view_order",
        _orders("hold=CLEAR"),
    ),
]

TASKS: list[tuple[str, str, str | Promise, str | Promise, str]] = [
    (
        "review",
        "clearance.review_idrecord",
        _("Review the next ID"),
        _("The oldest document waits first."),
        "desk:review-queue",
    ),
    (
        "undecided",
        "clearance.decide_order",
        _("Decide orders no rule covers"),
        _("Each needs an answer and a reason."),
        "desk:undecided-list",
    ),
    (
        "overrides",
        "clearance.confirm_override",
        _("Answer overrides"),
        _("Someone proposed to decide against the rules."),
        "desk:override-list",
    ),
    (
        "number_missing",
        "clearance.send_link",
        _("Orders without the orderer's number"),
        _("A link asks for name and number, no photo."),
        "desk:number-list",
    ),
    (
        "imports",
        "clearance.import_orders",
        _("Imports to confirm"),
        _("Checked files that nobody confirmed yet."),
        "desk:import-list",
    ),
    (
        "given_up",
        "clearance.retry_message",
        _("Messages given up"),
        _("The list says what kept them; they can be sent again."),
        "admin:clearance_message_changelist",
    ),
]

NARROWED = {"given_up": "?state__exact=DEAD"}
"""What narrows a list of work to the rows that are counted."""


def start_page(request: HttpRequest) -> dict[str, Any]:
    """Numbers and tasks this person may act on."""
    user: Any = request.user
    counts = count_work()
    oldest = IdRecord.objects.filter(
        state="PENDING", submitted_at__isnull=False
    ).aggregate(at=Min("submitted_at"))["at"]
    numbers = []
    for figure in FIGURES:
        if not user.has_perm(figure.permission):
            continue
        hint: Any = figure.hint
        if figure.key == "review" and oldest:
            hint = format_html(str(_("oldest {age}")), age=ago(oldest))
        numbers.append(
            {
                "label": figure.label,
                "number": shown_count(counts[figure.key]),
                "hint": hint,
                "url": figure.url(),
            }
        )
    tasks = [
        {
            "title": title,
            "text": text,
            "url": reverse(url) + NARROWED.get(key, ""),
            "tone": "wait",
            "word": shown_count(counts[key]),
        }
        for key, permission, title, text, url in TASKS
        if counts[key] and user.has_perm(permission)
    ]
    return {
        "heading": _("What needs doing now"),
        "numbers": numbers,
        "tasks": tasks,
        "as_of": localtime(now()).strftime("%H:%M"),
    }
