"""The promise of the review as a badge."""

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from clearance.identity.queries.promises import Promise
from clearance.templatetags.clearance_tags import badge

register = template.Library()

STANDS = {
    "IN_TIME": ("info", _("Due %(at)s")),
    "SOON": ("wait", _("Due soon: %(at)s")),
    "LATE": ("act", _("Overdue since %(at)s")),
}


@register.filter
def promise_badge(promise: Promise) -> SafeString:
    """Until when a document is to be judged, as word, colour and shape."""
    tone, said = STANDS[promise.stands]
    at = date_format(localtime(promise.due_at), "SHORT_DATETIME_FORMAT")
    return badge(tone, said % {"at": at})
