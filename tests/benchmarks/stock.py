"""The list of orders as Django's admin makes it when nobody gives it a thought."""

from django.contrib import admin

from clearance.orders.models import Order


class StockOrderAdmin(admin.ModelAdmin[Order]):
    """The same columns as ours: date hierarchy, plain filters, plain search."""

    list_display = (
        *("number", "placed_at", "channel", "merchant", "recipient"),
        *("level", "number_state", "stage", "paid_minor"),
    )
    list_filter = ("stage", "level", "channel", "merchant")
    search_fields = ("number", "waybill_no")
    date_hierarchy = "placed_at"
    list_per_page = 50
