"""What the automatic checks found, as the review page shows it: advice, no verdict."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from clearance.channels.enums import Side
from clearance.identity.enums import CheckOutcome
from clearance.identity.models import IdRecord
from clearance.identity.queries.checks import StaffFinding, findings_of
from clearance.lib.verdicts import Text

FAIL = CheckOutcome.FAIL
WHOLE = gettext_lazy("The whole document")


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check as a line of the table: a badge in tone and word, and its figures."""

    label: Text
    tone: str
    word: str
    sentence: Text
    figures: str
    version: int


@dataclass(frozen=True, slots=True)
class CheckGroup:
    """The checks of one side, or of the whole document."""

    title: Text
    lines: list[CheckLine]


@dataclass(frozen=True, slots=True)
class Checks:
    """What to look at, and every check by side."""

    to_look_at: list[CheckLine]
    could_not_run: int
    waiting: int
    groups: list[CheckGroup]


def checks_of(record: IdRecord) -> Checks:
    """Everything that `desk/_checks.html` shows of one document."""
    findings = findings_of(record)
    by_side: dict[str, list[CheckLine]] = {}
    for finding in findings:
        by_side.setdefault(finding.side, []).append(_line(finding))
    outcomes = [finding.outcome for finding in findings]
    return Checks(
        to_look_at=[_line(each) for each in findings if each.outcome == FAIL],
        could_not_run=outcomes.count(CheckOutcome.COULD_NOT_RUN),
        waiting=outcomes.count(""),
        groups=[
            CheckGroup(Side(side).label if side else WHOLE, lines)
            for side, lines in by_side.items()
        ],
    )


def _line(finding: StaffFinding) -> CheckLine:
    tone, word = _badge(finding.outcome)
    return CheckLine(
        label=finding.label,
        tone=tone,
        word=word,
        sentence=finding.sentence,
        figures=_figures(finding),
        version=finding.version,
    )


def _badge(outcome: str) -> tuple[str, str]:
    match outcome:
        case CheckOutcome.PASS:
            return "done", pgettext("check", "Nothing found")
        case CheckOutcome.FAIL:
            return "act", pgettext("check", "Look at this")
        case CheckOutcome.COULD_NOT_RUN:
            return "none", pgettext("check", "Could not run")
    return "info", _("Being checked")


def _figures(finding: StaffFinding) -> str:
    if finding.value is None:
        return ""
    if finding.threshold is None:
        return str(finding.value)
    return _("%(value)s, bound %(bound)s") % {
        "value": finding.value,
        "bound": finding.threshold,
    }
