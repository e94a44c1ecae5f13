"""The sentences of a receipt, in the language of whoever reads."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from clearance.channels.enums import FurtherNumber, Level, Subject
from clearance.identity.queries.fact_words import fact_label, fact_words
from clearance.identity.queries.standings import Standing, beside
from clearance.orders.enums import DecisionCause, NumberState, UploadState
from clearance.orders.models import Decision

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
    "NUMBER": gettext_lazy(
        "A document is on file, but the taxpayer number (INN) is missing."
    ),
    "EXPIRED": gettext_lazy(
        "A document is on file, but it ends before this order is expected at customs."
    ),
}

INSTEAD = gettext_lazy(
    "One more document of this person, sent for this order and approved, meets it."
)

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
    if decision.level == Level.UNDECIDED and decision.ruling.stop is not None:
        return _("Needs a decision. The rules are stopped here; a person decides.")
    if decision.level == Level.UNDECIDED:
        return _("Needs a decision. No rule covers this order; a person decides.")
    if decision.level == Level.NONE:
        return _("No: customs ask nothing of this order.")
    if decision.level == Level.NUMBER_ONLY:
        first = _("No upload: %(whose)s identity number only.") % {"whose": whose}
        return f"{first} {_number(now.number_state)}".strip()
    first = _photos(decision) % {"whose": whose}
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
    elif decision.ruling.stop is not None:
        said = _("Two people stopped the rules here: %(reason)s") % {
            "reason": decision.ruling.stop.reason
        }
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
    if decision.level == Level.UNDECIDED and decision.ruling.stop is not None:
        return _("Lifting the stop, or a person's decision.")
    if decision.level == Level.UNDECIDED:
        if _carrier_unknown(decision):
            return _(
                "A carrier that the table of carriers knows, or a person's decision."
            )
        return _("A published rule for this combination, or a person's decision.")
    if decision.level == Level.NONE:
        if _by_carrier(decision):
            return _("Another kind of carrier could make customs ask.")
        return _("Another channel or clearance mode could make customs ask.")
    if decision.level == Level.NUMBER_ONLY:
        if now.number_state in {NumberState.MISSING, NumberState.INVALID}:
            return _(
                "The orderer's right number, from the shop's file or the "
                "orderer's link."
            )
        return _("Direct mail declared as a personal article would ask for photos.")
    said = CHANGES.get(now.state)
    if now.state == UploadState.AWAITING and now.why in SHORTFALLS:
        said = INSTEAD
    if said is None and _no_channel_helps(decision):
        said = CHANGES[UploadState.RETAKE]
    return str(said or "") or _(
        "One approved document of this person, from any order, meets the requirement "
        "at once. By a bonded or consolidated channel only the orderer's number is "
        "asked, no photos."
    )


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


def _photos(decision: Decision) -> str:
    """What is asked where photos are, with room for whose they are."""
    both = len(sides(decision)) == 2
    if _asks_inn(decision):
        if both:
            return _(
                "Yes: photos of both sides of %(whose)s ID and the taxpayer number "
                "(INN)."
            )
        return _("Yes: a photo of %(whose)s ID and the taxpayer number (INN).")
    if both:
        return _("Yes: photos of both sides of %(whose)s ID.")
    return _("Yes: a photo of %(whose)s ID.")


def _asks_inn(decision: Decision) -> bool:
    ruling = decision.ruling
    facts = {each["name"]: each["value"] for each in ruling.facts}
    return FurtherNumber.INN in beside(ruling, facts.get("destination", ""))


def _no_channel_helps(decision: Decision) -> bool:
    """Whether another channel would be asked the same."""
    by_rule = _asks_everywhere(decision) or _by_carrier(decision)
    return by_rule or _carrier_unknown(decision)


def _by_carrier(decision: Decision) -> bool:
    """Whether the rule looked at the carrier, and no person decided."""
    rule = decision.ruling.rule
    return rule is not None and bool(rule.carrier_kind) and not by_people(decision)


def _carrier_unknown(decision: Decision) -> bool:
    """Whether rules that fit but for the carrier found none that is known."""
    return any(
        each["field"] == "carrier_kind" and not each["found"]
        for each in decision.ruling.tried
    )


def _asks_everywhere(decision: Decision) -> bool:
    """Whether the platform asks for photos itself: another channel would not help."""
    rule = decision.ruling.rule
    return rule is not None and bool(rule.platform) and not by_people(decision)


def _no_rule(decision: Decision) -> str:
    facts = {each["name"]: each["value"] for each in decision.ruling.facts}
    parts = [
        fact_words(name, facts[name])
        for name in ("channel", "clearance_mode", "logistics", "destination")
        if facts.get(name)
    ]
    said = _("No rule covers %(facts)s.") % {"facts": ", ".join(parts)}
    if _carrier_unknown(decision):
        depends = _("What customs there ask depends on the carrier: it is not known.")
        return f"{said} {depends}"
    return said
