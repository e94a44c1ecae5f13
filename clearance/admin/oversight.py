"""The access log: read only."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import User
from clearance.admin.base import KeysetAdmin, ReadOnly
from clearance.audit.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(KeysetAdmin, ReadOnly):
    """Who did what, newest first."""

    heading = _("Access log")
    list_display = [
        "seq",
        "at",
        "actor",
        "role",
        "action",
        "about",
        "outcome",
    ]
    list_filter = ["outcome"]
    search_fields = ["object_id"]
    search_help_text = _("Id of a record, or an action such as order.decided: exact.")
    list_per_page = 100

    def prepare_rows(self, request: HttpRequest, rows: Iterable[AuditEntry]) -> None:
        entries = list(rows)
        people = {entry.actor_id for entry in entries if entry.actor_id}
        known = User.objects.filter(pk__in=people).values_list("pk", "username")
        names = dict(known)
        for entry in entries:
            entry.actor_name = names.get(entry.actor_id or 0, "")  # type: ignore[attr-defined]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not (sought := search_term.strip()):
            return queryset, False
        field = "action" if "." in sought else "object_id"
        return queryset.filter(**{field: sought}), False

    @admin.display(description=_("Who"))
    def actor(self, entry: Any) -> str:
        return str(entry.actor_name)

    @admin.display(description=_("About"))
    def about(self, entry: AuditEntry) -> str:
        return format_html(
            '{} <span class="mono sm">{}</span>', entry.object_type, entry.object_id
        )
