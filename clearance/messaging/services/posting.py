"""Putting messages into the outbox, keeping them back, sending them once more."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Model

from clearance.keys.enums import KeyPurpose
from clearance.keys.services import open_key
from clearance.lib.work import nudge
from clearance.messaging import rules
from clearance.messaging.access import may_retry
from clearance.messaging.enums import MessageChannel, MessageState
from clearance.messaging.models import Message
from clearance.messaging.queries import waiting


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
    channel: str = MessageChannel.SMS,
    country: str = "",
    not_before: datetime | None = None,
) -> Message:
    """Put a message to a person into the outbox, once for its key.

    It leaves when the transaction has committed, not before `not_before`, and it is day
    in `country`, which unless given is that of the phone; a code leaves at once and
    takes the place of one that waits. `person` is whose data key seals address and
    text. Raises KeyGone for a person whose data key is destroyed.
    """
    known = Message.objects.filter(idempotency_key=idempotency_key).first()
    if known is not None:
        return known
    said = rules.text(kind, language, context, channel)
    country = country or rules.country_of(to)
    message = Message(
        kind=kind,
        channel=channel,
        language=language,
        person=person,
        turn=_next_turn(person),
        country=country,
        about_type=about._meta.label_lower,
        about_id=about.pk,
        template_version=rules.version(kind, channel),
        parts=rules.parts_of(said) if channel == MessageChannel.SMS else 1,
        idempotency_key=idempotency_key,
        posted_at=now,
        due_at=when_due(kind, country, max(now, not_before or now)),
    )
    message.sealed = open_key(person, KeyPurpose.PERSON).seal(
        Message.LABEL, message.pk, "sealed", {"to": to, "text": said}
    )
    if kind in rules.URGENT:
        older = waiting().filter(person=person, kind=kind)
        older.update(state=MessageState.CANCELLED)
    Message.objects.bulk_create([message], ignore_conflicts=True)
    nudge("messaging.deliver")
    return Message.objects.get(idempotency_key=idempotency_key)


def _next_turn(person: UUID) -> int:
    """After all that were posted to this person, whatever a clock said then.

    Two that are posted at the same moment share a turn: neither is the later one.
    """
    last = Message.objects.filter(person=person).aggregate(last=Max("turn"))["last"]
    return (last or 0) + 1


def when_due(kind: str, country: str, at: datetime) -> datetime:
    """The first moment from this one on at which a message of a kind may leave."""
    if kind in rules.URGENT:
        return at
    return rules.leave_at(at, country, rules.window(settings.MESSAGE_HOURS))


@transaction.atomic
def cancel_about(about: UUID, *, now: datetime) -> int:
    """Keep back what has not left yet about a row; says how many that were.

    One that is being handed over at this moment may still leave, and is then not told
    again: it stays cancelled only if it did not. One that was given up is not sent
    again either.
    """
    unsent = [MessageState.QUEUED, MessageState.DEAD]
    kept_back = Message.objects.filter(about_id=about, state__in=unsent)
    return kept_back.update(state=MessageState.CANCELLED)


@transaction.atomic
def keep_back(idempotency_key: str) -> bool:
    """Cancel the one message of this key; False when it is leaving, or has left."""
    rows = Message.objects.select_for_update().filter(idempotency_key=idempotency_key)
    if (message := rows.first()) is None:
        return True
    if message.state != MessageState.QUEUED or message.attempts:
        return False
    message.state = MessageState.CANCELLED
    message.save(update_fields=["state"])
    return True


@transaction.atomic
def retry(message: UUID, *, now: datetime) -> Message:
    """Put a message that was given up back into the outbox, at its old turn.

    Raises Refusal (not_dead erased late). The line of the access log is written by
    whoever asks, in the same transaction: the log is no lower room.
    """
    row = Message.objects.select_for_update().get(pk=message)
    may_retry(row, now).demand()
    row.state = MessageState.QUEUED
    row.attempts, row.leased_until = 0, None
    row.due_at = when_due(row.kind, row.country, now)
    row.save(update_fields=["state", "attempts", "leased_until", "due_at"])
    nudge("messaging.deliver")
    return row
