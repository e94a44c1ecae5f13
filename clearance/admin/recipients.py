"""People as staff see them: masked, found by reference or exact phone."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from clearance.admin.base import KeysetAdmin, ReadOnly
from clearance.admin.filters import of_person
from clearance.identity.queries import standings
from clearance.identity.queries.forecast import MOST
from clearance.identity.queries.worth import worth_of
from clearance.lib.masking import mask_name, mask_phone
from clearance.lib.workdays import today
from clearance.orders.models import Order
from clearance.orders.queries import with_rulings
from clearance.recipients.models import Recipient
from clearance.recipients.queries import unseal, with_phone

SHOWN = 50
"""Orders of a person that are listed; what a document is worth looks at more."""


@admin.register(Recipient)
class RecipientAdmin(KeysetAdmin, ReadOnly):
    """One row a person, newest first."""

    heading = _("Recipients")
    list_display = ["reference", "name_shown", "phone_shown", "state", "created_at"]
    list_filter = ["state"]
    search_fields = ["reference"]
    search_help_text = _("Reference such as R-7K3F9QXA, or phone: exact.")
    change_form_template = "admin/recipient_change.html"

    def prepare_rows(self, request: HttpRequest, rows: Iterable[Recipient]) -> None:
        people = list(rows)
        values = unseal(people)
        for person in people:
            person.masked = values[person.pk]  # type: ignore[attr-defined]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not (sought := search_term.strip()):
            return queryset, False
        exact = Q(reference=sought.upper()) | Q(pk__in=with_phone(sought))
        return queryset.filter(exact), False

    def page_context(self, request: HttpRequest, row: Recipient) -> dict[str, Any]:
        values = unseal([row])[row.pk]
        about = Order.objects.filter(of_person(Recipient.objects.filter(pk=row.pk)))
        rows = with_rulings(about.select_related("merchant"))
        orders = list(rows.order_by("-pk")[:MOST])
        stands = standings(orders, today(now()))
        sent = row.id_records.filter(submitted_at__isnull=False)
        records = list(sent.order_by("-pk"))
        return {
            "name": mask_name(values.get("name", "")),
            "phone": mask_phone(values.get("phone", "")),
            "orders": [(order, stands[order.pk]) for order in orders[:SHOWN]],
            "records": records,
            "worth": worth_of(row.pk, records, orders, stands),
            "joined": list(row.joined.all()),
        }

    @admin.display(description=_("Name"))
    def name_shown(self, person: Any) -> str:
        return mask_name(person.masked.get("name", ""))

    @admin.display(description=_("Phone"))
    def phone_shown(self, person: Any) -> str:
        return mask_phone(person.masked.get("phone", ""))
