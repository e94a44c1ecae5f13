"""People behind documents: locking their rows, and joining rows of one person.

A person's row is locked before their orders, and orders before documents, so that
two uploads or two reviews of one person never both count.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import User
from clearance.audit import services as audit
from clearance.audit.rules import Line
from clearance.identity.enums import RecordState
from clearance.identity.models import IdRecord
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import open_key
from clearance.lib.verdicts import Refusal
from clearance.orders.models import Decision, Order, Override
from clearance.orders.queries import reasons, unseal
from clearance.recipients.enums import PersonState
from clearance.recipients.models import Recipient

BATCH = 200


def lock_people(ids: Collection[UUID]) -> list[Recipient]:
    """These people's rows, ours until the transaction ends; oldest first.

    Orders that arrive for them meanwhile do not wait: only their row is ours.
    """
    rows = Recipient.objects.select_for_update(no_key=True)
    return list(rows.filter(pk__in=ids).order_by("pk"))


def lock_case(record_id: UUID) -> tuple[IdRecord, list[Recipient]]:
    """A record and everybody who sent the same number, the people locked first.

    Raises Refusal (`stale`) when the record moves to another person meanwhile.
    """
    for _attempt in range(3):
        seen = IdRecord.objects.get(pk=record_id)
        people = lock_people({seen.recipient_id, *_senders(seen)})
        record = (
            IdRecord.objects.select_for_update(of=("self",))
            .select_related("order__merchant", "recipient")
            .get(pk=record_id)
        )
        if record.recipient_id in {person.pk for person in people}:
            return record, people
    raise Refusal(
        _("This document changed while you looked at it. Open it again."), code="stale"
    )


def lock_orders_of(people: Collection[Recipient]) -> None:
    """All orders of these people, sorted, so that nobody waits in a circle."""
    theirs = Q(recipient__in=people) | Q(holder__in=people)
    rows = Order.objects.select_for_update().filter(theirs).order_by("pk")
    list(rows.values_list("pk", flat=True))


def twins_of(record: IdRecord) -> list[IdRecord]:
    """Approved documents of other people with the same number."""
    if record.number_digest is None:
        return []
    rows = IdRecord.objects.select_related("recipient").filter(
        number_digest=bytes(record.number_digest), state=RecordState.ACCEPTED
    )
    return list(rows.exclude(recipient=record.recipient_id).order_by("pk"))


@transaction.atomic
def merge(
    loser: Recipient, winner: Recipient, *, by: User | None, now: datetime
) -> None:
    """Join two rows of one person, both named by staff; raises Refusal (not_active)."""
    rows = lock_people({loser.pk, winner.pk})
    lock_orders_of(rows)
    by_id = {row.pk: row for row in rows}
    audit.record_many(join(by_id[loser.pk], by_id[winner.pk], by=by, now=now))


def join(
    loser: Recipient, winner: Recipient, *, by: User | None, now: datetime
) -> list[Line]:
    """Move everything of one locked person to the other; lines for the log.

    What orders hold is sealed anew under the winner's key. Of two approved documents
    of a family the newer stays. Messages stay with the row they were sent for.
    """
    if loser.pk == winner.pk or {loser.state, winner.state} != {PersonState.ACTIVE}:
        raise Refusal(
            _("Only two people in use can be joined, each once."), code="not_active"
        )
    # Orders that arrive now wait for us; later ones find the winner.
    Recipient.objects.select_for_update().get(pk=loser.pk)
    _move_orders(loser, winner)
    _keep_newest(loser, winner, now)
    IdRecord.objects.filter(recipient=loser).update(recipient=winner)
    Recipient.objects.filter(merged_into=loser).update(merged_into=winner)
    loser.state = PersonState.MERGED
    loser.merged_into = winner
    loser.save(update_fields=["state", "merged_into"])
    return [
        audit.line("recipient.joined", about=loser, by=by, now=now),
        audit.line("recipient.joined_by", about=winner, by=by, now=now),
    ]


def _senders(record: IdRecord) -> list[UUID]:
    if record.number_digest is None:
        return []
    same = IdRecord.objects.filter(
        number_digest=bytes(record.number_digest),
        state__in=[RecordState.PENDING, RecordState.ACCEPTED],
        submitted_at__isnull=False,
    )
    return list(same.values_list("recipient_id", flat=True))


def _move_orders(loser: Recipient, winner: Recipient) -> None:
    orders = list(
        Order.objects.select_for_update().filter(recipient=loser).order_by("pk")
    )
    values = unseal(orders)
    decisions = _reasoned(Decision, orders)
    overrides = _reasoned(Override, orders)
    reasoned: list[Decision | Override] = [*decisions, *overrides]
    given = reasons(reasoned)

    key = open_key(winner.pk, KeyPurpose.PERSON)
    for order in orders:
        order.recipient = winner
        if order.sealed is not None:
            order.sealed = key.seal(Order.LABEL, order.pk, "sealed", values[order.pk])
    Order.objects.bulk_update(orders, ["recipient", "sealed"], batch_size=BATCH)
    for row in reasoned:
        row.sealed = key.seal(row.LABEL, row.pk, "sealed", {"reason": given[row.pk]})
    Decision.objects.bulk_update(decisions, ["sealed"], batch_size=BATCH)
    Override.objects.bulk_update(overrides, ["sealed"], batch_size=BATCH)
    Order.objects.filter(holder=loser).update(holder=winner)


def _reasoned[Reasoned: (Decision, Override)](
    model: type[Reasoned], orders: Sequence[Order]
) -> list[Reasoned]:
    rows = model.objects.select_related("order")
    return list(rows.filter(order__in=orders, sealed__isnull=False))


def _keep_newest(loser: Recipient, winner: Recipient, now: datetime) -> None:
    rows = IdRecord.objects.select_for_update().filter(
        recipient__in=[loser, winner], state=RecordState.ACCEPTED
    )
    kept: set[str] = set()
    for record in rows.order_by("-reviewed_at", "-pk"):
        if record.family in kept:
            supersede(record, now=now)
        kept.add(record.family)


def supersede(record: IdRecord, *, now: datetime) -> None:
    """An approved document gives way to a newer one of the same family."""
    record.state = RecordState.SUPERSEDED
    record.ended_at = now
    record.version += 1
    record.save(update_fields=["state", "ended_at", "version"])
