"""How lists page: by key however long they are, by number where they are short."""

from typing import TYPE_CHECKING, Any

from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest

from clearance.admin.searching import shown, sought
from clearance.lib.keyset import page

if TYPE_CHECKING:
    from clearance.admin.base import HouseAdmin


class HouseChangeList(ChangeList):
    """A list whose search may be a handle: what it stands for is looked for."""

    query_shown = ""

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        written = self.query
        self.query_shown = shown(request, written)
        self.query = sought(request, written)
        try:
            return super().get_queryset(request, *args, **kwargs)
        finally:
            self.query = written


class KeysetChangeList(HouseChangeList):
    """Newest first, "older than this": the same time at any length."""

    OWN_PARAMS = ("before", "after")

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        found = super().get_filters_params(params)
        for name in self.OWN_PARAMS:
            found.pop(name, None)
        return found

    model_admin: "HouseAdmin"

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        return ["-pk"]

    def get_ordering_field_columns(self) -> Any:
        return {}

    def get_results(self, request: HttpRequest) -> None:
        found = page(
            self.queryset,
            before=request.GET.get("before", ""),
            after=request.GET.get("after", ""),
            size=self.list_per_page,
        )
        self.result_list = found.rows
        self.result_count = len(found.rows)
        self.full_result_count = self.result_count
        self.show_full_result_count = False
        self.show_admin_actions = bool(found.rows)
        self.can_show_all = False
        self.multi_page = False
        self.paginator = self.model_admin.get_paginator(
            request,
            found.rows,  # type: ignore[arg-type]  # a list counts and slices as well
            self.list_per_page,
        )
        self.newer_url = self._turn("after", found.newer)
        self.older_url = self._turn("before", found.older)
        self.model_admin.prepare_rows(request, found.rows)

    def _turn(self, name: str, row: Any) -> str:
        if row is None:
            return ""
        others = [own for own in self.OWN_PARAMS if own != name]
        return self.get_query_string({name: str(row)}, others)


class NumberedChangeList(HouseChangeList):
    """A short list with numbered pages, which looks up once what its rows show."""

    model_admin: "HouseAdmin"

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        self.model_admin.prepare_rows(request, self.result_list)
