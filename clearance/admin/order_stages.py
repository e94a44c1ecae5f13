"""Marking orders of a list as released or completed: asked first, held ones left out.

Stages are facts told from outside. Customs may release an order that we still hold;
then a person says so, and the log keeps that it was said.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.timezone import now
from django.utils.translation import ngettext

from clearance.admin.base import HouseAdmin, actor
from clearance.audit import services as audit
from clearance.identity.queries import Standing, standings
from clearance.lib.workdays import today
from clearance.orders.enums import Hold, Stage
from clearance.orders.models import Order
from clearance.orders.rules import may_move
from clearance.orders.services import move_stage

ANSWERED, HELD_TOO = "stage_answered", "held_too"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The orders of an action, by what the stage means to them."""

    free: list[Order]
    held: list[tuple[Order, Standing]]
    further: list[Order]


def chosen(orders: Collection[Order], stage: Stage) -> Chosen:
    """Those that nothing holds, those that something does, those already there."""
    stands = standings(orders, today(now()))
    moving = [order for order in orders if may_move(order.stage, stage)]
    return Chosen(
        free=[order for order in moving if stands[order.pk].hold == Hold.CLEAR],
        held=[
            (order, stands[order.pk])
            for order in moving
            if stands[order.pk].hold != Hold.CLEAR
        ],
        further=[order for order in orders if not may_move(order.stage, stage)],
    )


def ask_and_move(
    admin: HouseAdmin,
    request: HttpRequest,
    orders: Collection[Order],
    stage: Stage,
) -> TemplateResponse | None:
    """The page that asks, and after its answer the moves; a sentence says the rest."""
    found = chosen(orders, stage)
    if ANSWERED not in request.POST:
        context = admin.admin_site.each_context(request) | {
            "opts": admin.opts,
            "found": found,
            "stage": stage,
            "action": request.POST.get("action", ""),
            "rows": orders,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/order_stages.html", context)
    held = found.held if HELD_TOO in request.POST else []
    holds = {order.pk: standing.hold for order, standing in held}
    moving = [*found.free, *(order for order, _standing in held), *found.further]
    admin.each(request, moving, _mover(stage, holds))
    if left := len(found.held) - len(held):
        admin.message_user(request, _left_out(left), messages.WARNING)
    return None


def _mover(stage: Stage, held: dict[Any, Hold]) -> Callable[[HttpRequest, Any], None]:
    @transaction.atomic
    def move(request: HttpRequest, order: Order) -> None:
        by, at = actor(request), now()
        moved = move_stage(order, stage, at=at, by=by, now=at)
        if moved and (hold := held.get(order.pk)):
            audit.record(
                "order.moved_held", about=order, by=by, now=at, reason=str(hold)
            )

    return move


def _left_out(left: int) -> str:
    return ngettext(
        "%(n)d held order was left as it is.",
        "%(n)d held orders were left as they are.",
        left,
    ) % {"n": left}
