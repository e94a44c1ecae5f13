"""Who gets in, and as what, is decided by somebody who has just proved who they are."""

import pytest
from django.urls import reverse

from clearance.accounts.access import SECOND_FACTOR_AT
from clearance.accounts.models import Merchant, User
from tests.factories import browser_of, make_member, make_merchant, make_staff

USERS, SHOPS = "admin:clearance_user", "admin:clearance_merchant"


@pytest.fixture
def admin(db):
    return browser_of(make_staff("admin"))


@pytest.fixture
def unproved(admin):
    """The same browser, when its proof of who is there is long past."""
    session = admin.session
    session[SECOND_FACTOR_AT] = 1
    session.save()
    return admin


def colleague():
    return make_staff("support")


CHANGES = {
    "a colleague": lambda: (
        reverse(f"{USERS}_add"),
        {"username": "new-one", "roles": ["admin"]},
    ),
    "roles": lambda: (
        reverse(f"{USERS}_change", args=[colleague().pk]),
        {"roles": ["admin", "support"]},
    ),
    "a shop": lambda: (
        reverse(f"{SHOPS}_add"),
        {
            "code": "mori",
            "name": "Mori",
            "platform": "TMALL",
            "main_username": "mori-main",
        },
    ),
    "a shop closed": lambda: (
        reverse(f"{SHOPS}_change", args=[make_merchant("kiwi").pk]),
        {"name": "Kiwi", "platform": "TMALL"},
    ),
    "an account opened again": lambda: (
        reverse(f"{USERS}_do", args=[closed_member().pk, "open"]),
        {},
    ),
}


def closed_member():
    user = make_member(make_merchant("taki"))
    user.is_active = False
    user.save()
    return user


def rows():
    return (
        sorted(User.objects.values_list("username", "is_active", "groups__name")),
        sorted(Merchant.objects.values_list("code", "name", "is_active")),
    )


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_who_gets_in_demands_a_fresh_proof(unproved, change):
    url, data = CHANGES[change]()
    before = rows()

    answer = unproved.post(url, data)

    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]
    assert rows() == before


@pytest.mark.parametrize("change", CHANGES)
def test_a_fresh_proof_is_enough(admin, change):
    url, data = CHANGES[change]()
    before = rows()

    answer = admin.post(url, data)

    assert answer.status_code == 302
    assert "reauthenticate" not in answer["Location"]
    assert rows() != before


def test_the_forms_are_shown_without_one(unproved):
    pages = [reverse(f"{USERS}_add"), reverse(f"{SHOPS}_add")]

    assert [unproved.get(page).status_code for page in pages] == [200, 200]


def test_the_form_says_the_rule_of_log_in_names(admin):
    page = admin.get(reverse(f"{USERS}_add")).content.decode()

    assert "3 to 40 small letters, digits, dots or dashes." in page
    assert "150 characters" not in page
