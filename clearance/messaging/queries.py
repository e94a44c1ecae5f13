"""Reading the outbox."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from clearance.keys.enums import KeyPurpose
from clearance.keys.services import open_keys
from clearance.messaging import rules
from clearance.messaging.enums import MessageState
from clearance.messaging.models import Message

URGENT = Q(kind__in=sorted(rules.URGENT))


def waiting() -> QuerySet[Message]:
    """What has not left yet."""
    return Message.objects.filter(state=MessageState.QUEUED)


def due(now: datetime, *, but_for: Collection[str] = ()) -> QuerySet[Message]:
    """What may be handed over now, but for these channels; nobody holds it."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    return waiting().filter(free, due_at__lte=now).exclude(channel__in=but_for)


def in_turn(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Those before which no other to the same person waits; codes wait for none."""
    sooner = Q(turn__lt=OuterRef("turn")) | Q(
        turn=OuterRef("turn"), id__lt=OuterRef("id")
    )
    before = waiting().exclude(URGENT).filter(sooner, person=OuterRef("person"))
    return messages.exclude(URGENT).exclude(Exists(before))


def given_up(now: datetime) -> QuerySet[Message]:
    """The dead letters that can still be sent again."""
    dead = Message.objects.filter(state=MessageState.DEAD, sealed__isnull=False)
    return dead.filter(posted_at__gt=now - rules.RETRY_WITHIN).exclude(URGENT)


def unseal(messages: Iterable[Message]) -> dict[UUID, dict[str, str]]:
    """Address and text of these messages, in one query; {} where they are erased."""
    rows = list(messages)
    keys = open_keys([row.person for row in rows], KeyPurpose.PERSON)
    return {
        row.pk: keys[row.person].unseal(Message.LABEL, row.pk, "sealed", row.sealed)
        if row.sealed is not None and row.person in keys
        else {}
        for row in rows
    }
