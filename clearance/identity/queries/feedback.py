"""What people said of the upload, counted: shares of answers and of what was hard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from clearance.identity.enums import FeedbackAnswer, Hindrance, LinkEnd
from clearance.identity.models import UploadFeedback, UploadLink
from clearance.lib.verdicts import Text

LOOKED_BACK = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Share:
    """One answer: how many gave it, and what part of them in per cent."""

    label: Text
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class Said:
    """The answers of a while, what was hard for those who named it, and of how many."""

    answers: Sequence[Share]
    hindrances: Sequence[Share]
    answered: int
    asked: int


def said_since(now: datetime) -> Said:
    """What was said in the last ninety days; `asked` are the uploads that were sent."""
    since = now - LOOKED_BACK
    given = UploadFeedback.objects.filter(given_at__gt=since)
    asked = UploadLink.objects.filter(
        ended_at__gt=since, ended_because__in=[LinkEnd.SUBMITTED, LinkEnd.JOINED]
    )
    answers = _shares(FeedbackAnswer, _counted(given, "answer"))
    named = _shares(Hindrance, _counted(given.exclude(hindrance=""), "hindrance"))
    answered = sum(share.count for share in answers)
    return Said(answers, named, answered, asked.count())


def _counted(rows: Any, column: str) -> dict[str, int]:
    found = rows.values_list(column).annotate(Count("pk")).order_by(column)
    return dict(found)


def _shares(choices: Any, counts: dict[str, int]) -> list[Share]:
    whole = sum(counts.values())
    return [
        Share(label, count, round(100 * count / whole) if whole else 0)
        for code, label in choices.choices
        for count in [counts.get(code, 0)]
    ]
