"""Judging a document: approved for every open order of the person, or sent back."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clearance.accounts.access import may
from clearance.accounts.models import User
from clearance.audit import services as audit
from clearance.audit.rules import Line
from clearance.channels.enums import Level
from clearance.identity.access import SUPERVISE, may_review
from clearance.identity.enums import Judged, RecordState
from clearance.identity.models import IdRecord, Judgement
from clearance.identity.queries import standings
from clearance.identity.queries.contents import (
    addressee,
    country_of,
    person_addressee,
    unseal_records,
)
from clearance.identity.rules import runs_out
from clearance.identity.services import judgements, traces
from clearance.identity.services.asking import end_needless
from clearance.identity.services.claiming import for_supervisor, let_go
from clearance.identity.services.people import (
    join,
    lock_case,
    lock_orders_of,
    supersede,
    twins_of,
)
from clearance.identity.services.records import (
    active_images,
    facts_of_record,
    missing_sides,
)
from clearance.lib.names import same_name
from clearance.lib.verdicts import Refusal
from clearance.lib.workdays import today
from clearance.messaging import services as messaging
from clearance.messaging.enums import MessageKind
from clearance.orders.enums import OPEN_STAGES
from clearance.orders.models import Order
from clearance.orders.queries import unseal
from clearance.recipients.enums import PersonState
from clearance.recipients.models import Recipient


def accept(
    record: IdRecord,
    *,
    by: User,
    now: datetime,
    version: int,
    digest: str | None = None,
) -> IdRecord:
    """Approve a document: every open order of the person may use it from now on.

    An earlier one of its family gives way, and rows of one person are joined when the
    same number and name prove it. Raises Refusal: stale (it changed since it was
    shown), decided, not_claimed, taken, own_entry, supervisor, name_differs, expired,
    incomplete, number_conflict (it is a supervisor's now).
    """
    with transaction.atomic():
        record, people = lock_case(record.pk)
        demand_shown(record, by=by, now=now, version=version, digest=digest)
        _demand_sound(record, now)
        twins = twins_of(record)
        strangers = _of_other_names(record, twins)
        conflict = bool(strangers) and not record.needs_supervisor
        if conflict:
            for_supervisor(record)
            audit.record(
                "identity.number_conflict",
                about=record,
                by=by,
                now=now,
                merchant_id=record.order.merchant_id,
            )
        else:
            _accept(record, people, twins, strangers, by=by, now=now)
    if conflict:
        raise Refusal(
            _(
                "Somebody of another name has an approved document with this number. "
                "A supervisor decides."
            ),
            code="number_conflict",
        )
    return record


def case_digest(record: IdRecord) -> str:
    """What a review page showed: it changes when the record or a photo of it does."""
    shown = [str(record.version), *(str(image.pk) for image in active_images(record))]
    return hashlib.sha256(":".join(shown).encode()).hexdigest()[:32]


def demand_shown(
    record: IdRecord, *, by: User, now: datetime, version: int, digest: str | None
) -> None:
    """Raise Refusal unless this reviewer may decide exactly what they were shown."""
    may_review(by, record, now=now).demand()
    changed = record.version != version
    if changed or (digest and digest != case_digest(record)):
        raise Refusal(
            _("This document changed while you looked at it. Open it again."),
            code="stale",
        )


def is_same_name(record: IdRecord, texts: dict[str, str]) -> bool:
    """Whether the record names whom its order asks, as the order stands now."""
    order = record.order
    values = unseal([order])[order.pk]
    if order.level == Level.IMAGES and order.holder_id == record.recipient_id:
        return same_name(texts.get("name", ""), addressee(order, values).name)
    return bool(record.name_equal)


def _accept(
    record: IdRecord,
    people: Sequence[Recipient],
    twins: Sequence[IdRecord],
    strangers: Collection[UUID],
    *,
    by: User,
    now: datetime,
) -> None:
    same = {twin.recipient_id for twin in twins} - set(strangers)
    judgement = judgements.begin(record, Judged.APPROVED, by=by, now=now)
    before = traces.look({record.recipient_id, *same}, joining=bool(same))
    winner, lines = _join(record, people, same, by=by, now=now)
    for earlier in IdRecord.objects.select_for_update().filter(
        recipient=winner, family=record.family, state=RecordState.ACCEPTED
    ):
        supersede(earlier, now=now)
    record.recipient = winner
    record.state = RecordState.ACCEPTED
    record.name_equal = True
    record.reviewed_at, record.reviewed_by = now, by
    record.needs_supervisor = False
    record.version += 1
    let_go(record)
    record.save()
    lines += settle_orders(winner, now=now)
    _tell_accepted(judgement, now=now)
    judgements.keep(judgement, before)
    accepted = audit.line(
        "id.accepted",
        about=record,
        by=by,
        now=now,
        reason="number_conflict" if strangers else "",
        merchant_id=record.order.merchant_id,
    )
    audit.record_many([*lines, accepted])


def settle_orders(person: Recipient, *, now: datetime) -> list[Line]:
    """Let the open orders of a person stop asking where they are covered now."""
    orders = list(
        Order.objects.select_for_update()
        .filter(holder=person, level=Level.IMAGES, stage__in=OPEN_STAGES)
        .order_by("pk")
    )
    lines = end_needless(orders, standings(orders, today(now)), now=now)
    Order.objects.bulk_update(orders, ["ask_due_at"], batch_size=200)
    return lines


def _join(
    record: IdRecord,
    people: Sequence[Recipient],
    same: Collection[UUID],
    *,
    by: User,
    now: datetime,
) -> tuple[Recipient, list[Line]]:
    """The oldest row of this person, with the others joined into it."""
    rows = [each for each in people if each.pk in {record.recipient_id, *same}]
    winner, *losers = sorted(rows, key=lambda each: (each.created_at, each.pk))
    if losers:
        lock_orders_of(rows)
    lines: list[Line] = []
    for loser in losers:
        lines += join(loser, winner, by=by, now=now)
    return winner, lines


def _demand_sound(record: IdRecord, now: datetime) -> None:
    """Raise Refusal for a document that could not cover even the order it came for."""
    if record.recipient.state != PersonState.ACTIVE:
        raise Refusal(
            _("This person's data may not be used any more."), code="restricted"
        )
    texts = unseal_records([record])[record.pk]
    if not is_same_name(record, texts):
        raise Refusal(
            _("The name differs from the order. Send it back, or correct the order."),
            code="name_differs",
        )
    if missing_sides(record):
        raise Refusal(_("A side of this document is missing."), code="incomplete")
    if runs_out(facts_of_record(record, sides=frozenset()), today(now)):
        raise Refusal(_("This document has expired. Send it back."), code="expired")


def _of_other_names(record: IdRecord, twins: Sequence[IdRecord]) -> set[UUID]:
    """The people whose approved document has this number under another name."""
    texts = unseal_records([record, *twins])
    name = texts[record.pk].get("name", "")
    return {
        twin.recipient_id
        for twin in twins
        if not same_name(name, texts[twin.pk].get("name", ""))
    }


def _tell_accepted(judgement: Judgement, *, now: datetime) -> None:
    """Tell the person once the approval cannot be undone any more."""
    record = judgement.record
    order = Order.objects.get(pk=record.order_id)  # joining may have moved it
    values = unseal([order])[order.pk]
    to = person_addressee(record.recipient_id, order, values)
    if to.phone:
        messaging.post(
            MessageKind.ACCEPTED,
            person=to.person,
            to=to.phone,
            about=record,
            language=to.language,
            country=country_of(to, order),
            context={"tail": order.number[-4:]},
            idempotency_key=judgements.message_key(judgement),
            now=now,
            not_before=judgement.undo_until,
        )


def is_supervisor(user: User) -> bool:
    """Whether this reviewer decides what others escalate."""
    return bool(may(user, SUPERVISE))
