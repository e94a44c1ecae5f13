"""The one way raw values leave: a purpose, a line in the log, then the values."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clearance.accounts.access import may
from clearance.accounts.models import User
from clearance.audit import services as audit
from clearance.lib.verdicts import Refusal
from clearance.orders.models import Order
from clearance.orders.queries import unseal
from clearance.privacy.enums import Purpose

SHOWN = ("recipient_name", "recipient_phone", "recipient_address")


def reveal(order: Order, *, purpose: str, by: User, now: datetime) -> dict[str, str]:
    """Name, phone and address of an order's recipient, for a purpose.

    The line in the log is committed before a value is unsealed: no line, no values.
    Document numbers are not among them. Raises Refusal without a purpose, without the
    permission, and for a person whose data may not be used any more.
    """
    if purpose not in Purpose.values:
        raise Refusal(_("Say why you need to see these data."), code="reason_missing")
    may(by, "clearance.reveal_recipient").demand()
    # As it is now: the page may have been read before a restriction or a joining.
    order.refresh_from_db(fields=["recipient", "sealed", "is_restricted"])
    if order.is_restricted:
        raise Refusal(
            _("This person's data may not be used any more."), code="restricted"
        )
    with transaction.atomic(durable=True):
        audit.record("person.revealed", about=order, by=by, now=now, reason=purpose)
    values = unseal([order])[order.pk]
    return {name: values[name] for name in SHOWN if name in values}
