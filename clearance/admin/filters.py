"""Filters of the staff's lists: known choices, plain predicates."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin import (
    ModelAdmin,
    RelatedFieldListFilter,
    SimpleListFilter,
)
from django.db.models import Q, QuerySet, TextField, Value
from django.http import HttpRequest
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import Merchant
from clearance.channels.enums import Level
from clearance.channels.models import FulfilmentChannel
from clearance.identity import queries as identity
from clearance.lib.request_context import remembered
from clearance.lib.workdays import today
from clearance.orders.enums import OPEN_STAGES, Hold, NumberState, UploadState
from clearance.recipients.models import Recipient

MISSING = [NumberState.MISSING, NumberState.INVALID]


def of_person(known: QuerySet[Recipient]) -> Q:
    """Orders for these people: parcels of theirs, orders that ask their document.

    Also closed ones for which they sent a document themselves. Ids, not sub-queries:
    so each part is a plain look-up of an index. Of joined rows the one kept counts.
    """
    people, sent_for = set(), set()
    kept = ("merged_into_id", "merged_into__id_records__order")
    for pk, order, keeper, of_keeper in known.values_list(
        "pk", "id_records__order", *kept
    ):
        people.add(keeper or pk)
        sent_for.add(of_keeper if keeper else order)
    if not people:
        return Q(pk__in=[])
    asked = Q(holder__in=people, stage__in=OPEN_STAGES, level=Level.IMAGES)
    return Q(recipient__in=people) | asked | Q(pk__in=sent_for - {None})


class HoldFilter(SimpleListFilter):
    """Open orders by what holds them."""

    title = _("hold")
    parameter_name = "hold"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Any:
        return list(Hold.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        is_open = queryset.filter(stage__in=OPEN_STAGES)
        day = today(now())
        match self.value():
            case Hold.DECISION:
                return is_open.filter(level=Level.UNDECIDED)
            case Hold.NUMBER:
                return is_open.filter(number_state__in=MISSING)
            case Hold.ID:
                return identity.asking_images(queryset).exclude(identity.covered(day))
            case Hold.CLEAR:
                return identity.ready_to_ship(queryset, day)
        return queryset


class UploadFilter(SimpleListFilter):
    """Open orders by where their upload stands."""

    title = _("ID")
    parameter_name = "upload"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Any:
        return [
            (state.value, state.label)
            for state in (
                UploadState.AWAITING,
                UploadState.IN_REVIEW,
                UploadState.RETAKE,
                UploadState.ON_FILE,
            )
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        day = today(now())
        asking = identity.asking_images(queryset)
        match self.value():
            case UploadState.AWAITING:
                waiting = identity.awaiting(queryset, day)
                return waiting.exclude(identity.sent_back())
            case UploadState.IN_REVIEW:
                reviewed = asking.filter(identity.in_review())
                return reviewed.exclude(identity.covered(day))
            case UploadState.RETAKE:
                waiting = identity.awaiting(queryset, day)
                return waiting.filter(identity.sent_back())
            case UploadState.ON_FILE:
                return asking.filter(identity.covered(day))
        return queryset


@dataclass(frozen=True, slots=True)
class Choices:
    """What lists of orders can be narrowed to: channels by code, shops by id."""

    channels: dict[str, FulfilmentChannel]
    shops: list[tuple[int, str]]


def choices() -> Choices:
    """Channels and shops, asked for once, in one query, by filters and rows."""
    return remembered("order_choices", _choices)


def _choices() -> Choices:
    nothing = Value("", output_field=TextField())
    channels = FulfilmentChannel.objects.filter(is_active=True).order_by()
    shops = Merchant.objects.order_by()
    rows = channels.values_list(Value(0), "code", "name", "name_zh").union(
        shops.values_list("pk", "code", "name", nothing), all=True
    )
    known = sorted(rows, key=lambda row: row[1])
    return Choices(
        channels={
            code: FulfilmentChannel(code=code, name=name, name_zh=chinese)
            for shop, code, name, chinese in known
            if not shop
        },
        shops=[(shop, name) for shop, _code, name, _chinese in known if shop],
    )


class ChannelFilter(SimpleListFilter):
    """By channel, from the table of channels."""

    title = _("channel")
    parameter_name = "channel"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Any:
        return [(code, str(row)) for code, row in choices().channels.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(channel=self.value()) if self.value() else queryset


class ShopFilter(RelatedFieldListFilter):
    """By shop."""

    def field_choices(self, *args: Any) -> Any:
        return choices().shops
