"""ID records, links and reasons to send back, as staff see them."""

from collections.abc import Iterable
from typing import Any, override

from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet, TextField, prefetch_related_objects
from django.forms import ModelChoiceField, Textarea
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clearance.admin.base import (
    Deed,
    HouseAdmin,
    KeysetAdmin,
    ReadOnly,
    actor,
    note_change,
    yes_or_no,
)
from clearance.admin.reason_form import WordsForm, previews
from clearance.identity import access
from clearance.identity import services as identity
from clearance.identity.enums import RecordState
from clearance.identity.models import IdRecord, RejectionReason, UploadLink
from clearance.identity.queries import standing
from clearance.identity.queries.contents import unseal_records
from clearance.identity.queries.looks import looks_of_record
from clearance.lib.keyset import capped_counts
from clearance.lib.masking import mask_name, mask_number
from clearance.lib.verdicts import Refusal, Verdict
from clearance.lib.workdays import today
from clearance.orders.models import Order
from clearance.templatetags.state_tags import RECORD, record_badge


def _send_back(request: HttpRequest, record: IdRecord, code: str) -> None:
    by: Any = request.user
    held = identity.claim(record, by=by, now=now())
    judged = identity.send_back(held, [code], by=by, now=now(), version=held.version)
    if judged.state == RecordState.PENDING:
        raise Refusal(
            _("This is the second time: a supervisor decides it now."), "supervisor"
        )


def _sent_back_text(done: int) -> str:
    return ngettext("%(n)d ID sent back.", "%(n)d IDs sent back.", done) % {"n": done}


class ReasonForm(ActionForm):
    """What the list does with the chosen rows, and the reason to send them back."""

    reason = ModelChoiceField(
        RejectionReason.objects.filter(is_active=True),
        label=_("Reason, to send back:"),
        required=False,
        to_field_name="code",
    )


def _may_review(request: HttpRequest, record: IdRecord) -> Verdict:
    return access.may_take(request.user, record, now=now())


def _revoke(request: HttpRequest, link: UploadLink) -> Any:
    identity.revoke_link(link, by=actor(request), now=now())
    return _("The link no longer opens.")


def _resend(request: HttpRequest, link: UploadLink) -> Any:
    identity.issue_link(link.order, by=actor(request), now=now())
    return _("A new link is on its way; the earlier one no longer opens.")


def _is_live(request: HttpRequest, link: UploadLink) -> Verdict:
    if link.ended_at is None:
        return Verdict.yes()
    return Verdict.no(_("This link no longer opens."))


def _may_send_again(request: HttpRequest, link: UploadLink) -> Verdict:
    return access.may_send_link(link.order, standing(link.order, today(now())).state)


