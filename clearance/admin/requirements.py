"""The rules, version by version: drafts are written here, a published one is fixed."""

from collections.abc import Iterable
from typing import Any, override

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clearance.admin.base import Deed, HouseAdmin, actor
from clearance.admin.requirement_form import RuleForm
from clearance.admin.requirement_words import (
    applies_to,
    asked,
    initial_of,
    labels,
    period,
)
from clearance.channels.enums import DocumentType, FurtherNumber, RuleState, Side
from clearance.channels.models import IdRequirementRule
from clearance.channels.queries import channel_table, with_replacement
from clearance.channels.services import save_draft
from clearance.lib.amounts import format_money
from clearance.lib.verdicts import Verdict
from clearance.orders.models import DecidingRound, Rehearsal
from clearance.orders.services import ask_rehearsal, drop_draft, may_publish
from clearance.templatetags.clearance_tags import badge

TONES = {RuleState.DRAFT: "info", RuleState.PUBLISHED: "done"}
CONDITIONS = [
    "platform",
    "destination",
    "channel",
    "clearance_mode",
    "logistics",
    "carrier_kind",
]
WORDS = ["because", "because_zh", "because_ru", "source_note"]


def _is_draft(request: HttpRequest, rule: IdRequirementRule) -> Verdict:
    if rule.state == RuleState.DRAFT:
        return Verdict.yes()
    return Verdict.no(_("This version was published already."), "published")


def _has_no_draft(request: HttpRequest, rule: IdRequirementRule) -> Verdict:
    others = IdRequirementRule.objects.filter(code=rule.code, state=RuleState.DRAFT)
    if others.exists():
        return Verdict.no(_("There is a draft of this rule already."), "draft")
    return Verdict.yes()


def _rehearse(request: HttpRequest, rule: IdRequirementRule) -> Any:
    ask_rehearsal(rule, by=actor(request), now=now())
    return _("The draft is being tried on all stored orders; see below.")


def _may_publish(request: HttpRequest, rule: IdRequirementRule) -> Verdict:
    return may_publish(rule, by=actor(request), now=now())


