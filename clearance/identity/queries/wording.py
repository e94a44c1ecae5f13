"""The sentences of a receipt, in the language of whoever reads."""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from clearance.accounts.enums import Platform
from clearance.channels.enums import (
    CarrierKind,
    ClearanceMode,
    Level,
    Logistics,
    Subject,
)
from clearance.channels.queries import channel_table
from clearance.identity.queries.standings import Standing
from clearance.lib.amounts import format_money
from clearance.orders.enums import DecisionCause, NumberState, UploadState
from clearance.orders.models import Decision

LABELS = {
    "channel": gettext_lazy("Channel"),
    "clearance_mode": gettext_lazy("Declared as"),
    "logistics": gettext_lazy("Logistics"),
    "destination": gettext_lazy("Destination"),
    "platform": gettext_lazy("Platform"),
    "carrier_kind": gettext_lazy("Carrier"),
    "paid": pgettext_lazy("amount", "Paid"),
    "orderer_number": gettext_lazy("Orderer's number"),
    "id_on_file": gettext_lazy("ID of this person"),
    "decided_by": gettext_lazy("Decided by a person"),
}

SOURCES = {
    "ORDER_FILE": gettext_lazy("The shop's order file"),
    "CHANNEL_DEFAULT": gettext_lazy("Assumed: usual for this channel"),
    "CHANNEL_CHOSEN": gettext_lazy(
        "Chosen for the whole file, or by the clearance mode"
    ),
    "DESTINATION_DEFAULT": gettext_lazy(
        "Assumed: Mainland China unless the file says otherwise"
    ),
    "MERCHANT": gettext_lazy("The shop's record"),
    "CARRIER_TABLE": gettext_lazy("Table of carriers"),
    "ID_RECORDS": gettext_lazy("ID records"),
    "ORDERER_LINK": gettext_lazy("The orderer, by link"),
    "PERSON": gettext_lazy("A member of staff"),
}

CHOICES: dict[str, type[TextChoices]] = {
    "clearance_mode": ClearanceMode,
    "logistics": Logistics,
    "platform": Platform,
    "carrier_kind": CarrierKind,
    "orderer_number": NumberState,
    "id_on_file": UploadState,
    "decided_by": Level,
}

WHOSE = {
    Subject.ORDERER: pgettext_lazy("whose", "the orderer's"),
    Subject.RECIPIENT: pgettext_lazy("whose", "the recipient's"),
}

STATES = {
    UploadState.ON_FILE: gettext_lazy("An approved document is on file."),
    UploadState.IN_REVIEW: gettext_lazy("They are being reviewed."),
    UploadState.RETAKE: gettext_lazy("They were sent back; a new photo is awaited."),
    UploadState.WITHDRAWN: gettext_lazy("The person withdrew their document."),
    UploadState.EXPIRED: gettext_lazy("The document on file has expired."),
    UploadState.AWAITING: gettext_lazy("They have not been sent yet."),
}

SHORTFALLS = {
    "CONSENT": gettext_lazy(
        "An approved document is on file, but the person agreed to its use only for "
        "the orders they had then, so this order asks again."
    ),
    "NAME": gettext_lazy(
        "A document is on file, but it names another person than this order."
    ),
    "TYPE": gettext_lazy(
        "A document is on file, but customs do not accept this kind for this order."
    ),
    "SIDES": gettext_lazy(
        "A document is on file, but a side this order asks is missing."
    ),
    "EXPIRED": gettext_lazy(
        "A document is on file, but it ends before this order is expected at customs."
    ),
}

NOT_ENOUGH = gettext_lazy("Awaited: this document is not enough")

CHANGES = {
    UploadState.ON_FILE: gettext_lazy(
        "Nothing is asked while that document stays valid and is not withdrawn."
    ),
    UploadState.IN_REVIEW: gettext_lazy(
        "Approval of the document that is in review meets the requirement at once."
    ),
    UploadState.RETAKE: gettext_lazy(
        "One approved document of this person, from any order, meets it at once."
    ),
}


def verdict(decision: Decision, now: Standing) -> str:
    """Level, subject, and whether it is met, in one sentence or two."""
    whose = WHOSE.get(Subject(decision.subject)) if decision.subject else ""
    if decision.level == Level.UNDECIDED:
        return _("Needs a decision. No rule covers this order; a person decides.")
    if decision.level == Level.NONE:
        return _("No: customs ask nothing of this order.")
    if decision.level == Level.NUMBER_ONLY:
        first = _("No upload: %(whose)s identity number only.") % {"whose": whose}
        return f"{first} {_number(now.number_state)}".strip()
    if len(sides(decision)) == 2:
        first = _("Yes: photos of both sides of %(whose)s ID.") % {"whose": whose}
    else:
        first = _("Yes: a photo of %(whose)s ID.") % {"whose": whose}
    return f"{first} {STATES.get(now.state, '')}".strip()


