"""Emergency stops: one person proposes, another confirms; lifted the same way."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import User
from clearance.audit import services as audit
from clearance.channels.enums import StopState
from clearance.channels.models import PolicyStop
from clearance.lib.verdicts import Refusal


@transaction.atomic
def propose_stop(
    *, platform: str, channel: str, reason: str, by: User, now: datetime
) -> PolicyStop:
    """Ask for a stop of the rules for a platform and channel; empty: every one.

    Raises Refusal without a reason, and while there is one for the same.
    """
    stop = PolicyStop(
        platform=platform,
        channel=channel,
        reason=_reason(reason),
        proposed_at=now,
        proposed_by=by,
    )
    try:
        with transaction.atomic():
            stop.save(force_insert=True)
    except IntegrityError as clash:
        raise Refusal(
            _("There is a stop for this platform and channel already."), code="stopped"
        ) from clash
    audit.record("stop.proposed", about=stop, by=by, now=now)
    return stop


@transaction.atomic
def confirm_stop(stop: PolicyStop, *, by: User, now: datetime) -> PolicyStop:
    """Let the stop stand from this moment. Raises Refusal for who proposed it."""
    stop = _proposed(stop)
    _demand_another(stop.proposed_by_id, by)
    stop.state = StopState.STANDING
    stop.answered_at, stop.answered_by = now, by
    stop.save()
    audit.record("stop.confirmed", about=stop, by=by, now=now)
    return stop


@transaction.atomic
def refuse_stop(stop: PolicyStop, *, by: User, now: datetime) -> PolicyStop:
    """Leave the rules as they are; who proposed a stop may take it back like this."""
    stop = _proposed(stop)
    stop.state = StopState.REFUSED
    stop.answered_at, stop.answered_by = now, by
    stop.save()
    audit.record("stop.refused", about=stop, by=by, now=now)
    return stop


@transaction.atomic
def propose_lifting(
    stop: PolicyStop, *, reason: str, by: User, now: datetime
) -> PolicyStop:
    """Ask for a standing stop to be lifted. Raises Refusal without a reason."""
    stop = _standing(stop)
    stop.lift_reason = _reason(reason)
    stop.lift_proposed_at, stop.lift_proposed_by = now, by
    stop.save()
    audit.record("stop.lifting_proposed", about=stop, by=by, now=now)
    return stop


@transaction.atomic
def confirm_lifting(stop: PolicyStop, *, by: User, now: datetime) -> PolicyStop:
    """Lift a stop. Raises Refusal for who proposed it, and while nobody did."""
    stop = _standing(stop)
    if stop.lift_proposed_by_id is None:
        raise Refusal(_("Nobody proposed to lift this stop."), code="not_proposed")
    _demand_another(stop.lift_proposed_by_id, by)
    stop.state = StopState.LIFTED
    stop.lifted_at, stop.lifted_by = now, by
    stop.save()
    audit.record("stop.lifted", about=stop, by=by, now=now)
    return stop


def _proposed(stop: PolicyStop) -> PolicyStop:
    stop = PolicyStop.objects.select_for_update().get(pk=stop.pk)
    if stop.state != StopState.PROPOSED:
        raise Refusal(_("This stop was answered already."), code="answered")
    return stop


def _standing(stop: PolicyStop) -> PolicyStop:
    stop = PolicyStop.objects.select_for_update().get(pk=stop.pk)
    if stop.state != StopState.STANDING:
        raise Refusal(_("This stop does not stand."), code="answered")
    return stop


def _demand_another(first_id: int | None, by: User) -> None:
    if first_id == by.pk:
        raise Refusal(
            _("Someone else must confirm what you proposed."), code="second_person"
        )


def _reason(text: str) -> str:
    if len(text.strip()) < 5:
        raise Refusal(_("Give a reason others can understand."), code="reason")
    return text.strip()
