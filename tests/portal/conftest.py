"""Two shops with orders, and the browsers of their people."""

import pytest

from clearance.accounts.enums import MemberRole
from tests.admin.conftest import House, house  # noqa: F401
from tests.factories import (
    browser_of,
    make_member,
    make_merchant,
    make_order,
    make_staff,
)


@pytest.fixture
def main(house: House):  # noqa: F811
    """The main account of the shop, in a browser."""
    return browser_of(make_member(house.merchant))


@pytest.fixture
def sub(house: House):  # noqa: F811
    """A sub-account of the shop, in a browser."""
    return browser_of(make_member(house.merchant, MemberRole.SUB), second_factor=False)


@pytest.fixture
def foreign(db):
    """An order of another shop."""
    return make_order(merchant=make_merchant("kiwi"), number="K1")


@pytest.fixture
def staff_browser(db):
    """Somebody of the staff, in a browser."""
    return browser_of(make_staff("admin"))
