"""What happened to an order, newest first, with what it waits for on top."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clearance.identity.enums import RecordState
from clearance.identity.models import IdRecord, UploadLink
from clearance.orders.models import Decision, Order
from clearance.reports.waiting import Waiting


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline."""

    at: datetime
    what: str | Promise
    detail: str | Promise = ""
    bad: bool = False


def timeline(
    order: Order,
    decisions: Sequence[Decision],
    links: Iterable[UploadLink],
    records: Iterable[IdRecord],
    *,
    waiting: Waiting | None,
    for_shop: bool = False,
) -> list[Event]:
    """Every event of an order. A shop reads no reviewer, no reference of a document.

    `decisions` are newest first; `records` those that concern the order.
    """
    received = "" if for_shop else str(order.merchant)
    events = [Event(order.received_at, _("Order received"), received)]
    for decision in reversed(decisions):
        what = _("Decision %(no)s") % {"no": decision.no}
        because = f"{decision.get_level_display()} ({decision.get_cause_display()})"
        events.append(Event(decision.decided_at, what, because))
    for link in links:
        events += _of_link(link)
    for record in records:
        events += _of_record(record, for_shop=for_shop)
    if order.stage_at > order.received_at:
        events.append(Event(order.stage_at, _("Stage"), order.get_stage_display()))
    # Stable: of two things at the same moment the later in this list came later.
    newest_first = sorted(events, key=lambda event: event.at)[::-1]
    now = [Event(waiting.since, waiting.strong)] if waiting else []
    return now + newest_first


def _of_link(link: UploadLink) -> Iterator[Event]:
    yield Event(link.created_at, _("Link sent"), link.get_purpose_display())
    if link.opened_at:
        yield Event(link.opened_at, _("Link opened"))
    if link.ended_at:
        because = link.get_ended_because_display()
        yield Event(link.ended_at, _("Link ended"), because)


def _of_record(record: IdRecord, *, for_shop: bool) -> Iterator[Event]:
    if record.submitted_at:
        which = "" if for_shop else record.reference
        yield Event(record.submitted_at, _("ID sent"), which)
    if not record.reviewed_at:
        return
    sent_back = record.state == RecordState.REJECTED
    what = _("ID sent back") if sent_back else _("ID approved")
    if for_shop:
        yield Event(record.reviewed_at, what, bad=sent_back)
    else:
        who = f"{record.reference} · {record.reviewed_by}"
        yield Event(record.reviewed_at, what, who, bad=sent_back)
