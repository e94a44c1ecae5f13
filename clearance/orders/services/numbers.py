"""The orderer's number, given by the orderer through a link."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clearance.audit import services as audit
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import open_key
from clearance.lib.verdicts import Refusal
from clearance.orders.enums import NumberState
from clearance.orders.models import Order
from clearance.orders.queries import unseal
from clearance.orders.services.deciding import number_state_of


@transaction.atomic
def set_number(
    order: Order, *, name: str, document_type: str, number: str, now: datetime
) -> NumberState:
    """Keep the orderer's name and number with the order, sealed; its state now.

    Raises Refusal where the person's data may not be used any more.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if order.is_restricted:
        raise Refusal(
            _("This person's data may not be used any more."), code="restricted"
        )
    values = unseal([order])[order.pk] | {
        "orderer_name": name,
        "orderer_id_type": document_type,
        "orderer_id_number": number,
    }
    key = open_key(order.recipient_id, KeyPurpose.PERSON)
    order.sealed = key.seal(Order.LABEL, order.pk, "sealed", values)
    order.number_state = number_state_of(order.level, order.subject, values, now=now)
    order.updated_at = now
    if order.number_state == NumberState.PRESENT:
        order.ask_due_at = None
    order.save(
        update_fields=[
            "sealed",
            "number_state",
            "updated_at",
            "ask_due_at",
        ]
    )
    audit.record("order.number_given", about=order, by=None, now=now)
    return NumberState(order.number_state)
