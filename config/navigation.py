"""The places of the house, grouped by work, as the sidebars name them.

A place whose address does not exist, or which the person may not enter, is left out.
Numbers beside the names come from the audience that does the counting: a mapping
`COUNTS` of key to `callable(user) -> int | None`, asked only for places shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from urllib.parse import parse_qsl, urlsplit

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Entry = tuple[str, str, int | None, bool]
"""Label, address, number beside it, whether the person is there now."""

type Counts = Mapping[str, Callable[..., int | None]]


@dataclass(frozen=True, slots=True)
class Place:
    """One line of a sidebar.

    `names` are tried in order, the first that has an address wins. `needs` names
    permissions of which one suffices; a list of the admin needs none named, its own
    view permission is asked.
    """

    label: str | Promise
    names: tuple[str, ...]
    query: str = ""
    needs: tuple[str, ...] = ()
    counted: str = ""

    def address(self) -> tuple[str, str] | None:
        """The first name that leads somewhere, and where it leads."""
        for name in self.names:
            try:
                url = reverse(name)
            except NoReverseMatch:
                continue
            return name, f"{url}?{self.query}" if self.query else url
        return None

    def permissions(self, name: str) -> tuple[str, ...]:
        if name.startswith("admin:clearance_") and not self.needs:
            model = name.removeprefix("admin:clearance_").removesuffix("_changelist")
            return (f"clearance.view_{model}", f"clearance.change_{model}")
        return self.needs


type Group = tuple[str | Promise, tuple[Place, ...]]


def _records(label: str | Promise, model: str) -> Place:
    return Place(label, (f"admin:clearance_{model}_changelist",))


_ORDERS = "admin:clearance_order_changelist"

WORK: tuple[Group, ...] = (
    (
        _("Work"),
        (
            Place(_("Dashboard"), ("admin:index",)),
            Place(
                _("ID review"),
                ("desk:review-queue",),
                needs=("clearance.review_idrecord",),
                counted="review",
            ),
            Place(
                _("Undecided"),
                ("desk:undecided-list", _ORDERS),
                query="hold=HOLD_DECISION",
                needs=("clearance.view_order",),
                counted="undecided",
            ),
            Place(
                _("Number missing"),
                ("desk:number-list", _ORDERS),
                query="hold=HOLD_NUMBER",
                needs=("clearance.view_order",),
                counted="number_missing",
            ),
            Place(
                _("Overrides"),
                ("desk:override-list", "admin:clearance_override_changelist"),
                counted="overrides",
            ),
            Place(
                _("Imports"),
                ("desk:import-list", "admin:clearance_importbatch_changelist"),
                counted="imports",
            ),
        ),
    ),
    (
        _("Records"),
        (
            _records(_("Orders"), "order"),
            _records(_("Recipients"), "recipient"),
            _records(_("ID records"), "idrecord"),
            _records(_("Upload links"), "uploadlink"),
            _records(_("Merchants"), "merchant"),
        ),
    ),
    (
        _("Policy"),
        (
            _records(_("Channels"), "fulfilmentchannel"),
            _records(_("ID rules"), "idrule"),
            _records(_("Rejection reasons"), "rejectionreason"),
        ),
    ),
    (
        _("Oversight"),
        (
            Place(
                _("Access log"),
                ("desk:access-log", "admin:clearance_auditentry_changelist"),
                needs=("clearance.view_auditentry",),
            ),
            _records(_("Outbox"), "message"),
            _records(_("Users and roles"), "user"),
        ),
    ),
)

SHOP: tuple[Group, ...] = (
    (
        _("Orders"),
        (
            Place(_("All orders"), ("portal:order-list",), counted="orders"),
            Place(_("Check ID status"), ("portal:check",)),
            Place(_("Reminders"), ("portal:reminder-list",)),
        ),
    ),
    (
        _("Customs"),
        (
            Place(_("Failures"), ("portal:failure-list",), counted="failures"),
            Place(_("Appeals"), ("portal:appeal-list",), counted="appeals"),
            Place(_("Payment re-push"), ("portal:repush-list",), counted="repushes"),
        ),
    ),
    (
        _("Account"),
        (
            Place(_("Exports"), ("portal:export-list",)),
            Place(_("Sub-accounts"), ("portal:team",)),
            Place(_("Who viewed IDs"), ("portal:looks",)),
        ),
    ),
)


def counts_of(module: str) -> Counts:
    """The numbers an audience offers; none while it counts nothing."""
    if find_spec(module) is None:
        return {}
    counts: Counts = import_module(module).COUNTS
    return counts


def groups_for(
    request: HttpRequest, groups: tuple[Group, ...], counts: Counts
) -> list[tuple[str, list[Entry]]]:
    """The groups this person sees, empty ones left out."""
    seen = [(title, _entered(request, places)) for title, places in groups]
    here = max(
        (url for _title, found in seen for _place, url in found),
        key=lambda url: _nearness(request, url),
        default="",
    )
    return [
        (
            str(title),
            [
                (
                    str(place.label),
                    url,
                    _count(counts, place, request),
                    url == here and _nearness(request, url) > (0, 0),
                )
                for place, url in found
            ],
        )
        for title, found in seen
        if found
    ]


def _entered(
    request: HttpRequest, places: tuple[Place, ...]
) -> list[tuple[Place, str]]:
    found = []
    for place in places:
        if (led := place.address()) is None:
            continue
        name, url = led
        asked = place.permissions(name)
        if not asked or any(request.user.has_perm(one) for one in asked):
            found.append((place, url))
    return found


def _count(counts: Counts, place: Place, request: HttpRequest) -> int | None:
    count = counts.get(place.counted)
    return count(request.user) if count else None


def _nearness(request: HttpRequest, url: str) -> tuple[int, int]:
    """How closely an address fits the page shown: (0, 0) when it is elsewhere."""
    parts = urlsplit(url)
    asked = parse_qsl(parts.query)
    if any(request.GET.get(name) != value for name, value in asked):
        return 0, 0
    if request.path == parts.path:
        return len(parts.path), 1 + len(asked)
    # The start page is the beginning of every address, and none of them.
    if parts.path != reverse("admin:index") and request.path.startswith(parts.path):
        return len(parts.path), 0 if asked else 1
    return 0, 0
