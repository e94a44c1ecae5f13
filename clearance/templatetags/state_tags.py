"""States of orders and records as badges: one word and one tone everywhere."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from clearance.channels.models import FulfilmentChannel
from clearance.identity.enums import RecordState
from clearance.orders.enums import Hold, NumberState, Stage, UploadState
from clearance.templatetags.clearance_tags import badge

register = template.Library()

UPLOAD = {
    UploadState.NOT_NEEDED: "none",
    UploadState.UNDECIDED: "wait",
    UploadState.ON_FILE: "done",
    UploadState.IN_REVIEW: "info",
    UploadState.RETAKE: "wait",
    UploadState.WITHDRAWN: "act",
    UploadState.EXPIRED: "act",
    UploadState.AWAITING: "wait",
}
HOLD = {Hold.DECISION: "wait", Hold.NUMBER: "wait", Hold.ID: "wait", Hold.CLEAR: "done"}
NUMBER = {
    NumberState.NOT_NEEDED: "none",
    NumberState.PRESENT: "done",
    NumberState.MISSING: "wait",
    NumberState.INVALID: "act",
}
RECORD = {
    RecordState.PENDING: "info",
    RecordState.ACCEPTED: "done",
    RecordState.REJECTED: "wait",
    RecordState.SUPERSEDED: "none",
    RecordState.EXPIRED: "act",
    RecordState.WITHDRAWN: "act",
    RecordState.ERASED: "none",
}
DONE_STAGES = {Stage.RELEASED, Stage.COMPLETED}


@register.filter
def upload_badge(state: str) -> SafeString:
    """Where an upload stands, for staff."""
    known = UploadState(state)
    return badge(UPLOAD[known], known.label)


@register.filter
def shop_upload_badge(state: str) -> SafeString:
    """Where an upload stands, for a shop: a person using a right is not shop news."""
    known = UploadState(state)
    if known == UploadState.WITHDRAWN:
        return badge("act", _("No longer available"))
    return badge(UPLOAD[known], known.label)


@register.filter
def hold_badge(hold: str) -> SafeString:
    """What holds an order."""
    known = Hold(hold)
    return badge(HOLD[known], known.label)


@register.filter
def number_badge(state: str) -> SafeString:
    """Whether the declaration's number is there."""
    known = NumberState(state)
    return badge(NUMBER[known], known.label)


@register.filter
def record_badge(state: str) -> SafeString:
    """Where an ID record stands."""
    known = RecordState(state)
    return badge(RECORD[known], known.label)


@register.filter
def stage_badge(stage: str) -> SafeString:
    """How far an order is."""
    known = Stage(stage)
    return badge("done" if known in DONE_STAGES else "none", known.label)


@register.filter
def channel_name(code: str, channels: dict[str, FulfilmentChannel]) -> str:
    """A channel's name in the reader's language; the code of one no longer in use."""
    return str(channels.get(code, code))
