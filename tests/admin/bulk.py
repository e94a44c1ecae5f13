"""Thousands of orders at once, as a year leaves them: the newest are open.

Rows only, nothing sealed: what lists do with them is measured, not read.
"""

from copy import copy
from datetime import timedelta
from itertools import batched

from clearance.accounts.models import Merchant
from clearance.channels.enums import Level
from clearance.identity.enums import RecordState
from clearance.identity.models import IdRecord
from clearance.lib.uuid7 import reference, uuid7
from clearance.orders.models import Order
from clearance.recipients.models import Recipient
from tests.factories import NOW, make_merchant, make_order, make_staff

LEVELS = [Level.IMAGES] * 8 + [Level.NUMBER_ONLY] * 8 + [Level.NONE] * 3
CHUNK = 5_000


def fill_orders(count: int, *, shops: int = 4) -> list[Merchant]:
    """So many orders, four to a person, documents for the newer ones."""
    merchants = [make_merchant(f"bulk{no}") for no in range(shops)]
    models = {level: make_order(level, merchant=merchants[0]) for level in Level}
    people = [Recipient(created_at=NOW) for _no in range(count // 4)]
    for person in people:
        person.reference = reference("R", person.pk)
    _insert(Recipient, people)
    orders = []
    for no in range(count):
        person = people[no * 31 % len(people)]
        is_open = (no > count * 0.9 and no % 7) or no % 97 == 0
        level = Level.UNDECIDED if no % 400 == 1 else LEVELS[no % len(LEVELS)]
        order = _copy(models[level])
        order.merchant = merchants[no // 5 % shops]
        order.number = f"B{no:010d}"
        order.waybill_no = f"W{no:010d}" if no % 2 else ""
        order.recipient_id = person.pk
        order.holder_id = person.pk if level == Level.IMAGES else None
        order.stage = "PAID" if is_open else "COMPLETED"
        order.number_state = _number_state(level, no)
        orders.append(order)
    _insert(Order, orders)
    reviewer = make_staff("reviewer")
    sent = [order for order in orders[-len(people) :: 3] if order.holder_id]
    _insert(IdRecord, [_record(each, no, reviewer) for no, each in enumerate(sent)])
    return merchants


def _copy(model: Order) -> Order:
    order = copy(model)
    order._state = copy(model._state)
    order.pk = uuid7()
    order.sealed = None
    order.ask_due_at = None
    order._state.adding = True
    return order


def _number_state(level: str, no: int) -> str:
    if level != Level.NUMBER_ONLY:
        return "NOT_NEEDED"
    return "MISSING" if no % 50 == 9 else "PRESENT"


def _record(order: Order, no: int, reviewer: object) -> IdRecord:
    pk = uuid7()
    state = RecordState.ACCEPTED
    if no % 6 == 5:
        state = RecordState.REJECTED
    elif no % 6 == 4 and order.is_open:
        state = RecordState.PENDING
    judged = state != RecordState.PENDING
    return IdRecord(
        id=pk,
        reference=reference("ID", pk),
        recipient_id=order.recipient_id,
        order=order,
        state=state,
        document_type="RESIDENT_ID",
        family="RESIDENT_ID",
        name_equal=True,
        valid_until=(NOW + timedelta(days=900)).date(),
        source="LINK",
        consent_at=NOW,
        consent_reuse=True,
        started_at=NOW,
        submitted_at=NOW,
        reviewed_at=NOW if judged else None,
        reviewed_by=reviewer if judged else None,
    )


def _insert(model: type, rows: list) -> None:
    for chunk in batched(rows, CHUNK):
        model.objects.bulk_create(chunk)
