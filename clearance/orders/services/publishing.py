"""Putting rules in force and stopping them: what makes open orders due for deciding."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import User
from clearance.channels import services as channels
from clearance.channels.enums import Level
from clearance.channels.models import IdRequirementRule, PolicyStop
from clearance.lib.verdicts import Refusal
from clearance.lib.work import nudge
from clearance.lib.workdays import today
from clearance.orders.enums import JobState, RoundCause
from clearance.orders.models import DecidingRound, Ruling
from clearance.orders.services.overrides import check_answer
from clearance.orders.services.rehearsals import latest_of, serves


@transaction.atomic
def publish_rule(
    draft: IdRequirementRule, *, by: User, now: datetime
) -> IdRequirementRule:
    """Publish a draft that somebody else wrote and that was rehearsed as it is now.

    From its first day it decides; the open orders it concerns are decided again then,
    and once more when it ends. Raises Refusal without such a rehearsal, for the
    writer, and where the draft no longer holds.
    """
    latest = latest_of(draft)
    rule = channels.publish(draft, by=by, now=now)
    if not serves(latest, rule, now):
        raise Refusal(
            _("This draft was not rehearsed as it is now, on the orders of today."),
            code="rehearsal",
            remedy=_("Rehearse it first, and look at which orders flip."),
        )
    begins = max(rule.starts_on, today(now))
    _round(RoundCause.RULE_BEGAN, due=begins, by=by, now=now, rule=rule)
    if rule.ends_on is not None:
        over = rule.ends_on + timedelta(days=1)
        _round(RoundCause.RULE_ENDED, due=over, by=by, now=now, rule=rule)
    return rule


@transaction.atomic
def set_stop(stop: PolicyStop, *, by: User, now: datetime) -> PolicyStop:
    """Confirm a stop: every open order it covers needs a decision from now on."""
    stop = channels.confirm_stop(stop, by=by, now=now)
    _round(RoundCause.STOPPED, due=today(now), by=by, now=now, stop=stop)
    return stop


@transaction.atomic
def lift_stop(stop: PolicyStop, *, by: User, now: datetime) -> PolicyStop:
    """Confirm the lifting of a stop: the rules decide its open orders again."""
    stop = channels.confirm_lifting(stop, by=by, now=now)
    _round(RoundCause.LIFTED, due=today(now), by=by, now=now, stop=stop)
    return stop


@transaction.atomic
def decide_after_carrier(*, by: User, now: datetime) -> DecidingRound:
    """Decide open orders again whose carrier is of another kind than they were told."""
    return _round(RoundCause.CARRIER, due=today(now), by=by, now=now)


@transaction.atomic
def answer_alike(
    ruling: Ruling, *, level: str, subject: str, reason: str, by: User, now: datetime
) -> DecidingRound:
    """Answer for all open orders that stand undecided for the same facts.

    Raises Refusal for an answer without reason, and where a rule decides.
    """
    check_answer(level, subject, reason)
    if ruling.level != Level.UNDECIDED:
        raise Refusal(_("A rule decides these orders."), code="rule_covers")
    Ruling.objects.select_for_update().get(pk=ruling.pk)
    waiting = DecidingRound.objects.filter(ruling=ruling, cause=RoundCause.ALIKE)
    if waiting.exclude(state=JobState.DONE).exists():
        raise Refusal(
            _("Somebody answered for these orders just now."), code="answered"
        )
    return _round(
        RoundCause.ALIKE,
        due=today(now),
        by=by,
        now=now,
        ruling=ruling,
        level=level,
        subject=subject,
        reason=reason.strip(),
    )


def _round(
    cause: RoundCause, *, due: date, by: User, now: datetime, **about: object
) -> DecidingRound:
    made = DecidingRound(
        cause=cause, due_on=due, asked_by=by, asked_at=now, state=JobState.WAITING
    )
    for name, value in about.items():
        setattr(made, name, value)
    made.save(force_insert=True)
    nudge("identity.rounds")
    return made
