"""What every list and record page of the staff shares.

Long lists page by key, never count all their rows, filter by known choices only, and
search exactly. Records that services own are read-only here: a window with one door,
whose buttons call the services.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import ActionLocation, IncorrectLookupParameters
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import FETCH_PEERS, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext

from clearance.accounts.access import demand_step_up
from clearance.accounts.models import Merchant, User
from clearance.admin.changelists import KeysetChangeList, NumberedChangeList
from clearance.admin.searching import answer_search
from clearance.audit import services as audit
from clearance.lib.request_context import remembered
from clearance.lib.verdicts import Refusal, Verdict

type Perform = Callable[[HttpRequest, Any], str | Promise | None]


def actor(request: HttpRequest) -> User:
    """Whoever presses the buttons: nobody gets here without logging in."""
    return cast(User, request.user)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something staff may do to one record, by a button: POST, one service call.

    `verdict` answers both the button and the POST; `perform` returns the sentence shown
    when it is done. `page` is the URL name of a form, where more is to be said first.
    """

    label: str | Promise
    permission: str
    verdict: Callable[[HttpRequest, Any], Verdict]
    perform: Perform | None = None
    page: str = ""
    only_if: bool = False
    primary: bool = False
    danger: bool = False
    step_up: bool = False


class HouseAdmin(admin.ModelAdmin[Any]):
    """Exact search, filters from choices, buttons that call services."""

    list_per_page = 50
    show_full_result_count = False
    show_facets: ClassVar = admin.ShowFacets.NEVER
    sortable_by: ClassVar = ()
    heading: str | Promise = ""
    empty_text: str | Promise = ""
    deeds: dict[str, Deed] = {}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).fetch_mode(FETCH_PEERS)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return NumberedChangeList

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """The row of a page, asked for once however often the page needs it."""
        name = f"{self.opts.label_lower}:{object_id}:{from_field or ''}"
        if request.method != "GET":
            return super().get_object(request, object_id, from_field)
        return remembered(
            name,
            lambda: super(HouseAdmin, self).get_object(request, object_id, from_field),
        )

    def prepare_rows(self, request: HttpRequest, rows: Iterable[Any]) -> None:
        """Look up once what a page of rows shows beyond its columns."""

    def lookup_allowed(
        self, lookup: str, value: str, request: HttpRequest | None = None
    ) -> bool:
        """Only the filters that are offered: hidden columns stay hidden."""
        return lookup in self._offered()

    def _offered(self) -> set[str]:
        """The parameters that the filters of this list write into an address."""
        offered = set()
        for each in self.list_filter:
            field = each[0] if isinstance(each, tuple) else each
            if isinstance(field, str):
                offered |= {f"{field}__exact", f"{field}__id__exact"}
            elif name := getattr(each, "parameter_name", None):
                offered.add(name)
        return offered

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method == "POST" and SEARCH_VAR in request.POST:
            return answer_search(request)
        context = {
            "heading": self.heading or None,
            "empty_text": self.empty_text or None,
        } | (extra_context or {})
        try:
            return super().changelist_view(request, context)
        except (IncorrectLookupParameters, DisallowedModelAdminLookup) as unknown:
            raise Http404 from unknown

    def response_action(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        action_location: ActionLocation = ActionLocation.CHANGE_LIST,
    ) -> HttpResponse | None:
        """Only rows that were ticked, and no more of them than a page shows."""
        data = request.POST.copy()
        data["select_across"] = "0"
        ticked = data.getlist(ACTION_CHECKBOX_NAME)
        data.setlist(ACTION_CHECKBOX_NAME, ticked[: self.list_per_page])
        request.POST = data  # type: ignore[assignment]
        return super().response_action(request, queryset, action_location)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        context = self.page_context(request, row) | (extra_context or {})
        context.setdefault("object_actions", self.buttons(request, row))
        context.setdefault("show_save_and_add_another", False)
        return super().change_view(request, object_id, form_url, context)

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """What the page of one record shows beside its fields."""
        return {}

    def buttons(self, request: HttpRequest, row: Any) -> list[dict[str, Any]]:
        """The deeds this person may do, each with the reason why not now."""
        shown = []
        for name, deed in self.deeds.items():
            if not request.user.has_perm(deed.permission):
                continue
            verdict = deed.verdict(request, row)
            if deed.only_if and not verdict:
                continue
            shown.append(
                {
                    "label": deed.label,
                    "url": self.deed_url(name, deed, row),
                    "post": deed.perform is not None,
                    "primary": deed.primary and bool(verdict),
                    "danger": deed.danger,
                    "refused": "" if verdict else verdict.because,
                }
            )
        return shown

    def deed_url(self, name: str, deed: Deed, row: Model) -> str:
        """Where the button of a deed leads."""
        if deed.page:
            return reverse(deed.page, args=[row.pk])
        return reverse(f"admin:{self._slug()}_do", args=[row.pk, name])

    def get_urls(self) -> list[Any]:
        door = self.admin_site.admin_view(self.do_view)
        own = path("<str:object_id>/do/<slug:name>/", door, name=f"{self._slug()}_do")
        return [own, *super().get_urls()]

    def do_view(self, request: HttpRequest, object_id: Any, name: str) -> HttpResponse:
        """The POST behind a button: the same verdict again, then one service call."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        row = self.get_object(request, str(object_id))
        deed = self.deeds.get(name)
        if row is None or deed is None or deed.perform is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        if not request.user.has_perm(deed.permission):
            raise PermissionDenied
        if deed.step_up:
            demand_step_up(request)
        try:
            deed.verdict(request, row).demand()
            said = deed.perform(request, row)
        except Refusal as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
        else:
            if said:
                self.message_user(request, str(said), messages.SUCCESS)
        return redirect(reverse(f"admin:{self._slug()}_change", args=[row.pk]))

    def each(
        self,
        request: HttpRequest,
        rows: Iterable[Any],
        perform: Perform,
        said: Callable[[int], str] | None = None,
    ) -> None:
        """A list action: one service call a row, each refusal said with its row."""
        done = 0
        for row in rows:
            try:
                perform(request, row)
                done += 1
            except Refusal as refusal:
                self.message_user(request, f"{row}: {refusal}", messages.WARNING)
        if done:
            text = (said or self.done_text)(done)
            self.message_user(request, text, messages.SUCCESS)

    def done_text(self, done: int) -> str:
        """What a list action says when it is through."""
        return str(done)

    def _slug(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"


class KeysetAdmin(HouseAdmin):
    """A list of rows with time-ordered ids, however long."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return KeysetChangeList


def yes_or_no(*, is_so: bool) -> str:
    """A column that is true or not, as a word: an icon says it in English alone."""
    return gettext("Yes") if is_so else gettext("No")


def note_change(request: HttpRequest, action: str, row: Any, form: Any) -> None:
    """The log's line of an edit made on a form: which fields, never what they say."""
    if not form.changed_data:
        return
    audit.record(
        action,
        about=row,
        by=actor(request),
        now=now(),
        reason=",".join(form.changed_data)[:120],
        merchant_id=row.pk if isinstance(row, Merchant) else None,
    )


class ReadOnly(HouseAdmin):
    """Rows that services own: seen here, changed through their buttons."""

    def has_add_permission(self, request: HttpRequest, *_: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, *_: Any) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, *_: Any) -> bool:
        return False
