"""Desk pages stand inside the admin: its sidebar, breadcrumbs and look."""

from collections.abc import Mapping
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clearance.accounts.models import User
from clearance.channels.queries import channel_table
from clearance.identity.queries import standings
from clearance.identity.queries.contents import addressee
from clearance.lib.keyset import SIZE, page
from clearance.lib.masking import mask_name
from clearance.lib.workdays import today
from clearance.orders.models import Order
from clearance.orders.queries import unseal, with_rulings
from config.admin import site


def actor(request: HttpRequest) -> User:
    """Whoever is at the desk: nobody gets here without logging in."""
    return cast(User, request.user)


def shown(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a desk page in the admin's shell."""
    return render(
        request, template, site.each_context(request) | context, status=status
    )


def order_rows(
    request: HttpRequest, orders: Any, *, asked: bool = False, size: int = SIZE
) -> dict[str, Any]:
    """One page of a queue of orders: standing, masked name, links to its neighbours.

    The name is the recipient's, or of whomever the order's link asks where `asked`.
    """
    found = page(
        with_rulings(orders.select_related("merchant")),
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
        size=size,
    )
    stands = standings(found.rows, today(timezone.now()))
    values = unseal(found.rows)
    rows = [
        (
            order,
            stands[order.pk],
            mask_name(_name(order, values[order.pk], asked=asked)),
        )
        for order in found.rows
    ]
    return {
        "rows": rows,
        "page": found,
        "asked": asked,
        "channels": channel_table(),
    }


def _name(order: Order, values: Mapping[str, str], *, asked: bool) -> str:
    if asked:
        return addressee(order, values).name
    return values.get("recipient_name", "")
