"""What an order asks, of whom, and whether its number is there."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from clearance.channels.enums import Level, Subject
from clearance.lib import documents
from clearance.lib.names import same_name
from clearance.lib.workdays import today
from clearance.orders import rules
from clearance.orders.enums import NumberState
from clearance.orders.models import Order
from clearance.recipients.models import Recipient
from clearance.recipients.queries import match_digest
from clearance.recipients.queries import unseal as unseal_people
from clearance.recipients.services import Person, find_or_add


def settle(
    order: Order,
    *,
    level: str,
    subject: str,
    values: Mapping[str, str],
    now: datetime,
    holder_id: UUID | None = None,
) -> None:
    """Set what the order asks, of whom, and whether its number is there; not saved.

    `values` are the order's unsealed personal values. `holder_id` spares the look-up
    where the importer has made it for many orders at once.
    """
    holder = None
    if level == Level.IMAGES:
        holder = holder_id or holder_of(order, subject, values, now=now)
    if order.holder_id != holder:
        order.holder_id = holder
        order.holder_since_at = now
    order.level = level
    order.subject = subject
    order.number_state = number_state_of(level, subject, values, now=now)
    order.ask_due_at = now if asks(order) else None


def asks(order: Order) -> bool:
    """Whether someone is to be asked for something, as far as the order knows."""
    wrong = order.number_state in {NumberState.MISSING, NumberState.INVALID}
    return order.is_open and (order.level == Level.IMAGES or wrong)


def number_state_of(
    level: str, subject: str, values: Mapping[str, str], *, now: datetime
) -> NumberState:
    """Whether these values hold the orderer's number, and whether it can be right."""
    number = values.get("orderer_id_number", "")
    kind = values.get("orderer_id_type") or "RESIDENT_ID"
    right = bool(number) and documents.check(kind, number, today=today(now)).ok
    return rules.number_state(
        level=level, subject=subject, number=number, number_is_right=right
    )


def holder_of(
    order: Order, subject: str, values: Mapping[str, str], *, now: datetime
) -> UUID:
    """The person whose document is asked for.

    An order that names no orderer is taken to be the recipient's own.
    """
    if subject == Subject.RECIPIENT or (orderer := orderer_of(values)) is None:
        return order.recipient_id
    return find_orderers([(order, orderer)], now=now)[order.pk]


def find_orderers(
    named: Sequence[tuple[Order, Person]], *, now: datetime
) -> dict[UUID, UUID]:
    """The rows of the orderers that these orders name; those not on record are added.

    Without a phone nobody is recognised. So an order that asks such a person already
    goes on asking them while it names them, or every look at it would make another
    person of them, who has sent nothing yet.
    """
    kept = _still_named(
        {
            order.pk: (order, name)
            for order, (name, phone) in named
            if order.subject == Subject.ORDERER and match_digest(name, phone) is None
        }
    )
    wanted = [(order.pk, person) for order, person in named if order.pk not in kept]
    found = find_or_add([person for _, person in wanted], now=now)
    return kept | dict(zip([pk for pk, _ in wanted], found, strict=True))


def _still_named(named: Mapping[UUID, tuple[Order, str]]) -> dict[UUID, UUID]:
    """The present holders of these orders that go by the name the order gives now."""
    present = {
        order.holder_id
        for order, _name in named.values()
        if order.holder_id not in {None, order.recipient_id}
    }
    if not present:
        return {}
    people = unseal_people(Recipient.objects.filter(pk__in=present))
    return {
        pk: order.holder_id
        for pk, (order, name) in named.items()
        if order.holder_id in people
        and same_name(people[order.holder_id].get("name") or "", name)
    }


def orderer_of(values: Mapping[str, str]) -> Person | None:
    """Name and phone of an orderer who is another person than the recipient."""
    name, phone = values.get("orderer_name", ""), values.get("orderer_phone", "")
    if not name:
        return None
    same = same_name(name, values.get("recipient_name", ""))
    if same and phone in {"", values.get("recipient_phone", "")}:
        return None
    return name, phone
