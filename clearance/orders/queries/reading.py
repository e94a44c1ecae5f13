"""Reading what is sealed in orders, and what the rules look at."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import QuerySet

from clearance.channels.rules import Facts
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import open_keys
from clearance.orders.models import Decision, Order, Override


def unseal(orders: Iterable[Order]) -> dict[UUID, dict[str, str]]:
    """The personal values of these orders, in one query; {} where they are erased."""
    rows = list(orders)
    keys = open_keys([row.recipient_id for row in rows], KeyPurpose.PERSON)
    return {
        row.pk: keys[row.recipient_id].unseal(Order.LABEL, row.pk, "sealed", row.sealed)
        if row.sealed is not None and row.recipient_id in keys
        else {}
        for row in rows
    }


def with_rulings(orders: QuerySet[Order]) -> QuerySet[Order]:
    """These orders, each with what its ruling asks: coverage needs no look for it."""
    return orders.select_related("ruling").defer("ruling__facts", "ruling__tried")


def reasons(rows: Iterable[Decision | Override]) -> dict[UUID, str]:
    """The reasons people gave for decisions and overrides, in one query."""
    given = [row for row in rows if row.sealed is not None]
    keys = open_keys([row.order.recipient_id for row in given], KeyPurpose.PERSON)
    return {
        row.pk: keys[row.order.recipient_id]
        .unseal(row.LABEL, row.pk, "sealed", row.sealed)
        .get("reason", "")
        for row in given
        if row.order.recipient_id in keys and row.sealed is not None
    }


def facts_of(order: Order, platform: str, carriers: Mapping[str, str]) -> Facts:
    """What the rules look at in this order; `carriers` maps names to their kind.

    Rules speak of amounts in CNY: one in another currency is not known to them.
    """
    return Facts(
        platform=platform,
        destination=order.destination,
        destination_assumed=order.destination_assumed,
        channel=order.channel,
        channel_assumed=order.channel_assumed,
        clearance_mode=order.clearance_mode,
        mode_assumed=order.mode_assumed,
        logistics=order.logistics,
        logistics_assumed=order.logistics_assumed,
        carrier_kind=carriers.get(order.carrier.casefold(), ""),
        paid_minor=order.paid_minor if order.currency == "CNY" else None,
    )
