"""Rules in words, and what a new draft begins with."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clearance.channels.enums import Level, Subject
from clearance.channels.models import IdRequirementRule
from clearance.channels.rules import CONDITIONS
from clearance.channels.services.drafts import CARRIED_OVER, copy_of
from clearance.lib.workdays import today
from clearance.orders.models import Ruling

ANSWERS = {
    "NONE": (Level.NONE, ""),
    "NUMBER_ONLY": (Level.NUMBER_ONLY, Subject.ORDERER),
    "IMAGES_RECIPIENT": (Level.IMAGES, Subject.RECIPIENT),
    "IMAGES_ORDERER": (Level.IMAGES, Subject.ORDERER),
}
"""How the desk's form names what a person answered."""

ROWS_END = 2**31


def applies_to(rule: IdRequirementRule, channel: str) -> str:
    """The orders that a version speaks of."""
    conditions = [
        rule.get_platform_display(),
        rule.destination,
        channel,
        rule.get_clearance_mode_display(),
        rule.get_logistics_display(),
        rule.get_carrier_kind_display(),
    ]
    said = " · ".join(str(each) for each in conditions if each)
    return said or gettext("every order")


def asked(rule: IdRequirementRule) -> str:
    """What a version asks, and of whom."""
    said = [str(rule.get_level_display())]
    if rule.subject:
        said.append(str(rule.get_subject_display()))
    return " · ".join([*said, *rule.also_asked])


def period(rule: IdRequirementRule) -> str:
    """Since when, and until when: its last day, or the last before a later version."""
    ends = [rule.ends_on] if rule.ends_on else []
    if replaced_on := getattr(rule, "replaced_on", None):
        ends.append(replaced_on - timedelta(days=1))
    begins = date_format(rule.starts_on, "DATE_FORMAT")
    if not ends:
        return gettext("since %(day)s") % {"day": begins}
    if min(ends) < rule.starts_on:
        return gettext("never")
    return f"{begins} – {date_format(min(ends), 'DATE_FORMAT')}"


def labels(choices: type[TextChoices], codes: Iterable[str]) -> str:
    """Stored codes in words."""
    known = dict(choices.choices)
    return ", ".join(str(known.get(code, code)) for code in codes)


def initial_of(asked_for: Mapping[str, str], *, now: datetime) -> dict[str, Any]:
    """What a new draft begins with: a rule (`copy`), or orders alike (`ruling`).

    `answer` is what a person answered for those orders. What is not there is ignored.
    """
    tomorrow = today(now) + timedelta(days=1)
    rule = _row(IdRequirementRule, asked_for.get("copy", ""))
    if rule is not None:
        following = copy_of(rule, now=now)
        initial = {name: getattr(following, name) for name in CARRIED_OVER}
        for name in ("paid_from", "paid_below"):
            minor = getattr(rule, f"{name}_minor")
            initial[name] = None if minor is None else Decimal(minor) / 100
        return initial | {"code": rule.code, "starts_on": following.starts_on}
    initial = {"starts_on": tomorrow}
    ruling = _row(Ruling, asked_for.get("ruling", ""))
    if ruling is not None:
        facts = {each["name"]: each["value"] for each in ruling.facts}
        # The platform is left open: a rule for one platform is the exception.
        stated = [name for name in CONDITIONS if name != "platform"]
        initial |= {name: facts.get(name, "") for name in stated}
        initial["because"] = str(_("Decided by a person for orders like these."))
    if (answer := ANSWERS.get(asked_for.get("answer", ""))) is not None:
        initial["level"], initial["subject"] = answer
        if answer[0] == Level.IMAGES:
            initial["sides"] = ["PORTRAIT", "EMBLEM"]
    return initial


def _row(model: Any, text: str) -> Any:
    """The row with this number; none for anything that is no such number."""
    if not text.isascii() or not text.isdigit() or int(text[:12]) >= ROWS_END:
        return None
    return model.objects.filter(pk=int(text[:12])).first()
