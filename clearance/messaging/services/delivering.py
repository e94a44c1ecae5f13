"""Delivering what waits in the outbox: at least once, in turn, by day."""

import logging
from collections import Counter
from datetime import datetime, timedelta
from time import monotonic

from django.db import connection, transaction
from django.db.models import QuerySet

from clearance.keys.services import RingRefused, UnknownKey
from clearance.messaging import rules
from clearance.messaging.delivery import NotDelivered, Refused, Sender, senders
from clearance.messaging.enums import MessageState, Trouble
from clearance.messaging.models import Message
from clearance.messaging.queries import URGENT, due, in_turn, unseal, waiting
from clearance.messaging.services.posting import when_due

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
FAILURES_IN_A_ROW = 3
"""After so many a carrier is left alone until the next round."""


def drive_deliveries(*, now: datetime, limit: int = 500) -> int:
    """Deliver what is due, each message at least once; says how many left.

    A message is leased before it is handed over, so that two workers do not send it
    both, and comes back when its worker died. To one person they leave in the order in
    which they were posted. A carrier that takes nothing is not asked all night long:
    what waits for it then has lost no attempt.
    """
    carriers, left, begun = senders(), 0, monotonic()
    failures: Counter[str] = Counter()
    _heed_the_clock(now)
    for _ in range(limit):
        at = now + timedelta(seconds=monotonic() - begun)
        resting = [name for name, n in failures.items() if n >= FAILURES_IN_A_ROW]
        message = _lease_next(at, resting)
        if message is None:
            break
        trouble = _deliver(message, carriers[message.channel], at)
        left += trouble is None
        in_vain = isinstance(trouble, NotDelivered) and trouble.for_all
        failures[message.channel] = failures[message.channel] + 1 if in_vain else 0
    return left


@transaction.atomic
def _heed_the_clock(now: datetime) -> None:
    """What waits for a moment that a right clock would not name was made to wait by a
    clock that has been set back since: it waits no longer.
    """
    latest = now + 2 * rules.LONGEST_WAIT  # whoever calls may have begun long ago
    waiting().filter(leased_until__gt=latest).update(leased_until=None)
    far = waiting().filter(due_at__gt=latest)
    far.filter(URGENT).update(due_at=now)
    for country in list(far.values_list("country", flat=True).distinct()):
        beyond = far.filter(country=country, due_at__gt=when_due("", country, latest))
        beyond.update(due_at=when_due("", country, now))


@transaction.atomic
def _lease_next(now: datetime, resting: list[str] | None = None) -> Message | None:
    found = due(now, but_for=resting or ())
    for lane in (found.filter(URGENT), in_turn(found)):
        while (message := _locked(lane).order_by("due_at", "id").first()) and (
            later := when_due(message.kind, message.country, now)
        ) > now:
            _until_day(found.filter(country=message.country).exclude(URGENT), later)
        if message is not None:
            message.leased_until = now + LEASE
            message.attempts += 1
            message.save(update_fields=["leased_until", "attempts"])
            return message
    return None


def _until_day(messages: QuerySet[Message], later: datetime) -> None:
    """It is night there: some hundreds at a time, none that another worker holds."""
    some = _locked(messages).order_by("due_at").values_list("pk", flat=True)[:500]
    Message.objects.filter(pk__in=list(some)).update(due_at=later)


def _locked(messages: QuerySet[Message]) -> QuerySet[Message]:
    return messages.select_for_update(
        skip_locked=connection.features.has_select_for_update_skip_locked
    )


def _deliver(
    message: Message, carrier: Sender, now: datetime
) -> NotDelivered | Refused | None:
    """Hand one message over; what kept it, if anything. It keeps back no other."""
    if message.kind in rules.URGENT and now - message.posted_at > rules.USEFUL:
        return _failed(message, Refused(Trouble.LATE), now)
    try:
        values = unseal([message])[message.pk]
        if not values:
            return _failed(message, Refused(Trouble.ERASED), now)
        carrier.send(to=values["to"], text=values["text"], key=message.idempotency_key)
    except RingRefused as refused:
        if isinstance(refused, UnknownKey):  # of this person's key alone
            return _failed(message, NotDelivered(Trouble.FAULT), now)
        # No message is at fault, and none can be read: they wait for the key ring.
        Message.objects.filter(pk=message.pk).update(
            leased_until=None, attempts=message.attempts - 1
        )
        raise
    except (NotDelivered, Refused) as trouble:
        return _failed(message, trouble, now)
    except Exception as fault:
        # Its kind only: a carrier may quote address and text in what it complains of.
        logger.error("Message %s failed: %s", message.pk, type(fault).__name__)  # noqa: TRY400
        return _failed(message, NotDelivered(Trouble.FAULT), now)
    # Cancelled meanwhile or not: it left.
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.SENT, sent_at=now, leased_until=None, trouble=""
    )
    return None


def _failed(
    message: Message, trouble: NotDelivered | Refused, now: datetime
) -> NotDelivered | Refused:
    over = isinstance(trouble, Refused) or message.attempts >= rules.GIVE_UP_AFTER
    if over:
        _give_up(message, trouble.trouble)
        return trouble
    again = now + rules.wait_after(message.attempts)
    _waiting(message).update(
        leased_until=None,
        due_at=when_due(message.kind, message.country, again),
        trouble=trouble.trouble,
    )
    return trouble


def _give_up(message: Message, trouble: Trouble) -> None:
    logger.warning("Message %s is given up: %s", message.pk, trouble.value)
    _waiting(message).update(
        state=MessageState.DEAD, leased_until=None, trouble=trouble
    )


def _waiting(message: Message) -> QuerySet[Message]:
    """The row as it waits now, unless it was cancelled while it was handed over."""
    return waiting().filter(pk=message.pk)
