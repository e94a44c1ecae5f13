"""What every page knows of its surroundings: the sidebars, the theme, the reference."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from config.navigation import SHOP, WORK
from config.places import Entry, counts_of, groups_for

THEMES = frozenset({"light", "dark"})


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Lazy: a page that shows no sidebar asks the database nothing for it.

    `work_groups` and `shop_groups` are lists of (title, entries); an entry is
    (label, address, number or None, whether the person is there now).
    """

    def staff_places() -> list[tuple[str, list[Entry]]]:
        return groups_for(request, WORK, counts_of("clearance.reports.work"))

    def shop_places() -> list[tuple[str, list[Entry]]]:
        return groups_for(request, SHOP, counts_of("clearance.portal.counts"))

    theme = request.COOKIES.get("theme", "")
    return {
        "work_groups": SimpleLazyObject(staff_places),
        "shop_groups": SimpleLazyObject(shop_places),
        "theme": theme if theme in THEMES else "",
        "request_id": getattr(request, "request_id", ""),
    }
