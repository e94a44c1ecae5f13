"""The rules, version by version; a published one never changes."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clearance.admin.base import ReadOnly
from clearance.channels.enums import RuleState
from clearance.channels.models import IdRequirementRule
from clearance.channels.queries import channel_table
from clearance.templatetags.clearance_tags import badge

TONES = {RuleState.DRAFT: "info", RuleState.PUBLISHED: "done"}


@admin.register(IdRequirementRule)
class IdRequirementRuleAdmin(ReadOnly):
    """Which orders a version speaks of, what it asks, and since when."""

    heading = _("ID rules")
    list_display = ["code", "version", "state_shown", "applies", "asks", "period"]
    list_filter = ["state", "level", "clearance_mode", "platform"]
    ordering = ["code", "-version"]

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
        conditions = [
            rule.get_platform_display(),
            rule.channel_name,
            rule.get_clearance_mode_display(),
            rule.get_logistics_display(),
            rule.get_carrier_kind_display(),
        ]
        said = " · ".join(str(each) for each in conditions if each)
        return said or gettext("every order")

    @admin.display(description=_("Customs ask for"))
    def asks(self, rule: IdRequirementRule) -> str:
        if not rule.subject:
            return str(rule.get_level_display())
        return f"{rule.get_level_display()} · {rule.get_subject_display()}"

    @admin.display(description=_("In force"))
    def period(self, rule: IdRequirementRule) -> str:
        begins = date_format(rule.starts_on, "DATE_FORMAT")
        if rule.ends_on is None:
            return gettext("since %(day)s") % {"day": begins}
        return f"{begins} – {date_format(rule.ends_on, 'DATE_FORMAT')}"
