"""How well the reasons repair what was wrong: who came again, and with what success."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Q, Subquery

from clearance.identity.enums import RecordState
from clearance.identity.models import (
    IdRecord,
    Judgement,
    RejectionReason,
    ReviewTerms,
    SecondLook,
)

APPROVED_ONCE = (
    RecordState.ACCEPTED,
    RecordState.SUPERSEDED,
    RecordState.EXPIRED,
)
"""What was approved, whatever became of it later."""


@dataclass(frozen=True, slots=True)
class SecondTries:
    """One reason: documents sent back for it, sent again, approved at that try."""

    reason: RejectionReason
    sent_back: int
    came_again: int
    in_review: int
    approved: int

    @property
    def judged(self) -> int:
        """Second tries that were judged."""
        return self.came_again - self.in_review

    @property
    def percent(self) -> int | None:
        """Of the second tries that were judged, how many in a hundred were approved."""
        return round(100 * self.approved / self.judged) if self.judged else None


@dataclass(frozen=True, slots=True)
class SampleFigures:
    """What colleagues thought of the decisions that were drawn."""

    percent: int
    decided: int
    drawn: int
    looked: int
    agreed: int

    @property
    def disagreed(self) -> int:
        return self.looked - self.agreed


def second_tries(since: datetime) -> list[SecondTries]:
    """Every reason used since then, the most frequent first: two queries."""
    again = IdRecord.objects.filter(
        recipient=OuterRef("recipient"), submitted_at__gt=OuterRef("reviewed_at")
    ).order_by("submitted_at", "pk")
    judged = IdRecord.objects.filter(
        state=RecordState.REJECTED, reviewed_at__gte=since
    ).annotate(next_state=Subquery(again.values("state")[:1]))
    counts = judged.values("reasons").annotate(
        sent_back=Count("pk"),
        came_again=Count("pk", filter=Q(next_state__isnull=False)),
        in_review=Count("pk", filter=Q(next_state=RecordState.PENDING)),
        approved=Count("pk", filter=Q(next_state__in=APPROVED_ONCE)),
    )
    rows = [row for row in counts if row["reasons"] is not None]
    reasons = RejectionReason.objects.in_bulk([row["reasons"] for row in rows])
    found = [
        SecondTries(
            reason=reasons[row["reasons"]],
            sent_back=row["sent_back"],
            came_again=row["came_again"],
            in_review=row["in_review"],
            approved=row["approved"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (-each.sent_back, each.reason.pk))


def sample_figures(since: datetime) -> SampleFigures:
    """The sample of the decisions made since then: three queries."""
    stand = Judgement.objects.filter(judged_at__gte=since, undone_at__isnull=True)
    looks = SecondLook.objects.filter(drawn_at__gte=since)
    counted = looks.aggregate(
        drawn=Count("pk"),
        looked=Count("pk", filter=Q(looked_at__isnull=False)),
        agreed=Count("pk", filter=Q(agrees=True)),
    )
    percent = ReviewTerms.objects.values_list("sample_percent", flat=True).first()
    return SampleFigures(percent=percent or 0, decided=stand.count(), **counted)
