"""The outbox: what left, what waits, what was given up and may be sent once more."""

import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime, now
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from clearance.admin.base import Deed, KeysetAdmin, ReadOnly, actor
from clearance.audit import services as audit
from clearance.lib.masking import mask_phone
from clearance.lib.verdicts import Verdict
from clearance.messaging.access import may_retry
from clearance.messaging.enums import MessageChannel, MessageState
from clearance.messaging.models import Message
from clearance.messaging.queries import unseal
from clearance.messaging.services import retry
from clearance.templatetags.clearance_tags import ago, badge

# Chinese sets no space before an address.
ADDRESS = re.compile(r"(https?://[^\s]+)", re.ASCII)

TONES = {
    MessageState.QUEUED: "info",
    MessageState.SENT: "done",
    MessageState.DEAD: "act",
    MessageState.CANCELLED: "none",
}


def _may_retry(request: HttpRequest, message: Message) -> Verdict:
    return may_retry(message, now())


def _retry(request: HttpRequest, message: Message) -> str:
    with transaction.atomic():
        row = retry(message.pk, now=now())
        audit.record("message.retried", about=row, by=actor(request), now=now())
    return gettext("It leaves within a minute, or when it is day where it goes.")


@admin.register(Message)
class MessageAdmin(KeysetAdmin, ReadOnly):
    """Messages that wait or left. Their words are read here in the demo alone: whoever
    holds a link could upload for the person.
    """

    heading = _("Outbox")
    list_display = [
        "posted_at",
        "state_shown",
        "kind",
        "to_shown",
        "text_shown",
        "when",
        "attempts",
        "size",
        "language",
    ]
    list_filter = ["state", "trouble", "kind", "channel"]
    actions = ["retry_all"]
    deeds = {
        "retry": Deed(
            _("Send again"),
            "clearance.retry_message",
            _may_retry,
            _retry,
            primary=True,
        )
    }
    fields = [
        "kind",
        "channel",
        "state_shown",
        "language",
        "size",
        "template_version",
        "text_shown",
        "posted_at",
        "due_at",
        "attempts",
        "sent_at",
    ]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("clearance.view_message")

    def has_retry_message_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("clearance.retry_message")

    def prepare_rows(self, request: HttpRequest, rows: Iterable[Message]) -> None:
        messages = list(rows)
        values = unseal(messages)
        for message in messages:
            message.said = values[message.pk]  # type: ignore[attr-defined]

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        self.prepare_rows(request, [row])
        return {}

    def buttons(self, request: HttpRequest, row: Message) -> list[dict[str, Any]]:
        """Nobody asks why a message that left is not sent again."""
        is_dead = row.state == MessageState.DEAD
        return super().buttons(request, row) if is_dead else []

    @admin.action(description=_("Send again"), permissions=["retry_message"])
    def retry_all(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        """In the order in which they were posted."""
        self.each(request, queryset.order_by("pk"), _retry)

    def done_text(self, done: int) -> str:
        text = ngettext(
            "%(n)d message waits to leave again.",
            "%(n)d messages wait to leave again.",
            done,
        )
        return text % {"n": done}

    @admin.display(description=_("To"))
    def to_shown(self, message: Any) -> str:
        to = message.said.get("to", "")
        if message.channel == MessageChannel.EMAIL:
            return f"{to[:1]}***@{to.rpartition('@')[2]}" if to else ""
        return mask_phone(to)

    @admin.display(description=_("Text"))
    def text_shown(self, message: Any) -> SafeString | str:
        if not settings.DEMO:
            return gettext("sealed")
        parts = ADDRESS.split(message.said.get("text", ""))
        linked = format_html_join("", "{}", ((_linked(part),) for part in parts))
        return format_html('<span class="said">{}</span>', linked)

    @admin.display(description=_("Size"))
    def size(self, message: Message) -> str:
        if message.channel == MessageChannel.EMAIL:
            return gettext("e-mail")
        text = ngettext("%(n)d part", "%(n)d parts", message.parts)
        return text % {"n": message.parts}

    @admin.display(description=_("State"))
    def state_shown(self, message: Message) -> SafeString:
        shown = badge(TONES[MessageState(message.state)], message.get_state_display())
        if not message.trouble:
            return shown
        return format_html(
            '{}<br><span class="quiet sm">{}</span>',
            shown,
            message.get_trouble_display(),
        )

    @admin.display(description=_("Left, or next try"))
    def when(self, message: Message) -> SafeString | str:
        if message.state == MessageState.SENT and message.sent_at:
            return date_format(localtime(message.sent_at), "SHORT_DATETIME_FORMAT")
        if message.state == MessageState.QUEUED:
            return ago(max(message.due_at, now()))
        return "–"


def _linked(part: str) -> SafeString | str:
    if ADDRESS.fullmatch(part):
        return format_html('<a href="{0}">{0}</a>', part)
    return part
