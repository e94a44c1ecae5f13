"""Decisions of the review: kept with what they changed, undone within a minute."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import User
from clearance.audit import services as audit
from clearance.identity.access import UNDO_FOR, may_undo
from clearance.identity.enums import Judged
from clearance.identity.models import (
    IdRecord,
    Judgement,
    PhotoLease,
    SecondLook,
    UploadLink,
)
from clearance.identity.services import traces
from clearance.identity.services.people import lock_people
from clearance.identity.services.sampling import draw
from clearance.lib.verdicts import Refusal
from clearance.messaging import services as messaging
from clearance.orders.models import Order
from clearance.recipients.models import Recipient


def begin(
    record: IdRecord,
    judged: Judged,
    *,
    by: User,
    now: datetime,
    codes: Sequence[str] = (),
) -> Judgement:
    """The decision that is being made; what it changes is kept at its end."""
    return Judgement(
        record=record,
        judged=judged,
        reason_codes=",".join(codes),
        judged_by=by,
        judged_at=now,
        undo_until=now + UNDO_FOR,
    )


def keep(judgement: Judgement, before: traces.Seen) -> None:
    """Keep a decision that was carried out, and perhaps draw it for the sample."""
    judgement.changed = {
        "rows": traces.changes(before),
        "known": [pk for _label, pk in before],
    }
    judgement.save(force_insert=True)
    draw(judgement)


def message_key(judgement: Judgement) -> str:
    """By which the message that tells of a decision is found again."""
    return f"judgement:{judgement.pk}"


def undoable(user: User, *, now: datetime) -> QuerySet[Judgement]:
    """What this reviewer can still undo, the latest first."""
    own = Judgement.objects.filter(judged_by=user, undone_at__isnull=True)
    return (
        own.filter(undo_until__gt=now).select_related("record").order_by("-judged_at")
    )


@transaction.atomic
def undo(record: IdRecord, *, by: User, now: datetime) -> IdRecord:
    """Take the decision on a document back: everything is as it was before.

    Only for whoever decided, within a minute, while nothing else happened. Messages
    are kept back. Raises Refusal: nothing_to_undo, not_yours, undone, too_late,
    changed, opened, shown.
    """
    seen = IdRecord.objects.get(pk=record.pk)
    last = Judgement.objects.filter(record=record.pk).order_by("-judged_at", "-pk")
    if (judgement := last.first()) is None:
        raise Refusal(_("There is no decision to undo."), code="nothing_to_undo")
    # Not FOR UPDATE: whoever shows a photo must not wait for us with the log locked.
    found = judgement.changed.get("rows", [])
    people = traces.rows_of(found, Recipient)
    lock_people({seen.recipient_id, *people})
    links = traces.rows_of(found, UploadLink)
    theirs = Q(pk__in=traces.rows_of(found, Order)) | Q(links__in=links)
    orders = Order.objects.filter(theirs).order_by("pk").values_list("pk", flat=True)
    list(
        Order.objects.select_for_update(no_key=True)
        .filter(pk__in=set(orders))
        .order_by("pk")
    )
    record = IdRecord.objects.select_for_update(no_key=True).get(pk=record.pk)
    judgement = Judgement.objects.select_for_update(no_key=True).get(pk=judgement.pk)

    may_undo(by, judgement, now=now).demand()
    _demand_unseen(judgement, record)
    if people:
        _demand_nobody_new(judgement, record)
    if not messaging.keep_back(message_key(judgement)):
        raise Refusal(
            _("The person was told already. The decision stands."), code="too_late"
        )
    traces.put_back(judgement.changed["rows"])
    record.reasons.clear()
    judgement.undone_at = now
    judgement.changed, judgement.is_settled = {}, True
    judgement.save(update_fields=["undone_at", "changed", "is_settled"])
    SecondLook.objects.filter(judgement=judgement).delete()
    record.refresh_from_db()
    audit.record(
        "id.undone",
        about=record,
        by=by,
        now=now,
        reason=judgement.judged,
        merchant_id=Order.objects.get(pk=record.order_id).merchant_id,
    )
    return record


@transaction.atomic
def drive_judgements(*, now: datetime) -> int:
    """Forget what decisions changed once they cannot be undone; how many."""
    over = Judgement.objects.filter(is_settled=False, undo_until__lte=now)
    return over.update(changed={}, is_settled=True)


def _demand_unseen(judgement: Judgement, record: IdRecord) -> None:
    """Raise Refusal where a shop saw the photo because it was approved."""
    shown = PhotoLease.objects.filter(image__record=record, order__isnull=False)
    if shown.filter(given_at__gte=judgement.judged_at).exists():
        raise Refusal(
            _("The shop opened the photo already. The decision stands."), code="shown"
        )


def _demand_nobody_new(judgement: Judgement, record: IdRecord) -> None:
    """Raise Refusal where something arrived for people who were joined.

    It belongs to one of them; to which one cannot be told any more.
    """
    person, known = record.recipient_id, judgement.changed["known"]
    orders = Order.objects.filter(Q(recipient=person) | Q(holder=person))
    records = IdRecord.objects.filter(recipient=person)
    if any(rows.exclude(pk__in=known).exists() for rows in (orders, records)):
        raise traces.happened_since()
