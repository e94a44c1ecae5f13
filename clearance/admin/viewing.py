"""How long and how often shops look at IDs, as an administrator sets it."""

from typing import Any, override

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clearance.admin.base import HouseAdmin, note_change
from clearance.identity.models import ViewingTerms


@admin.register(ViewingTerms)
class ViewingTermsAdmin(HouseAdmin):
    """One row of figures, the same for every shop."""

    heading = _("Viewing by shops")
    list_display = ["__str__", "days_after_release", "looks_per_hour"]
    ordering = ["pk"]
    fields = ["days_after_release", "looks_per_hour"]

    def has_add_permission(self, request: HttpRequest, *_: Any) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, *_: Any) -> bool:
        return False

    @override
    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        note_change(request, "viewing.changed", obj, form)
