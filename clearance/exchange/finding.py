"""An order by its number, which only together with the shop is its name."""

from django.utils.translation import gettext_lazy as _

from clearance.lib.verdicts import Refusal
from clearance.orders.models import Order


class Ambiguous(Refusal):
    """Several shops have an order of this number; `merchants` are their codes."""

    def __init__(self, merchants: list[str]) -> None:
        super().__init__(
            _("Several shops have an order with this number. Name the shop."),
            code="order_ambiguous",
        )
        self.merchants = merchants

    def __reduce__(self) -> tuple[type, tuple[list[str]]]:
        return type(self), (self.merchants,)


def order_named(number: str, merchant: str | None = None) -> Order:
    """The order with this number. Raises Refusal (order_not_found), or Ambiguous."""
    rows = Order.objects.filter(number=number).select_related("merchant")
    if merchant is not None:
        rows = rows.filter(merchant__code=merchant)
    found = list(rows.order_by("merchant__code"))
    if not found:
        raise Refusal(_("There is no order with this number."), code="order_not_found")
    if len(found) > 1:
        raise Ambiguous([row.merchant.code for row in found])
    return found[0]
