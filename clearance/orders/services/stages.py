"""Stages move forward, by file or by hand; they never move back by a late list."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import User
from clearance.audit import services as audit
from clearance.lib.verdicts import Refusal
from clearance.orders import rules
from clearance.orders.models import Order
from clearance.orders.services.deciding import asks


@transaction.atomic
def move_stage(
    order: Order, stage: str, *, at: datetime, by: User | None, now: datetime
) -> bool:
    """Say that an order reached a stage at an instant; False when it already had.

    Raises Refusal when the stage lies before the one the order is at.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if order.stage == stage:
        return False
    if not rules.may_move(order.stage, stage):
        raise Refusal(
            _("This order is further already; a stage does not move back."),
            code="stage_back",
        )
    order.stage = stage
    order.stage_at = at
    order.updated_at = now
    if not asks(order):
        order.ask_due_at = None
    order.save(update_fields=["stage", "stage_at", "updated_at", "ask_due_at"])
    audit.record("order.stage_moved", about=order, by=by, now=now, reason=stage)
    return True