@admin.register(IdRecord)
class IdRecordAdmin(KeysetAdmin, ReadOnly):
    """Documents that were sent, newest first.

    Nothing is approved here, where its photos are not seen: that is done in review.
    """

    heading = _("ID records")
    list_display = [
        "reference",
        "state_shown",
        "document_type",
        "name_shown",
        "recipient",
        "submitted_at",
        "valid_until",
        "reviewed_by",
    ]
    list_filter = ["state", "document_type", "source"]
    list_select_related = ["recipient", "reviewed_by"]
    search_fields = ["reference"]
    search_help_text = _("Reference such as ID-7K3F9QXA: exact.")
    actions = ["send_back"]
    action_form = ReasonForm
    change_form_template = "admin/idrecord_change.html"
    deeds = {
        "review": Deed(
            _("Review…"),
            "clearance.review_idrecord",
            _may_review,
            page="desk:review-open",
            primary=True,
        ),
        "send-back": Deed(
            _("Send back…"),
            "clearance.review_idrecord",
            _may_review,
            page="desk:review-open",
            danger=True,
        ),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        sent = super().get_queryset(request).filter(submitted_at__isnull=False)
        return sent.select_related("recipient", "order")

    def prepare_rows(self, request: HttpRequest, rows: Iterable[IdRecord]) -> None:
        records = list(rows)
        values = unseal_records(records)
        for record in records:
            name = mask_name(values[record.pk].get("name", ""))
            record.masked_name = name  # type: ignore[attr-defined]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        sought = search_term.strip().upper()
        return (queryset.filter(reference=sought) if sought else queryset), False

    def page_context(self, request: HttpRequest, row: IdRecord) -> dict[str, Any]:
        # The buttons ask, each of them, who handed the case on.
        prefetch_related_objects([row], "declined_by")
        values = unseal_records([row])[row.pk]
        of_person = Order.objects.filter(holder=row.recipient_id)
        count = capped_counts({"orders": of_person})
        return {
            "badges": [(RECORD[RecordState(row.state)], row.get_state_display())],
            "name": mask_name(values.get("name", "")),
            "number": mask_number(row.document_type, values.get("number", "")),
            "images": list(row.images.filter(state="ACTIVE").order_by("-side")),
            "reasons": list(row.reasons.all()),
            "asked_orders": count["orders"],
            "looks": looks_of_record(row),
        }

    @admin.display(description=_("State"))
    def state_shown(self, record: IdRecord) -> SafeString:
        return record_badge(record.state)

    @admin.display(description=_("Name"))
    def name_shown(self, record: Any) -> str:
        return str(record.masked_name)

    @admin.action(
        description=_("Send back, for the reason beside"), permissions=["review"]
    )
    def send_back(self, request: HttpRequest, queryset: QuerySet[IdRecord]) -> None:
        code = request.POST.get("reason", "")
        if not code:  # nothing is taken from the queue
            said = _("Choose the reason to send them back for. Nothing was sent back.")
            self.message_user(request, said, messages.ERROR)
            return
        self.each(
            request,
            queryset,
            lambda request, record: _send_back(request, record, code),
            _sent_back_text,
        )

    def has_review_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("clearance.review_idrecord")


@admin.register(UploadLink)
class UploadLinkAdmin(KeysetAdmin, ReadOnly):
    """Links that were sent, newest first; the address itself is never shown again."""

    heading = _("Upload links")
    list_display = [
        "order",
        "purpose",
        "created_at",
        "expires_at",
        "opened_at",
        "ended_because",
    ]
    list_filter = ["purpose", "ended_because"]
    list_select_related = ["order"]
    search_fields = ["order__number"]
    search_help_text = _("Order number: exact.")
    fields = [
        "order",
        "purpose",
        "created_at",
        "created_by",
        "expires_at",
        "opened_at",
        "ended_at",
        "ended_because",
        "ended_by",
    ]
    deeds = {
        "resend": Deed(
            _("Send link"),
            "clearance.send_link",
            _may_send_again,
            _resend,
            primary=True,
        ),
        "revoke": Deed(
            _("Revoke"), "clearance.send_link", _is_live, _revoke, danger=True
        ),
    }

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        sought = search_term.strip()
        return (queryset.filter(order__number=sought) if sought else queryset), False


@admin.register(RejectionReason)
class RejectionReasonAdmin(HouseAdmin):
    """Why a document is sent back, in the words staff and people read."""

    heading = _("Rejection reasons")
    list_display = ["__str__", "code", "key", "final", "offered"]
    ordering = ["pk"]
    form = WordsForm
    fields = list(WordsForm.Meta.fields)
    change_form_template = "admin/rejectionreason_change.html"
    formfield_overrides = {TextField: {"widget": Textarea(attrs={"rows": 3})}}

    def page_context(
        self, request: HttpRequest, row: RejectionReason
    ) -> dict[str, Any]:
        return {"previews": previews(row)}

    @admin.display(description=_("a supervisor may make it final"))
    def final(self, reason: RejectionReason) -> str:
        return yes_or_no(is_so=reason.may_be_final)

    @admin.display(description=_("offered"))
    def offered(self, reason: RejectionReason) -> str:
        return yes_or_no(is_so=reason.is_active)

    @override
    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        note_change(request, "reason.changed", obj, form)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code"] if obj else []

    def has_delete_permission(self, request: HttpRequest, *_: Any) -> bool:
        return False
