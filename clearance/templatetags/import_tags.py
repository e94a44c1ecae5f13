"""States of imports as badges."""

from django import template
from django.utils.safestring import SafeString

from clearance.exchange.enums import BatchState
from clearance.templatetags.clearance_tags import badge

register = template.Library()

TONES = {
    BatchState.CHECKING: "info",
    BatchState.CHECKED: "wait",
    BatchState.REFUSED: "act",
    BatchState.RUNNING: "info",
    BatchState.DONE: "done",
    BatchState.DISCARDED: "none",
    BatchState.TAKEN_BACK: "none",
}


@register.filter
def import_badge(state: str) -> SafeString:
    """How far an import is."""
    known = BatchState(state)
    return badge(TONES[known], known.label)
