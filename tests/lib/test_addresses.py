"""No address takes a number that a database could not keep."""

import pytest
from django.urls import resolve, reverse
from django.urls.exceptions import Resolver404

from clearance.lib.access_marks import routes
from tests.factories import browser_of, make_staff

LONG = "9" * 23


def test_every_number_in_an_address_is_of_a_row():
    patterns = [route.path for route in routes()]

    assert any("<row:" in path for path in patterns)
    assert [path for path in patterns if "<int:" in path] == []


def test_a_longer_number_is_no_address():
    short = reverse("portal:team-close", args=[7])
    assert resolve(short).kwargs == {"pk": 7}

    with pytest.raises(Resolver404):
        resolve(short.replace("7", LONG))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        f"/admin/clearance/user/{LONG}/change/",
        f"/admin/clearance/merchant/{LONG}/change/",
        f"/admin/clearance/order/?merchant__id__exact={LONG}",
        f"/admin/clearance/user/?p={LONG}",
    ],
)
def test_nowhere_is_it_a_fault(address, admin_browser):
    assert admin_browser.get(address).status_code < 500


@pytest.fixture
def admin_browser():
    return browser_of(make_staff("admin", "support"))
