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
    """One line of a sidebar: the first of its `names` that has an address wins.

    `counted` is the key of the number beside it. A place that is `alone` is not current
    on the pages below its address.
    """

    label: str | Promise
    names: tuple[str, ...]
    query: str = ""
    counted: str = ""
    alone: bool = False

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
    nearness = {
        url: _nearness(request, place, url)
        for _title, places in entered
        for place, url in places
    }
    here = max(nearness, key=nearness.__getitem__, default="")
    if nearness.get(here) == ELSEWHERE:
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


def _nearness(request: HttpRequest, place: Place, url: str) -> tuple[int, int]:
    """How closely an address fits the page shown, ELSEWHERE when it does not."""
    path = urlsplit(url).path
    asked = parse_qsl(place.query)
    if any(request.GET.get(name) != value for name, value in asked):
        return ELSEWHERE
    if request.path == path:
        return len(path), 1 + len(asked)
    if request.path.startswith(path) and not asked and not place.alone:
        return len(path), 1
    return ELSEWHERE
