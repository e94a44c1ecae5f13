"""Deciding against the rules: one proposes with a reason, another confirms."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import User
from clearance.audit import services as audit
from clearance.channels.enums import Level, Subject
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import open_key
from clearance.lib.verdicts import Refusal
from clearance.orders.enums import OverrideState
from clearance.orders.models import Order, Override


@transaction.atomic
def propose_override(
    order: Order, *, level: str, subject: str, reason: str, by: User, now: datetime
) -> Override:
    """Ask for an order to be decided otherwise.

    Raises Refusal when the order is closed, and when a proposal waits already.
    """
    check_answer(level, subject, reason)
    order = Order.objects.select_for_update().get(pk=order.pk)
    demand_open(order)
    key = open_key(order.recipient_id, KeyPurpose.PERSON)
    override = Override(
        order=order,
        decision_id=order.decision_id,
        level=level,
        subject=subject,
        proposed_at=now,
        proposed_by=by,
    )
    override.sealed = key.seal(
        Override.LABEL, override.pk, "sealed", {"reason": reason.strip()}
    )
    try:
        with transaction.atomic():
            override.save(force_insert=True)
    except IntegrityError as clash:
        raise Refusal(
            _("An override of this order is waiting already."), code="override_waiting"
        ) from clash
    audit.record("order.override_proposed", about=order, by=by, now=now)
    return override


@transaction.atomic
def answer_override(
    override: Override, *, confirm: bool, by: User, now: datetime
) -> Override:
    """Confirm or refuse someone's proposal; the proposer may only take it back.

    Raises Refusal for the proposer's own confirmation, when it was answered, and when
    the order was closed or decided again since: the proposer saw another decision.
    """
    override = (
        Override.objects.select_for_update(of=("self",))
        .select_related("order")
        .get(pk=override.pk)
    )
    if override.state != OverrideState.PENDING:
        raise Refusal(_("This override was answered already."), code="answered")
    if confirm and override.proposed_by_id == by.pk:
        raise Refusal(
            _("Someone else must confirm an override you proposed."),
            code="second_person",
        )
    if confirm:
        demand_open(override.order)
    if confirm and override.decision_id != override.order.decision_id:
        raise Refusal(
            _("The order was decided again since. Refuse this and propose anew."),
            code="decided_since",
        )
    override.state = OverrideState.CONFIRMED if confirm else OverrideState.REFUSED
    override.answered_at = now
    override.answered_by = by
    override.save()
    if not confirm:
        audit.record("order.override_refused", about=override.order, by=by, now=now)
    return override


def demand_open(order: Order) -> None:
    """Raise Refusal for an order that is completed, closed or refunded."""
    if not order.is_open:
        raise Refusal(_("This order is closed."), code="order_closed")


def check_answer(level: str, subject: str, reason: str) -> None:
    """A person's answer names what is asked, of whom, and why.

    Raises Refusal when something is missing.
    """
    asked = level in {Level.NUMBER_ONLY, Level.IMAGES}
    if level not in {Level.NONE, Level.NUMBER_ONLY, Level.IMAGES}:
        raise Refusal(_("Choose what customs ask for."), code="level")
    if asked != (subject in Subject.values):
        raise Refusal(_("Choose whose document is asked for."), code="subject")
    if level == Level.NUMBER_ONLY and subject != Subject.ORDERER:
        raise Refusal(
            _("Only the orderer's number can be asked without photos."), code="subject"
        )
    if len(reason.strip()) < 5:
        raise Refusal(_("Give a reason others can understand."), code="reason")
