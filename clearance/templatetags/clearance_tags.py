"""The words templates use: badges, money, times, icons, the switch of language."""

from datetime import datetime
from typing import Any, TypedDict

from django import template
from django.conf import settings
from django.template import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from clearance.lib.amounts import format_money

register = template.Library()

TONES = frozenset({"none", "wait", "info", "done", "act"})

# Drawn on a grid of 16, stroked by the style sheet.
_ICONS = {
    "arrow": "M3 8h10M9 4l4 4-4 4",
    "camera": "M2 5h3l1-2h4l1 2h3v8H2zM8 11a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5",
    "check": "M3 8.5l3.5 3.5L13 4.5",
    "cross": "M4 4l8 8M12 4l-8 8",
    "download": "M8 2v8M4.5 7L8 10.5 11.5 7M2.5 13.5h11",
    "eye": "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8"
    "M8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4",
    "lock": "M4 7h8v6.5H4zM5.5 7V5a2.5 2.5 0 0 1 5 0v2",
    "menu": "M2 4h12M2 8h12M2 12h12",
    "search": "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9M10.5 10.5L14 14",
    "theme": "M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12",
}


class LanguageLink(TypedDict):
    code: str
    name: str
    url: str
    current: bool


@register.simple_tag
def badge(tone: str, word: object) -> SafeString:
    """A state as word, colour and shape. Tones: none wait info done act."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"{tone!r} is not a tone of a badge.")
    return format_html('<span class="badge" data-s="{}">{}</span>', tone, word)


@register.filter
def money(minor: int | None, currency: str = "CNY") -> str:
    """Hundredths as the reader's language writes money; nothing for no amount."""
    if minor is None:
        return ""
    return format_money(minor, currency, get_language() or "en")


@register.filter
def ago(at: datetime | None) -> SafeString | str:
    """How long ago, or how soon, the two largest units; the instant itself on hover."""
    if at is None:
        return ""
    now = timezone.now()
    if abs((now - at).total_seconds()) < 60:
        words = _("just now")
    elif at <= now:
        words = _("%(time)s ago") % {"time": timesince(at, now)}
    else:
        words = _("in %(time)s") % {"time": timeuntil(at, now)}
    local = timezone.localtime(at)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        date_format(local, "DATETIME_FORMAT"),
        words,
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing beside a word; never alone, it is hidden from readers."""
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>',
        _ICONS[name],
    )


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[LanguageLink]:
    """The same page in each language of the house, each named in its own."""
    request: Any = context.get("request")
    here = get_language()
    links: list[LanguageLink] = []
    for code, _name in settings.LANGUAGES:
        query = request.GET.copy() if request else None
        if query is not None:
            query["lang"] = code
        links.append(
            {
                "code": code,
                "name": get_language_info(code)["name_local"],
                "url": f"?{query.urlencode()}"
                if query is not None
                else f"?lang={code}",
                "current": code == here,
            }
        )
    return links
