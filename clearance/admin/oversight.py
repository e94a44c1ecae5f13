"""The access log and the outbox: read only."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import User
from clearance.admin.base import KeysetAdmin, ReadOnly
from clearance.audit.models import AuditEntry
from clearance.lib.masking import mask_phone
from clearance.messaging.models import Message
from clearance.messaging.queries import unseal


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly):
    """Who did what, newest first."""

    heading = _("Access log")
    list_display = [
        "at",
        "actor",
        "role",
        "action",
        "object_type",
        "object_id",
        "outcome",
    ]
    list_filter = ["outcome"]
    search_fields = ["object_id"]
    search_help_text = _("Id of a record, or an action such as order.decided: exact.")
    ordering = ["-seq"]
    list_per_page = 100

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not (sought := search_term.strip()):
            return queryset, False
        field = "action" if "." in sought else "object_id"
        return queryset.filter(**{field: sought}), False

    @admin.display(description=_("Who"))
    def actor(self, entry: AuditEntry) -> str:
        if entry.actor_id is None:
            return ""
        names = self.__dict__.setdefault("_names", {})
        if entry.actor_id not in names:
            known = User.objects.filter(pk=entry.actor_id).values_list("username")
            names[entry.actor_id] = next((name for (name,) in known), "")
        return str(names[entry.actor_id])


@admin.register(Message)
class MessageAdmin(KeysetAdmin, ReadOnly):
    """Messages that wait or left. Who may see the outbox reads the text, with its link."""

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
    def text_shown(self, message: Any) -> str:
        return str(message.said.get("text", ""))
