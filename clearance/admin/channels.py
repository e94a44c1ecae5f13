"""Channels with their plain answer, carriers, and the rules in force."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.timezone import now
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from clearance.admin.base import HouseAdmin, ReadOnly
from clearance.channels.enums import Level, RuleState
from clearance.channels.models import Carrier, FulfilmentChannel, IdRequirementRule
from clearance.lib.workdays import today


def rules_of(channel: FulfilmentChannel, on: date) -> list[IdRequirementRule]:
    """The rules in force that can apply to a channel's orders, its own first."""
    rules = IdRequirementRule.objects.filter(
        state=RuleState.PUBLISHED, starts_on__lte=on, channel__in=[channel.code, ""]
    )
    current = [rule for rule in rules if rule.ends_on is None or rule.ends_on >= on]
    return sorted(
        current, key=lambda rule: (not rule.channel, rule.platform, rule.code)
    )


def plain_answer(channel: FulfilmentChannel, rules: list[IdRequirementRule]) -> str:
    """ "Is an ID needed? Which, of whom?" for the channel's usual orders, in a sentence."""
    usual = [
        rule
        for rule in rules
        if not rule.platform
        and rule.clearance_mode in {"", channel.default_mode}
        and rule.logistics in {"", channel.default_logistics}
        and rule.channel
    ]
    if not usual:
        return _now("Not decided by any rule: a person decides each order.")
    match usual[0].level, usual[0].subject:
        case Level.NONE, _subject:
            return _now("No. Customs ask nothing.")
        case Level.NUMBER_ONLY, _subject:
            return _now("No upload. The orderer's identity number only.")
        case Level.IMAGES, "RECIPIENT":
            return _now("Yes. Photos of both sides of the recipient's ID.")
        case Level.IMAGES, _subject:
            return _now("Yes. Photos of both sides of the orderer's ID.")
    return _now("A person decides each order.")


@admin.register(FulfilmentChannel)
class FulfilmentChannelAdmin(HouseAdmin):
    """The ways goods reach the buyer."""

    heading = _("Channels")
    list_display = [
        "name",
        "code",
        "answer",
        "default_mode",
        "default_logistics",
        "is_active",
    ]
    ordering = ["pk"]
    change_form_template = "admin/channel_change.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code"] if obj else []

    def has_delete_permission(self, request: HttpRequest, *_: Any) -> bool:
        return False

    def page_context(
        self, request: HttpRequest, row: FulfilmentChannel
    ) -> dict[str, Any]:
        rules = rules_of(row, today(now()))
        return {"answer": plain_answer(row, rules), "rules": rules}

    @admin.display(description=_("Is an ID needed?"))
    def answer(self, channel: FulfilmentChannel) -> str:
        return plain_answer(channel, rules_of(channel, today(now())))


@admin.register(Carrier)
class CarrierAdmin(HouseAdmin):
    """Carriers as shops write them, courier or post."""

    heading = _("Carriers")
    list_display = ["name", "kind"]
    list_filter = ["kind"]
    ordering = ["name"]


@admin.register(IdRequirementRule)
class IdRequirementRuleAdmin(ReadOnly):
    """Versions of rules; a published one never changes."""

    heading = _("ID rules")
    list_display = [
        "code",
        "version",
        "state",
        "platform",
        "channel",
        "clearance_mode",
        "logistics",
        "level",
        "subject",
        "starts_on",
        "ends_on",
    ]
    list_filter = ["state", "level", "clearance_mode", "platform"]
    ordering = ["code", "-version"]
