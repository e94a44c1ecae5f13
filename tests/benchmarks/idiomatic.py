"""The shop's list as most would write it: a ListView, a template that formats, counts.

Its columns and shell are those of ours, and so is what they are allowed to cost in
queries: standings and sealed values are looked up for the page at once. One shows the
tabs with their counts, as ours does; the other the rows alone.
Served beside ours by `application`, so that both meet the same server.
"""

from typing import Any

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.urls import include, path

HERE = settings.BASE_DIR / "tests" / "benchmarks"
settings.TEMPLATES[0]["DIRS"].append(HERE / "templates")
settings.ROOT_URLCONF = __name__
django.setup(set_prefix=False)

from django.db.models import QuerySet  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.views.generic import ListView  # noqa: E402

from clearance.channels.queries import channel_table  # noqa: E402
from clearance.identity.queries import standings  # noqa: E402
from clearance.lib.access_marks import access  # noqa: E402
from clearance.lib.masking import mask_name, mask_phone  # noqa: E402
from clearance.lib.workdays import today  # noqa: E402
from clearance.orders.models import Order  # noqa: E402
from clearance.orders.queries import unseal, with_rulings  # noqa: E402
from clearance.portal.lists import visible  # noqa: E402
from clearance.portal.tabs import TABS  # noqa: E402
from clearance.portal.team import shop_of  # noqa: E402


class Rows(ListView):
    """The shop's orders, newest first, fifty a page."""

    paginate_by = 50
    template_name = "idiomatic/order_list.html"
    context_object_name = "orders"

    def get_queryset(self) -> QuerySet[Order]:
        shop = shop_of(self.request)
        return with_rulings(Order.objects.filter(merchant=shop)).order_by("-pk")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context = super().get_context_data(**context)
        orders = list(context["orders"])
        stands = standings(orders, today(timezone.now()))
        values = unseal(orders)
        for order in orders:
            said = values[order.pk]
            order.standing = stands[order.pk]
            order.masked_name = mask_name(said.get("recipient_name", ""))
            order.masked_phone = mask_phone(said.get("recipient_phone", ""))
        return context | {"orders": orders, "channels": channel_table()}


class Tabs(Rows):
    """The same page, with how many orders each tab has."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        shop, day = shop_of(self.request), today(timezone.now())
        tabs = [
            (name, label, narrow(visible(shop), day).count())
            for name, (label, narrow) in TABS.items()
        ]
        return super().get_context_data(**context) | {"tabs": tabs}


urlpatterns = [
    path("idiomatic/", access("merchant")(Tabs.as_view())),
    path("idiomatic/rows/", access("merchant")(Rows.as_view())),
    path("", include("config.urls")),
]
application = WSGIHandler()
