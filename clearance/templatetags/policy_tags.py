"""What rules speak of and what they ask, in words for the matrix of the policy."""

from collections.abc import Iterable, Mapping

from django import template
from django.db.models import TextChoices
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from clearance.accounts.enums import Platform
from clearance.channels.enums import (
    CarrierKind,
    ClearanceMode,
    DocumentType,
    FurtherNumber,
    Level,
    Logistics,
    Side,
    Subject,
)
from clearance.channels.models import IdRequirementRule
from clearance.channels.rules import Answer, Rule
from clearance.desk.matrix import Band, Line
from clearance.lib.amounts import format_money

register = template.Library()

DESTINATIONS = {"CN": gettext_lazy("Mainland China"), "RU": gettext_lazy("Russia")}
PHOTOS = {
    Subject.ORDERER: gettext_lazy("Photos of the orderer's ID"),
    Subject.RECIPIENT: gettext_lazy("Photos of the recipient's ID"),
}
NUMBER = {
    Subject.ORDERER: gettext_lazy("The orderer's number, no photos"),
    Subject.RECIPIENT: gettext_lazy("The recipient's number, no photos"),
}
EVERY_LOGISTICS = {"platform", "merchant", ""}


@register.filter
def asked(answer: Answer) -> str:
    """What is asked and of whom; that a person decides, and why, where no rule says."""
    if answer.rule is None:
        return _("Gap: a person decides")
    if answer.rule.is_stop:
        return _("Stopped: a person decides")
    if answer.level == Level.IMAGES:
        return str(PHOTOS[Subject(answer.subject)])
    if answer.level == Level.NUMBER_ONLY:
        return str(NUMBER[Subject(answer.subject)])
    if answer.level == Level.UNDECIDED:
        return _("A person decides")
    return str(Level(answer.level).label)


@register.filter
def asked_tone(answer: Answer) -> str:
    """The tone of its badge; none where a rule answers by itself."""
    if answer.rule is None:
        return "act"
    return "wait" if answer.level == Level.UNDECIDED else ""


@register.filter
def documents_counted(answer: Answer) -> str:
    """How many kinds of document are accepted and which sides; one is named itself."""
    if not answer.document_types:
        return " · ".join(_labels(Side, answer.sides))
    count = len(answer.document_types)
    kinds = ngettext("%(count)d document", "%(count)d documents", count)
    said = kinds % {"count": count}
    if count == 1:
        [said] = _labels(DocumentType, answer.document_types)
    both = len(answer.sides) > 1
    return " · ".join(
        [said, *([_("both sides")] if both else _labels(Side, answer.sides))]
    )


@register.filter
def document_names(answer: Answer) -> list[str]:
    """The accepted kinds of document."""
    return _labels(DocumentType, answer.document_types)


@register.filter
def further_numbers(answer: Answer) -> str:
    """The numbers asked beside the document."""
    return ", ".join(_labels(FurtherNumber, answer.also_asked))


@register.filter
def for_which(line: Line) -> str:
    """The carriers and amounts a line speaks of; empty for all of them."""
    carriers = [
        str(CarrierKind(kind).label) if kind else _("Unknown carrier")
        for kind in line.carriers
    ]
    amounts = [_amounts(band) for band in line.bands]
    return "; ".join(filter(None, [", ".join(carriers), ", ".join(amounts)]))


@register.filter
def platform_words(code: str) -> str:
    """A platform's name; every platform where none is named."""
    return str(Platform(code).label) if code else _("Every platform")


@register.filter
def destination_words(code: str) -> str:
    """A destination's name, its code where it has none here."""
    return str(DESTINATIONS.get(code, code)) if code else _("any other destination")


@register.filter
def mode_words(code: str) -> str:
    """A clearance mode's name; declared otherwise where none is named."""
    return str(ClearanceMode(code).label) if code else _("Declared otherwise")


@register.filter
def logistics_words(codes: Iterable[str]) -> str:
    """Whose logistics; the empty code is an order that does not say."""
    codes = list(codes)
    if set(codes) == EVERY_LOGISTICS:
        return _("Any logistics")
    words = _labels(Logistics, [code for code in codes if code])
    if "" in codes:
        words.append(
            _("or not said") if words else pgettext("logistics", "Logistics not said")
        )
    return ", ".join(words)


@register.filter
def row_in(
    rule: Rule | None, rows: Mapping[int, IdRequirementRule]
) -> IdRequirementRule | None:
    """The row of a rule, with its reason and source; a stop has none."""
    return None if rule is None or rule.is_stop else rows[rule.id]


def _labels(choices: type[TextChoices], codes: Iterable[str]) -> list[str]:
    """Labels of known codes; what is not known stands for itself."""
    known = dict(choices.choices)
    return [str(known.get(code, code)) for code in codes]


def _amounts(band: Band) -> str:
    if not band.known:
        return _("amount not known")
    language = get_language() or "en"
    limits = (("≥", band.low), ("<", band.high))
    return " ".join(
        f"{sign} {format_money(minor, 'CNY', language)}"
        for sign, minor in limits
        if minor is not None
    )
