"""Which places a sidebar names, which number stands beside them, and where one is."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import path

from clearance.lib.access_marks import access
from config.context import surroundings
from config.places import Place, counts_of, groups_for


class Visitor:
    is_authenticated = True


@access("public")
def page(request):
    return HttpResponse()


def unmarked(request):
    return HttpResponse()


urlpatterns = [
    path("orders/", page, name="orders"),
    path("orders/<int:pk>/", page, name="order"),
    path("unmarked/", unmarked, name="unmarked"),
    path("admin/", page, name="index"),
]

PLACES = (
    (
        "Work",
        (
            Place("All", ("nowhere", "orders"), counted="all"),
            Place("Undecided", ("orders",), query="hold=HOLD_DECISION"),
            Place("Missing page", ("nowhere",)),
            Place("Undeclared page", ("unmarked",)),
        ),
    ),
    ("Nothing yet", (Place("Missing page", ("nowhere",)),)),
)


@pytest.fixture(autouse=True)
def addresses():
    with override_settings(ROOT_URLCONF=__name__):
        yield


def seen(address, counts=None):
    request = RequestFactory().get(address)
    request.user = Visitor()
    return groups_for(request, PLACES, counts or {})


def here(address):
    return [
        label
        for _title, entries in seen(address)
        for label, _url, _number, current in entries
        if current
    ]


def test_places_without_address_or_declared_access_are_left_out():
    groups = seen("/elsewhere/")

    assert groups == [
        (
            "Work",
            [
                ("All", "/orders/", None, False),
                ("Undecided", "/orders/?hold=HOLD_DECISION", None, False),
            ],
        )
    ]


def test_a_number_is_counted_for_the_person_who_looks():
    asked = []

    def count(user):
        asked.append(user)
        return 43

    [(_title, entries)] = seen("/elsewhere/", {"all": count})

    assert [number for _label, _url, number, _here in entries] == [43, None]
    assert [type(user) for user in asked] == [Visitor]


@pytest.mark.parametrize(
    ("address", "labels"),
    [
        ("/orders/", ["All"]),
        ("/orders/?hold=HOLD_DECISION", ["Undecided"]),
        ("/orders/?hold=HOLD_ID", ["All"]),
        ("/orders/7/", ["All"]),
        ("/elsewhere/", []),
    ],
)
def test_the_place_nearest_to_the_page_is_the_current_one(address, labels):
    assert here(address) == labels


def test_an_audience_that_counts_nothing_offers_no_numbers():
    assert counts_of("clearance.lib.nothing_counted_here") == {}


def test_the_theme_is_one_of_ours_or_the_devices():
    request = RequestFactory().get("/")

    themes = []
    for said in ("dark", "light", '"><script>', ""):
        request.COOKIES["theme"] = said
        themes.append(surroundings(request)["theme"])

    assert themes == ["dark", "light", "", ""]


def test_a_page_without_a_sidebar_asks_for_no_places():
    request = RequestFactory().get("/")

    known = surroundings(request)

    assert not hasattr(request, "user")
    assert sorted(known) == ["request_id", "shop_groups", "theme", "work_groups"]
