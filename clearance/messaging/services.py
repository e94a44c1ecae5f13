"""Posting messages in the transaction that needs them, and delivering them after it."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model, Q, QuerySet

from clearance.keys.enums import KeyPurpose
from clearance.keys.services import RingRefused, UnknownKey, open_key
from clearance.lib.work import nudge
from clearance.messaging import rules
from clearance.messaging.delivery import NotDelivered, Sender, sender
from clearance.messaging.enums import MessageState
from clearance.messaging.models import Message
from clearance.messaging.queries import unseal

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)


@transaction.atomic
def post(
    kind: str,
    *,
    person: UUID,
    to: str,
    about: Model,
    language: str,
    context: Mapping[str, str],
    idempotency_key: str,
    now: datetime,
    due_at: datetime | None = None,
) -> Message:
    """Put a message to a person into the outbox, once for its key.

    It leaves when the transaction has committed. `person` is whose data key seals
    address and text. Raises KeyGone for a person whose data key is destroyed.
    """
    message = Message(
        kind=kind,
        language=language,
        person=person,
        about_type=about._meta.label_lower,
        about_id=about.pk,
        template_version=rules.VERSION,
        idempotency_key=idempotency_key,
        posted_at=now,
        due_at=due_at or now,
    )
    said = rules.text(kind, language, context)
    message.sealed = open_key(person, KeyPurpose.PERSON).seal(
        Message.LABEL, message.pk, "sealed", {"to": to, "text": said}
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)
    nudge("messaging.deliver")
    return Message.objects.get(idempotency_key=idempotency_key)


@transaction.atomic
def cancel_about(about: UUID, *, now: datetime) -> int:
    """Keep back what has not left yet about a row; says how many that were.

    One that is being handed over at this moment may still leave, and is then not told
    again: it stays cancelled only if it did not.
    """
    waiting = Message.objects.filter(about_id=about, state=MessageState.QUEUED)
    return waiting.update(state=MessageState.CANCELLED)


def drive_deliveries(*, now: datetime, limit: int = 500) -> int:
    """Deliver what is due, each message at least once; says how many left.

    A message is leased before it is handed over, so that two workers do not send it
    both, and comes back when its worker died.
    """
    carrier, left, begun = sender(), 0, monotonic()
    for _ in range(limit):
        at = now + timedelta(seconds=monotonic() - begun)
        message = _lease_next(at)
        if message is None:
            break
        left += _deliver(message, carrier, at)
    return left


@transaction.atomic
def _lease_next(now: datetime) -> Message | None:
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    due = Message.objects.filter(free, state=MessageState.QUEUED, due_at__lte=now)
    locked = due.select_for_update(
        skip_locked=connection.features.has_select_for_update_skip_locked
    )
    message = locked.order_by("due_at", "id").first()
    if message is not None:
        message.leased_until = now + LEASE
        message.attempts += 1
        message.save(update_fields=["leased_until", "attempts"])
    return message


def _deliver(message: Message, carrier: Sender, now: datetime) -> bool:
    """Hand one message over; whether it left. No message keeps back those behind it."""
    try:
        values = unseal([message])[message.pk]
        if not values:
            _give_up(message)
            return False
        carrier.send(to=values["to"], text=values["text"], key=message.idempotency_key)
    except RingRefused as refused:
        if isinstance(refused, UnknownKey):  # of this person's key alone
            _again_later(message, now=now)
            return False
        # No message is at fault, and none can be read: they wait for the key ring.
        Message.objects.filter(pk=message.pk).update(
            leased_until=None, attempts=message.attempts - 1
        )
        raise
    except NotDelivered:
        _again_later(message, now=now)
        return False
    except Exception as fault:
        # Its kind only: a carrier may quote address and text in what it complains of.
        logger.error("Message %s failed: %s", message.pk, type(fault).__name__)  # noqa: TRY400
        _again_later(message, now=now)
        return False
    # Cancelled meanwhile or not: it left.
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.SENT, sent_at=now, leased_until=None
    )
    return True


def _again_later(message: Message, *, now: datetime) -> None:
    if message.attempts >= rules.GIVE_UP_AFTER:
        _give_up(message)
        return
    _waiting(message).update(
        leased_until=None, due_at=now + rules.wait_after(message.attempts)
    )


def _give_up(message: Message) -> None:
    _waiting(message).update(state=MessageState.DEAD, leased_until=None)


def _waiting(message: Message) -> QuerySet[Message]:
    """The row as it waits now, unless it was cancelled while it was handed over."""
    return Message.objects.filter(pk=message.pk, state=MessageState.QUEUED)
