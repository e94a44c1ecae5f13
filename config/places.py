"""How a sidebar is made: which places a person may enter, and where they are now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.functional import Promise

from clearance.lib.access_marks import mark_of, may_enter

type Entry = tuple[str, str, int | None, bool]
"""Label, address, number beside it, whether the person is there now."""

type Counts = Mapping[str, Callable[[Any], int | None]]
"""Numbers by key, each counted for the person who asks."""

ELSEWHERE = (0, 0)


@dataclass(frozen=True, slots=True)
class Place:
    """One line of a sidebar: `names` are tried in order, the first with an address wins.

    `counted` is the key of the number beside it.
    """

    label: str | Promise
    names: tuple[str, ...]
    query: str = ""
    counted: str = ""

    def address(self) -> str:
        """Where it leads; empty while none of its names exists."""
        for name in self.names:
            try:
                url = reverse(name)
            except NoReverseMatch:
                continue
            return f"{url}?{self.query}" if self.query else url
        return ""


type Group = tuple[str | Promise, tuple[Place, ...]]


def records(label: str | Promise, model: str) -> Place:
    """The list of a model in the admin."""
    return Place(label, (f"admin:clearance_{model}_changelist",))


def counts_of(module: str) -> Counts:
    """The numbers an audience offers as `COUNTS`; none while it counts nothing."""
    if find_spec(module) is None:
        return {}
    counts: Counts = import_module(module).COUNTS
    return counts


def groups_for(
    request: HttpRequest, groups: tuple[Group, ...], counts: Counts
) -> list[tuple[str, list[Entry]]]:
    """The groups with the places this person may enter, empty ones left out."""
    entered = [
        (title, [(place, url) for place in places if (url := _open(request, place))])
        for title, places in groups
    ]
    here = max(
        (url for _title, places in entered for _place, url in places),
        key=lambda url: _nearness(request, url),
        default="",
    )
    if not here or _nearness(request, here) == ELSEWHERE:
        here = ""
    return [
        (
            str(title),
            [
                (str(place.label), url, _count(request, place, counts), url == here)
                for place, url in places
            ],
        )
        for title, places in entered
        if places
    ]


def _open(request: HttpRequest, place: Place) -> str:
    """The address of a place this person may enter; empty for every other."""
    if not (url := place.address()):
        return ""
    view = resolve(urlsplit(url).path).func
    mark = mark_of(view)
    if mark is None or not may_enter(request.user, mark):
        return ""
    if model_admin := getattr(view, "model_admin", None):
        # The lists of the admin are not marked one by one: the model decides.
        return url if model_admin.has_view_permission(request) else ""
    return url


def _count(request: HttpRequest, place: Place, counts: Counts) -> int | None:
    count = counts.get(place.counted)
    return count(request.user) if count else None


def _nearness(request: HttpRequest, url: str) -> tuple[int, int]:
    """How closely an address fits the page shown, ELSEWHERE when it does not."""
    parts = urlsplit(url)
    asked = parse_qsl(parts.query)
    if any(request.GET.get(name) != value for name, value in asked):
        return ELSEWHERE
    if request.path == parts.path:
        return len(parts.path), 1 + len(asked)
    # The start page is the beginning of every address of the admin, and none of them.
    inside = request.path.startswith(parts.path) and not asked
    if inside and parts.path != reverse("admin:index"):
        return len(parts.path), 1
    return ELSEWHERE
