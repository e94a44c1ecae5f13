"""Desk pages stand inside the admin: its sidebar, breadcrumbs and look."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clearance.accounts.models import User
from clearance.identity.queries import standings
from clearance.lib.keyset import page
from clearance.lib.masking import mask_name
from clearance.lib.workdays import today
from clearance.orders.queries import unseal
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


def order_rows(request: HttpRequest, orders: Any) -> dict[str, Any]:
    """One page of a queue of orders: standing, masked name, links to its neighbours."""
    found = page(
        orders.select_related("merchant"),
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
    )
    stands = standings(found.rows, today(timezone.now()))
    values = unseal(found.rows)
    rows = [
        (
            order,
            stands[order.pk],
            mask_name(values[order.pk].get("recipient_name", "")),
        )
        for order in found.rows
    ]
    return {"rows": rows, "page": found}
