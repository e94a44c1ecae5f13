"""The access log and the outbox: read only."""

import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import User
from clearance.admin.base import KeysetAdmin, ReadOnly
from clearance.audit.models import AuditEntry
from clearance.lib.masking import mask_phone
from clearance.messaging.models import Message
from clearance.messaging.queries import unseal

# Chinese sets no space before an address.
ADDRESS = re.compile(r"(https?://[^\s]+)", re.ASCII)


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


@admin.register(Message)
class MessageAdmin(KeysetAdmin, ReadOnly):
    """Messages that wait or left. Their words are read here in the demo alone: whoever
    holds a link could upload for the person.
    """

    heading = _("Outbox")
    list_display = ["posted_at", "kind", "to_shown", "text_shown", "language", "state"]
    list_filter = ["state", "kind"]
    fields = [
        "kind",
        "state",
        "language",
        "posted_at",
        "due_at",
        "attempts",
        "sent_at",
    ]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("clearance.view_message")

    def prepare_rows(self, request: HttpRequest, rows: Iterable[Message]) -> None:
        messages = list(rows)
        values = unseal(messages)
        for message in messages:
            message.said = values[message.pk]  # type: ignore[attr-defined]

    @admin.display(description=_("To"))
    def to_shown(self, message: Any) -> str:
        return mask_phone(message.said.get("to", ""))

    @admin.display(description=_("Text"))
    def text_shown(self, message: Any) -> SafeString | str:
        if not settings.DEMO:
            return gettext("sealed")
        parts = ADDRESS.split(message.said.get("text", ""))
        linked = format_html_join("", "{}", ((_linked(part),) for part in parts))
        return format_html('<span class="said">{}</span>', linked)


def _linked(part: str) -> SafeString | str:
    if ADDRESS.fullmatch(part):
        return format_html('<a href="{0}">{0}</a>', part)
    return part