@admin.register(IdRequirementRule)
class IdRequirementRuleAdmin(HouseAdmin):
    """Which orders a version speaks of, what it asks, and since when."""

    heading = _("ID rules")
    form = RuleForm
    change_form_template = "admin/rule_change.html"
    list_display = ["code", "version", "state_shown", "applies", "asks", "in_force"]
    list_filter = ["state", "level", "clearance_mode", "platform"]
    ordering = ["code", "-version"]
    actions = None
    deeds = {
        "next": Deed(
            _("Next version…"),
            "clearance.add_idrequirementrule",
            _has_no_draft,
            page="next",
            only_if=True,
        ),
        "rehearse": Deed(
            _("Rehearse"),
            "clearance.change_idrequirementrule",
            _is_draft,
            _rehearse,
            only_if=True,
            primary=True,
        ),
        "publish": Deed(
            _("Publish…"), "clearance.publish_rule", _may_publish, page="desk:publish"
        ),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rules = with_replacement(super().get_queryset(request))
        return rules.select_related("drafted_by", "published_by")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None and not self.has_change_permission(request, obj):
            asks = ["level", "subject", "sides_shown", "documents", "further"]
            who = ["drafted_by", "published_by", "published_at"]
            shown = {"channel": "channel_shown"}
            conditions = [shown.get(name, name) for name in CONDITIONS]
            return [
                (None, {"fields": ["starts_on", "ends_on"]}),
                (_("For which orders"), {"fields": [*conditions, "amounts"]}),
                (_("What customs ask"), {"fields": asks}),
                (_("Why"), {"fields": WORDS}),
                (_("Who"), {"fields": who}),
            ]
        pairs = [("platform", "destination"), ("channel", "clearance_mode")]
        pairs += [("logistics", "carrier_kind"), ("paid_from", "paid_below")]
        answer: list[Any] = [("level", "subject"), "sides", "document_types"]
        return [
            (None, {"fields": ["code", ("starts_on", "ends_on")]}),
            (_("For which orders"), {"fields": pairs}),
            (_("What customs ask"), {"fields": [*answer, "also_asked"]}),
            (_("Why"), {"fields": WORDS}),
        ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return initial_of(request.GET, now=now())

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        context = extra_context or {}
        if "copy" in request.GET:
            context["title"] = _("Next version of an ID rule")
        return super().add_view(request, form_url, context)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.state == RuleState.DRAFT)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and obj is not None and obj.state == RuleState.DRAFT

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._saved(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._saved(request, obj)

    def _saved(self, request: HttpRequest, obj: IdRequirementRule) -> HttpResponse:
        """On to the draft's page, where it is rehearsed."""
        said = _("The draft is saved. Rehearse it to see which orders it flips.")
        self.message_user(request, said, messages.SUCCESS)
        return redirect("admin:clearance_idrequirementrule_change", obj.pk)

    @override
    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        save_draft(obj, by=actor(request), now=now())

    @override
    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        drop_draft(obj, by=actor(request), now=now())

    def deed_url(self, name: str, deed: Deed, row: Any) -> str:
        if name == "next":
            add = reverse("admin:clearance_idrequirementrule_add")
            return f"{add}?copy={row.pk}"
        return super().deed_url(name, deed, row)

    def buttons(
        self, request: HttpRequest, row: IdRequirementRule
    ) -> list[dict[str, Any]]:
        shown = super().buttons(request, row)
        if row.state == RuleState.DRAFT:
            return shown
        publish = reverse("desk:publish", args=[row.pk])
        return [each for each in shown if each["url"] != publish]

    def page_context(
        self, request: HttpRequest, row: IdRequirementRule
    ) -> dict[str, Any]:
        versions = with_replacement(IdRequirementRule.objects.filter(code=row.code))
        people = ("drafted_by", "published_by")
        state = row.get_state_display()
        return {
            "show_save": row.state == RuleState.DRAFT,
            "show_save_and_continue": False,
            "badges": [(TONES[RuleState(row.state)], state)],
            "versions": [
                (each, period(each), asked(each))
                for each in versions.select_related(*people).order_by("-version")
            ],
            "rehearsals": list(
                Rehearsal.objects.filter(rule=row)
                .select_related("asked_by")
                .order_by("-asked_at")[:5]
            ),
            "rounds": list(DecidingRound.objects.filter(rule=row).order_by("due_on")),
        }

    def prepare_rows(
        self, request: HttpRequest, rows: Iterable[IdRequirementRule]
    ) -> None:
        channels = channel_table()
        for rule in rows:
            name = str(channels.get(rule.channel, rule.channel))
            rule.channel_name = name  # type: ignore[attr-defined]

    @admin.display(description=_("State"))
    def state_shown(self, rule: IdRequirementRule) -> SafeString:
        return badge(TONES[RuleState(rule.state)], rule.get_state_display())

    @admin.display(description=_("For"))
    def applies(self, rule: Any) -> str:
        return applies_to(rule, rule.channel_name)

    @admin.display(description=_("Customs ask for"))
    def asks(self, rule: IdRequirementRule) -> str:
        return asked(rule)

    @admin.display(description=_("In force"))
    def in_force(self, rule: IdRequirementRule) -> str:
        return period(rule)

    @admin.display(description=_("Channel"))
    def channel_shown(self, rule: IdRequirementRule) -> str:
        return str(channel_table().get(rule.channel, rule.channel)) or "-"

    @admin.display(description=_("Sides"))
    def sides_shown(self, rule: IdRequirementRule) -> str:
        return labels(Side, rule.sides) or "-"

    @admin.display(description=_("Accepted documents"))
    def documents(self, rule: IdRequirementRule) -> str:
        return labels(DocumentType, rule.document_types) or "-"

    @admin.display(description=_("Asked with the photos"))
    def further(self, rule: IdRequirementRule) -> str:
        return labels(FurtherNumber, rule.also_asked) or "-"

    @admin.display(description=pgettext_lazy("amount", "Paid"))
    def amounts(self, rule: IdRequirementRule) -> str:
        low, high = rule.paid_from_minor, rule.paid_below_minor
        said = [
            f"{sign} {format_money(minor, 'CNY', 'en')}"
            for sign, minor in (("≥", low), ("<", high))
            if minor is not None
        ]
        return ", ".join(said) or "-"
