"""Filters of the staff's lists: known choices, plain predicates."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from clearance.channels.enums import Level
from clearance.channels.models import FulfilmentChannel
from clearance.channels.queries import channel_table
from clearance.identity import queries as identity
from clearance.identity.models import IdRecord
from clearance.lib.workdays import today
from clearance.orders.enums import OPEN_STAGES, Hold, NumberState, UploadState

MISSING = [NumberState.MISSING, NumberState.INVALID]


def of_person(people: Collection[UUID]) -> Q:
    """Orders for these people: parcels of theirs, orders that ask their document.

    Also closed ones for which they sent a document themselves. Ids, not sub-queries:
    so each part is a plain look-up of an index.
    """
    asked = Q(holder__in=people, stage__in=OPEN_STAGES, level=Level.IMAGES)
    records = IdRecord.objects.filter(recipient__in=people)
    sent_for = list(records.values_list("order", flat=True))
    return Q(recipient__in=people) | asked | Q(pk__in=sent_for)


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


def channels_of(request: Any) -> dict[str, FulfilmentChannel]:
    """The table of channels, asked for once by the filter and the rows of a page."""
    if not hasattr(request, "channel_table"):
        request.channel_table = channel_table()
    table: dict[str, FulfilmentChannel] = request.channel_table
    return table


class ChannelFilter(SimpleListFilter):
    """By channel, from the table of channels."""

    title = _("channel")
    parameter_name = "channel"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Any:
        return [(code, str(row)) for code, row in channels_of(request).items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(channel=self.value()) if self.value() else queryset
