"""Trying a draft rule on the stored orders: which flip and how, before it is published.

Rules are few and orders many: orders alike are decided once, in memory, and those that
flip are written down in one statement.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import User
from clearance.audit import services as audit
from clearance.channels.enums import RuleState
from clearance.channels.models import IdRequirementRule
from clearance.channels.queries import (
    carrier_kinds,
    digest_of,
    rules_after,
    rules_with,
)
from clearance.channels.rules import Answer, Facts, Rule, decide
from clearance.channels.services import delete_draft
from clearance.lib.verdicts import Refusal, Verdict
from clearance.lib.work import nudge
from clearance.orders.enums import JobState
from clearance.orders.models import Order, Rehearsal, RehearsedFlip, Ruling
from clearance.orders.queries.alike import (
    Alike,
    bounds_of,
    groups_alike,
    is_by_people,
)
from clearance.orders.services.flips import write_flips

KEPT = timedelta(days=30)
SERVES = timedelta(days=1)
"""How long a rehearsal may be old for its draft to be published."""


@dataclass(frozen=True, slots=True)
class Flip:
    """One way orders flip: what is asked of them now, by which rule, and what then."""

    before: str
    before_subject: str
    before_rule: str
    after: str
    after_subject: str
    after_rule: str
    is_open: bool

    def as_json(self, orders: int) -> dict[str, Any]:
        """The flip as a rehearsal keeps it, with how many orders it has."""
        names = self.__slots__
        return {name: getattr(self, name) for name in names} | {"orders": orders}


@transaction.atomic
def ask_rehearsal(draft: IdRequirementRule, *, by: User, now: datetime) -> Rehearsal:
    """Have a draft tried on all stored orders; a worker does it.

    Raises Refusal for a published version, and while one of this draft runs.
    """
    if draft.state != RuleState.DRAFT:
        raise Refusal(_("This version was published already."), code="published")
    rehearsal = Rehearsal(
        rule=draft, digest=digest_of(draft), asked_at=now, asked_by=by
    )
    try:
        with transaction.atomic():
            rehearsal.save(force_insert=True)
    except IntegrityError as clash:
        raise Refusal(
            _("A rehearsal of this draft is running already."), code="running"
        ) from clash
    audit.record("rule.rehearsed", about=draft, by=by, now=now)
    nudge("identity.rehearse")
    return rehearsal


def serves(
    rehearsal: Rehearsal | None, draft: IdRequirementRule, now: datetime
) -> bool:
    """Whether this rehearsal was of this very draft, on data not older than a day."""
    return (
        rehearsal is not None
        and rehearsal.state == JobState.DONE
        and rehearsal.data_at is not None
        and now - rehearsal.data_at <= SERVES
        and rehearsal.digest == digest_of(draft)
    )


def latest_of(draft: IdRequirementRule) -> Rehearsal | None:
    """The last rehearsal that was asked for."""
    return Rehearsal.objects.filter(rule=draft).order_by("-asked_at").first()


def may_publish(draft: IdRequirementRule, *, by: User, now: datetime) -> Verdict:
    """Whether this person may publish the draft now; the permission is asked apart."""
    if draft.state != RuleState.DRAFT:
        return Verdict.no(_("This version was published already."), "published")
    if draft.drafted_by_id == by.pk:
        return Verdict.no(
            _("Someone else must publish a draft that you wrote."), "second_person"
        )
    if not serves(latest_of(draft), draft, now):
        return Verdict.no(
            _("Rehearse this draft first, as it is now, on the orders of today."),
            "rehearsal",
        )
    return Verdict.yes()


def find_flips(rehearsal: Rehearsal, *, now: datetime) -> Rehearsal:
    """Decide all stored orders with and without the draft; write down which flip.

    Answers that people gave stay, whatever the rules say: they are counted, and no
    flips. Killed and run again it begins anew.
    """
    draft = rehearsal.rule
    rehearsal.digest = digest_of(draft)
    rehearsal.data_at = now
    without, with_it = rules_with(draft)
    bounds = bounds_of([*without, *with_it])
    rulings = Ruling.objects.only("level", "subject").in_bulk()
    flips: dict[Flip, int] = {}
    flipping: list[tuple[Alike, Flip]] = []
    looked, kept = 0, 0
    groups = groups_alike(Order.objects.all(), bounds=bounds, carriers=carrier_kinds())
    answers: dict[Facts, tuple[Answer, Answer]] = {}
    later = rules_after(draft)
    uncovered = 0
    for group in groups:
        looked += group.orders
        if group.facts not in answers:
            day = draft.starts_on
            answers[group.facts] = (
                decide(group.facts, without, day),
                decide(group.facts, with_it, day),
            )
        before, after = answers[group.facts]
        if later and group.is_open and _is_of(after, draft):
            then = decide(group.facts, later, later_day(draft))
            uncovered += group.orders if then.rule is None else 0
        if before.asks[:-1] == after.asks[:-1]:
            continue
        if is_by_people(group, rulings.get(group.ruling_id or 0)):
            kept += group.orders
            continue
        flip = _flip(group, before, after)
        flips[flip] = flips.get(flip, 0) + group.orders
        flipping.append((group, flip))
    kinds = list(flips)
    rehearsal.state = JobState.RUNNING
    rehearsal.kinds = [flip.as_json(orders) for flip, orders in flips.items()]
    rehearsal.counts = {
        "orders": looked,
        "flips": sum(flips.values()),
        "open_flips": sum(n for flip, n in flips.items() if flip.is_open),
        "kept": kept,
        "uncovered_after": uncovered,
    }
    numbered = [(group, kinds.index(flip)) for group, flip in flipping]
    _keep(rehearsal, numbered, bounds)
    return rehearsal


@transaction.atomic
def _keep(
    rehearsal: Rehearsal, flipping: list[tuple[Alike, int]], bounds: list[int]
) -> None:
    Rehearsal.objects.select_for_update().get(pk=rehearsal.pk)
    RehearsedFlip.objects.filter(rehearsal_id=rehearsal.pk).delete()
    write_flips(rehearsal, flipping, bounds)
    rehearsal.save()


@transaction.atomic
def finish_rehearsal(
    rehearsal: Rehearsal, follows: dict[str, int], *, now: datetime
) -> Rehearsal:
    """Keep what the flips mean for people, asked by a higher room: it is done."""
    rehearsal.counts |= follows
    rehearsal.state, rehearsal.done_at = JobState.DONE, now
    rehearsal.save()
    return rehearsal


@transaction.atomic
def drop_draft(draft: IdRequirementRule, *, by: User, now: datetime) -> None:
    """Drop a draft with its rehearsals. Raises Refusal for a published version."""
    about = list(Rehearsal.objects.filter(rule=draft).values_list("pk", flat=True))
    RehearsedFlip.objects.filter(rehearsal_id__in=about).delete()
    delete_draft(draft, by=by, now=now)


def drive_rehearsal_ends(*, now: datetime) -> int:
    """Forget rehearsals of a month ago, with the orders they list; how many."""
    old = Rehearsal.objects.filter(state=JobState.DONE, done_at__lt=now - KEPT)
    return sum(_forget(rehearsal) for rehearsal in old)


@transaction.atomic
def _forget(rehearsal: Rehearsal) -> int:
    RehearsedFlip.objects.filter(rehearsal_id=rehearsal.pk).delete()
    rehearsal.delete()
    return 1


def later_day(draft: IdRequirementRule) -> date:
    """The day after the draft's last one."""
    return (draft.ends_on or draft.starts_on) + timedelta(days=1)


def _is_of(answer: Answer, draft: IdRequirementRule) -> bool:
    return answer.rule is not None and answer.rule.code == draft.code


def _flip(group: Alike, before: Answer, after: Answer) -> Flip:
    return Flip(
        before=before.level,
        before_subject=before.subject,
        before_rule=_named(before.rule),
        after=after.level,
        after_subject=after.subject,
        after_rule=_named(after.rule),
        is_open=group.is_open,
    )


def _named(rule: Rule | None) -> str:
    return f"{rule.code}/{rule.version}" if rule else ""
