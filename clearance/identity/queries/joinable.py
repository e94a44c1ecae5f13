"""Whether what somebody typed belongs to a document of theirs that is on file."""

from datetime import date

from clearance.identity.enums import RecordState
from clearance.identity.models import IdRecord
from clearance.identity.queries.contents import addressee, unseal_records
from clearance.identity.queries.standings import needs_of, records_of
from clearance.identity.rules import obstacle
from clearance.lib.names import same_name
from clearance.orders.models import Order
from clearance.orders.queries import unseal
from clearance.recipients.enums import PersonState


def record_to_join(order: Order, draft: IdRecord, today: date) -> IdRecord | None:
    """The approved document of another row that is this person's and covers the order.

    Its type and number are those that were typed, its name both the one that was typed
    and the one the order asks for, and its owner agreed that it serves later orders.
    """
    if draft.number_digest is None or order.holder_id is None:
        return None
    same = IdRecord.objects.filter(
        number_digest=bytes(draft.number_digest),
        state=RecordState.ACCEPTED,
        consent_reuse=True,
        recipient__state=PersonState.ACTIVE,
    ).exclude(recipient=order.holder_id)
    own = IdRecord.objects.filter(
        recipient=order.holder_id, family=draft.family, state=RecordState.ACCEPTED
    )
    if own.exists():
        return None  # which of two documents is right, a reviewer decides
    asked = addressee(order, unseal([order])[order.pk]).name
    return _covering(order, draft, asked, list(same.order_by("-reviewed_at")), today)


def _covering(
    order: Order, draft: IdRecord, asked: str, same: list[IdRecord], today: date
) -> IdRecord | None:
    need = needs_of([order])[order.pk]
    names = {
        pk: texts.get("name", "")
        for pk, texts in unseal_records([draft, *same]).items()
    }
    sent = records_of({record.recipient_id for record in same})
    facts = {each.id: each for theirs in sent.values() for each in theirs}
    for record in same:
        name = names[record.pk]
        if not same_name(name, asked) or not same_name(name, names[draft.pk]):
            continue
        if not obstacle(need, facts[record.pk], today):
            return record
    return None
