"""Channels with their plain answer, and carriers."""

from collections.abc import Iterable
from datetime import date
from typing import Any, override

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clearance.admin.base import HouseAdmin, actor, note_change, yes_or_no
from clearance.channels.enums import Level
from clearance.channels.models import Carrier, FulfilmentChannel, IdRequirementRule
from clearance.channels.queries import channel_names, rows_in_force
from clearance.lib.workdays import today
from clearance.orders.services import decide_after_carrier


def in_force(on: date) -> list[IdRequirementRule]:
    """Every rule in force, as the pages of channels show them: one query."""
    return rows_in_force(on)


def rules_of(
    channel: FulfilmentChannel, rules: Iterable[IdRequirementRule]
) -> list[IdRequirementRule]:
    """Those of the rules that can apply to a channel's orders, its own first."""
    applying = [rule for rule in rules if rule.channel in {channel.code, ""}]
    return sorted(
        applying, key=lambda rule: (not rule.channel, rule.platform, rule.code)
    )


def plain_answer(channel: FulfilmentChannel, rules: list[IdRequirementRule]) -> str:
    """Whether the channel's usual orders need an ID, which and of whom: a sentence."""
    usual = [
        rule
        for rule in rules
        if not rule.platform
        and rule.clearance_mode in {"", channel.default_mode}
        and rule.logistics in {"", channel.default_logistics}
        and rule.channel
    ]
    if not usual:
        return gettext("Not decided by any rule: a person decides each order.")
    match usual[0].level, usual[0].subject:
        case Level.NONE, _subject:
            return gettext("No. Customs ask nothing.")
        case Level.NUMBER_ONLY, _subject:
            return gettext("No upload. The orderer's identity number only.")
        case Level.IMAGES, "RECIPIENT":
            return gettext("Yes. Photos of both sides of the recipient's ID.")
        case Level.IMAGES, _subject:
            return gettext("Yes. Photos of both sides of the orderer's ID.")
    return gettext("A person decides each order.")


class ChannelForm(forms.ModelForm[FulfilmentChannel]):
    """A channel, its other names one a line."""

    aliases = forms.CharField(
        label=_("Other names in order files"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Names that shops write instead of the code, one a line."),
    )

    class Meta:
        model = FulfilmentChannel
        fields = [
            "code",
            "name",
            "name_zh",
            "aliases",
            "default_mode",
            "default_logistics",
            "is_active",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["aliases"] = "\n".join(self.instance.aliases)

    def clean_aliases(self) -> list[str]:
        """The names, each meaning this channel alone."""
        lines = self.cleaned_data["aliases"].splitlines()
        names = list(dict.fromkeys(filter(None, map(str.strip, lines))))
        others = FulfilmentChannel.objects.exclude(pk=self.instance.pk)
        taken = set(channel_names(list(others)))
        if known := next((name for name in names if name in taken), None):
            raise forms.ValidationError(
                _("“%(name)s” means another channel already."), params={"name": known}
            )
        return names


@admin.register(FulfilmentChannel)
class FulfilmentChannelAdmin(HouseAdmin):
    """The ways goods reach the buyer."""

    heading = _("Channels")
    list_display = [
        "__str__",
        "code",
        "answer",
        "default_mode",
        "default_logistics",
        "offered",
    ]
    ordering = ["pk"]
    form = ChannelForm
    fields = (*ChannelForm.Meta.fields,)
    change_form_template = "admin/channel_change.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code"] if obj else []

    def has_delete_permission(self, request: HttpRequest, *_: Any) -> bool:
        return False

    def page_context(
        self, request: HttpRequest, row: FulfilmentChannel
    ) -> dict[str, Any]:
        rules = rules_of(row, in_force(today(now())))
        return {"answer": plain_answer(row, rules), "rules": rules}

    def prepare_rows(
        self, request: HttpRequest, rows: Iterable[FulfilmentChannel]
    ) -> None:
        known = in_force(today(now()))
        for channel in rows:
            said = plain_answer(channel, rules_of(channel, known))
            channel.plain_answer = said  # type: ignore[attr-defined]

    @override
    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        note_change(request, "channel.changed", obj, form)

    @admin.display(description=_("active"))
    def offered(self, channel: FulfilmentChannel) -> str:
        return yes_or_no(is_so=channel.is_active)

    @admin.display(description=_("Is an ID needed?"))
    def answer(self, channel: Any) -> str:
        return str(channel.plain_answer)


@admin.register(Carrier)
class CarrierAdmin(HouseAdmin):
    """Carriers as shops write them, courier or post."""

    heading = _("Carriers")
    list_display = ["name", "kind"]
    list_filter = ["kind"]
    ordering = ["name"]

    def has_delete_permission(self, request: HttpRequest, *_: Any) -> bool:
        return False

    @override
    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        note_change(request, "carrier.changed", obj, form)
        if "kind" in form.changed_data or "name" in form.changed_data:
            decide_after_carrier(by=actor(request), now=now())
            self.message_user(
                request,
                _("Open orders of carriers whose kind changed are decided again."),
                messages.INFO,
            )