def by_people(decision: Decision) -> bool:
    """Whether people gave the answer; staff who ask the rules again did not."""
    return decision.cause in {DecisionCause.PERSON, DecisionCause.OVERRIDE}


def sides(decision: Decision) -> list[str]:
    """The sides asked where photos are; both where no rule says which."""
    return list(decision.ruling.sides) or ["PORTRAIT", "EMBLEM"]


def because(decision: Decision, now: Standing) -> str:
    """The rule's reason, or that people decided; why what is on file is not enough.

    What people gave as their reason is sealed, and not among the words here.
    """
    rule = decision.ruling.rule
    if by_people(decision):
        said = _("A person decided it.")
        if decision.cause == DecisionCause.OVERRIDE:
            said = _("Two people overrode the rules.")
    elif rule is not None:
        said = rule.because_here
    else:
        said = _no_rule(decision)
    shortfall = SHORTFALLS.get(now.why, "") if now.state == UploadState.AWAITING else ""
    if now.state == UploadState.EXPIRED:
        shortfall = SHORTFALLS["EXPIRED"]
    return f"{said} {shortfall}".strip()


def cause(decision: Decision) -> str:
    """Why it was decided at that moment."""
    return _("Decided because %(cause)s.") % {"cause": decision.get_cause_display()}


def would_change(decision: Decision, now: Standing) -> str:
    """The counterfactual: what would make the answer another one."""
    if decision.level == Level.UNDECIDED:
        return _("A published rule for this combination, or a person's decision.")
    if decision.level == Level.NONE:
        return _("Another channel or clearance mode could make customs ask.")
    if decision.level == Level.NUMBER_ONLY:
        if now.number_state in {NumberState.MISSING, NumberState.INVALID}:
            return _(
                "The orderer's right number, from the shop's file or the "
                "orderer's link."
            )
        return _("Direct mail declared as a personal article would ask for photos.")
    said = CHANGES.get(now.state)
    if said is None and _asks_everywhere(decision):
        said = CHANGES[UploadState.RETAKE]
    return str(said or "") or _(
        "One approved document of this person, from any order, meets the requirement "
        "at once. By a bonded or consolidated channel only the orderer's number is "
        "asked, no photos."
    )


def fact_label(name: str) -> str:
    """What a fact is called on the screen."""
    return str(LABELS.get(name, name))


def fact_words(name: str, value: str) -> str:
    """A fact's value in words."""
    if name == "channel":
        return str(channel_table().get(value, value))
    if name == "paid" and value:
        return _band(value)
    if name == "destination" and value == "CN":
        return _("Mainland China")
    choices = CHOICES.get(name)
    if choices is not None and value in choices.values:
        return str(choices(value).label)
    return value


def source_words(source: str) -> str:
    """Where a fact came from, in words; an ID record's reference stands for itself."""
    return str(SOURCES.get(source, source))


def attempt(tried: dict[str, Any]) -> str:
    """Why a rule matched, or which fact kept it from matching."""
    if tried["matched"]:
        return _("Matched.")
    name = tried["field"]
    wanted, found = tried["wanted"], tried["found"]
    if not found:
        return _("Did not match: %(fact)s is not known.") % {"fact": fact_label(name)}
    return _("Did not match: %(fact)s is %(found)s, not %(wanted)s.") % {
        "fact": fact_label(name),
        "found": fact_words(name, found),
        "wanted": fact_words(name, wanted),
    }


def _number(state: NumberState) -> str:
    return {
        NumberState.PRESENT: _("It is there."),
        NumberState.MISSING: _("It is missing."),
        NumberState.INVALID: _("The number we have cannot be right."),
    }.get(state, "")


def _asks_everywhere(decision: Decision) -> bool:
    """Whether the platform asks for photos itself: another channel would not help."""
    rule = decision.ruling.rule
    return rule is not None and bool(rule.platform) and not by_people(decision)


def _band(value: str) -> str:
    """A band of amounts in signs that every language reads: at least, less than."""
    low, _dots, high = value.partition("..")
    language = get_language() or "en"
    parts = [
        f"{sign} {format_money(int(minor), 'CNY', language)}"
        for sign, minor in (("\u2265", low), ("<", high))
        if minor and minor != "0"
    ]
    return ", ".join(parts) or f"\u2265 {format_money(0, 'CNY', language)}"


def _no_rule(decision: Decision) -> str:
    facts = {each["name"]: each["value"] for each in decision.ruling.facts}
    parts = [
        fact_words(name, facts[name])
        for name in ("channel", "clearance_mode", "logistics", "destination")
        if facts.get(name)
    ]
    return _("No rule covers %(facts)s.") % {"facts": ", ".join(parts)}
