"""Sending a document back: with reasons, and a fresh link to take it again."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import User
from clearance.audit import services as audit
from clearance.audit.rules import Line
from clearance.channels.enums import Level
from clearance.identity.access import may_send_link
from clearance.identity.enums import Judged, RecordState
from clearance.identity.models import IdRecord, Judgement, RejectionReason
from clearance.identity.queries import standing, standings
from clearance.identity.queries.contents import addressee, country_of
from clearance.identity.services import judgements, traces
from clearance.identity.services.claiming import for_supervisor, keep_note, let_go
from clearance.identity.services.links import locked_order, make_link
from clearance.identity.services.people import lock_case
from clearance.identity.services.records import picture_kinds
from clearance.identity.services.review import demand_shown, is_supervisor
from clearance.lib.verdicts import Refusal
from clearance.lib.workdays import today
from clearance.messaging import services as messaging
from clearance.messaging.enums import MessageKind
from clearance.orders.enums import OPEN_STAGES
from clearance.orders.models import Order
from clearance.orders.queries import unseal

# A second time within one person's documents, a supervisor looks first: an odd angle
# can look like editing.
SUPERVISED_SECOND_TIME = frozenset({"EDITED", "PORTRAIT"})


@transaction.atomic
def send_back(
    record: IdRecord,
    reasons: Sequence[str],
    *,
    by: User,
    now: datetime,
    version: int,
    digest: str | None = None,
    note: str = "",
    final: bool = False,
) -> IdRecord:
    """Send a document back with its reasons; the person gets a new link.

    EDITED and PORTRAIT for the second time go to a supervisor instead (the record
    comes back pending, `needs_supervisor`). A supervisor may make such a reason final:
    then no link is sent. Raises Refusal: reason, and what `review.accept` raises for a
    case that is not theirs.
    """
    chosen = _reasons(reasons)
    record, _people = lock_case(record.pk)
    _demand_belonging(chosen, record)
    demand_shown(record, by=by, now=now, version=version, digest=digest)
    if not is_supervisor(by) and (final or _is_second_time(record, chosen)):
        for_supervisor(record, note=note)
        audit.record(
            "id.escalated",
            about=record,
            by=by,
            now=now,
            merchant_id=record.order.merchant_id,
        )
        return record
    if final and not any(reason.may_be_final for reason in chosen):
        raise Refusal(_("This reason cannot be final."), code="reason")

    judged = Judged.REFUSED if final else Judged.SENT_BACK
    codes = [reason.code for reason in chosen]
    judgement = judgements.begin(record, judged, by=by, now=now, codes=codes)
    before = traces.look({record.recipient_id}, joining=False)
    record.state = RecordState.REJECTED
    record.reviewed_at, record.reviewed_by = now, by
    record.ended_at = now
    record.version += 1
    let_go(record)
    if note.strip():
        keep_note(record, note)
    record.save()
    record.reasons.set(chosen)
    lines = [] if final else _ask_again(judgement, chosen, now=now)
    judgements.keep(judgement, before)
    sent = audit.line(
        "id.refused" if final else "id.sent_back",
        about=record,
        by=by,
        now=now,
        reason=judgement.reason_codes,
        merchant_id=record.order.merchant_id,
    )
    audit.record_many([*lines, sent])
    return record


def _reasons(codes: Sequence[str]) -> list[RejectionReason]:
    rows = RejectionReason.objects.filter(code__in=codes, is_active=True)
    found = {row.code: row for row in rows}
    if not found or set(codes) - found.keys():
        raise Refusal(_("Choose at least one reason."), code="reason")
    return [found[code] for code in dict.fromkeys(codes)]


def _demand_belonging(chosen: Sequence[RejectionReason], record: IdRecord) -> None:
    """Raise Refusal for a reason that cannot be said of such a document."""
    kinds = picture_kinds(record)
    for reason in chosen:
        if not reason.speaks_of(record.document_type, kinds):
            raise Refusal(
                _("“%(reason)s” cannot be said of this document: %(kind)s.")
                % {"reason": reason, "kind": record.get_document_type_display()},
                code="reason",
            )


def _is_second_time(record: IdRecord, chosen: Sequence[RejectionReason]) -> bool:
    codes = {reason.code for reason in chosen} & SUPERVISED_SECOND_TIME
    before = IdRecord.objects.filter(
        recipient=record.recipient_id, state=RecordState.REJECTED
    )
    return before.filter(reasons__code__in=codes).exists()


def _ask_again(
    judgement: Judgement, chosen: Sequence[RejectionReason], *, now: datetime
) -> list[Line]:
    """A new link for the order it was sent for, else for another that still asks.

    The person is told of it once the decision cannot be undone any more.
    """
    record = judgement.record
    if (order := _still_asking(record, now)) is None:
        return []
    to = addressee(order, unseal([order])[order.pk])
    link, url, lines = make_link(order, by=None, now=now)
    if to.phone:
        said = [reason.text_in(to.language) for reason in chosen]
        messaging.post(
            MessageKind.SENT_BACK,
            person=to.person,
            to=to.phone,
            about=link,
            language=to.language,
            country=country_of(to, order),
            context={
                "tail": order.number[-4:],
                "reason": " ".join(said),
                "link": url,
            },
            idempotency_key=judgements.message_key(judgement),
            now=now,
            not_before=judgement.undo_until,
        )
    return lines


def _still_asking(record: IdRecord, now: datetime) -> Order | None:
    """An order that still asks this person for photos, locked: its own one first."""
    orders = Order.objects.filter(
        holder=record.recipient_id, level=Level.IMAGES, stage__in=OPEN_STAGES
    )
    candidates = list(orders.order_by("-pk")[:20])
    candidates.sort(key=lambda order: order.pk != record.order_id)
    found = standings(candidates, today(now))
    for order in candidates:
        if may_send_link(order, found[order.pk].state):
            # One lock only: whoever locks several orders does so in their order.
            locked = locked_order(order.pk)
            serves = may_send_link(locked, standing(locked, today(now)).state)
            same = locked.holder_id == record.recipient_id
            return locked if serves and same else None
    return None
