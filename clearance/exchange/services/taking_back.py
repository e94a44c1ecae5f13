"""Taking back an import: its orders go as if they had never come, or none does."""

from datetime import datetime
from itertools import batched

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from clearance.accounts.models import User
from clearance.audit import services as audit
from clearance.exchange.enums import BatchState
from clearance.exchange.models import ImportBatch
from clearance.exchange.services.running import lock_orders_of
from clearance.identity.models import IdRecord, UploadLink
from clearance.lib.verdicts import Refusal, Text
from clearance.messaging.services import cancel_about
from clearance.orders.models import Decision, Order, Override

ORDERS_A_STATEMENT = 500

WHY: tuple[tuple[str, Text], ...] = (
    ("has_records", _("a document was sent for %(count)d")),
    ("has_links_used", _("a link was opened for %(count)d")),
    ("decided_by_people", _("a person decided about %(count)d")),
    ("changed_since", _("%(count)d changed since")),
)


@transaction.atomic
def take_back(batch: ImportBatch, *, by: User | None, now: datetime) -> ImportBatch:
    """Delete the orders an import added, with items, decisions and unused links.

    The people it added stay until their data are due. Raises Refusal, and deletes
    nothing, when the import changed stored orders, or anything depends on one.
    """
    rows = ImportBatch.objects.select_related("merchant")
    batch = rows.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.state != BatchState.DONE:
        raise Refusal(_("Only a finished import can be taken back."), code="state")
    if batch.updated:
        raise Refusal(
            ngettext_lazy(
                "This import changed %(count)d order that was there before.",
                "This import changed %(count)d orders that were there before.",
                "count",
            )
            % {"count": batch.updated},
            code="updated_orders",
            remedy=_("Import the earlier file again to change them back."),
        )
    lock_orders_of(batch.merchant)
    orders = Order.objects.filter(batch_id=batch.pk)
    ids = list(orders.select_for_update().order_by("pk").values_list("pk", flat=True))
    _demand_untouched(batch, orders, left=len(ids))

    for some in batched(ids, ORDERS_A_STATEMENT):
        links = UploadLink.objects.filter(order_id__in=some)
        for link in links.values_list("pk", flat=True):
            cancel_about(link, now=now)
        Order.objects.filter(pk__in=some).delete()
    batch.state, batch.finished_at = BatchState.TAKEN_BACK, now
    batch.save(update_fields=["state", "finished_at"])
    audit.record("import.taken_back", about=batch, by=by, now=now)
    return batch


def _demand_untouched(batch: ImportBatch, orders: QuerySet[Order], left: int) -> None:
    """Raise Refusal, saying for how many orders and why, unless nothing depends."""
    people = Q(decided_by__isnull=False)
    counts = {
        "has_records": orders.filter(
            pk__in=IdRecord.objects.filter(order__in=orders).values("order")
        ).count(),
        "has_links_used": orders.filter(
            pk__in=UploadLink.objects.filter(
                order__in=orders, opened_at__isnull=False
            ).values("order")
        ).count(),
        "decided_by_people": orders.filter(
            Q(pk__in=Decision.objects.filter(people, order__in=orders).values("order"))
            | Q(pk__in=Override.objects.filter(order__in=orders).values("order"))
        ).count(),
        "changed_since": orders.exclude(updated_at=F("received_at")).count()
        + (batch.created - left),
    }
    why = [str(text % {"count": counts[name]}) for name, text in WHY if counts[name]]
    if why:
        raise Refusal(
            _("This import stays: of its %(all)d orders, %(why)s.")
            % {"all": batch.created, "why": "; ".join(why)},
            code="depended_on",
            remedy=_("Close single orders instead."),
        )
