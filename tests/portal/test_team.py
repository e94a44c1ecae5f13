"""A main account looks after the sub-accounts of its shop, and of no other."""

import pytest
from django.contrib.messages import get_messages

from clearance.accounts.enums import MemberRole
from clearance.accounts.models import User
from clearance.accounts.services import add_sub_account
from tests.factories import NOW, make_member, make_merchant

TEAM = "/portal/team/"


@pytest.fixture
def colleague(house):
    return add_sub_account(
        merchant=house.merchant, username="hoshi-packer", by=None, now=NOW
    ).user


def said(answer):
    """The sentences this answer adds, without those said before."""
    return [str(each) for each in get_messages(answer.wsgi_request)._queued_messages]


def test_a_sub_account_is_added_and_its_password_shown_once(main, house):
    answer = main.post(TEAM, {"username": "hoshi-new"})
    shown = main.get(TEAM).content.decode()
    later = main.get(TEAM).content.decode()

    user = User.objects.get(username="hoshi-new")
    [sentence] = said(answer)
    password = sentence.rsplit(" ", 1)[1]
    assert answer.status_code == 302
    assert user.membership.merchant == house.merchant
    assert user.membership.role == MemberRole.SUB
    assert user.check_password(password)
    assert user.must_change_password
    assert password in shown
    assert password not in later


@pytest.mark.parametrize(
    ("username", "fault"),
    [
        ("hoshi-main", "This log-in name is taken."),
        ("X", "A log-in name has 3 to 40 small letters, digits, dots or dashes."),
        ("", "This field is required."),
    ],
)
def test_a_name_that_will_not_do_is_said_at_the_field(main, username, fault):
    answer = main.post(TEAM, {"username": username})

    assert answer.status_code == 422
    assert answer.context["form"].errors["username"] == [fault]
    assert "<title>Error:" in answer.content.decode()


def test_a_new_one_time_password_replaces_the_old(main, colleague):
    answer = main.post(f"{TEAM}{colleague.pk}/password/")

    colleague.refresh_from_db()
    [sentence] = said(answer)
    assert sentence.startswith("One-time password of hoshi-packer")
    assert colleague.check_password(sentence.rsplit(" ", 1)[1])


def test_an_account_is_closed_after_a_question_and_opened_again(main, colleague):
    asked = main.get(f"{TEAM}{colleague.pk}/close/")
    closed = main.post(f"{TEAM}{colleague.pk}/close/")
    colleague.refresh_from_db()
    was_active = colleague.is_active
    opened = main.post(f"{TEAM}{colleague.pk}/open/")

    colleague.refresh_from_db()
    assert "Close the account hoshi-packer?" in asked.content.decode()
    assert said(closed) == ["This account is closed and logged out everywhere."]
    assert not was_active
    assert said(opened)[0].startswith("One-time password of hoshi-packer")
    assert colleague.is_active


def test_closing_twice_is_refused_in_words(main, colleague):
    main.post(f"{TEAM}{colleague.pk}/close/")
    main.get(TEAM)

    answer = main.post(f"{TEAM}{colleague.pk}/close/")

    assert said(answer) == ["This account is closed already."]


@pytest.mark.parametrize("deed", ["password", "close", "open"])
def test_accounts_of_other_shops_and_main_accounts_are_not_found(main, house, deed):
    kiwi = make_merchant("kiwi")
    others = [
        make_member(kiwi),
        make_member(kiwi, MemberRole.SUB),
        User.objects.get(username="hoshi-main"),
    ]

    answers = [main.post(f"{TEAM}{user.pk}/{deed}/").status_code for user in others]

    assert answers == [404, 404, 404]


def test_a_sub_account_may_do_none_of_it(sub, colleague):
    answers = [
        sub.get(TEAM),
        sub.post(TEAM, {"username": "hoshi-new"}),
        sub.post(f"{TEAM}{colleague.pk}/password/"),
        sub.post(f"{TEAM}{colleague.pk}/close/"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert not User.objects.filter(username="hoshi-new").exists()


def test_help_and_a_new_account_need_a_fresh_proof_of_who_asks(main, colleague):
    session = main.session
    session["second_factor_at"] = 1
    session.save()

    answers = [
        main.post(f"{TEAM}{colleague.pk}/password/"),
        main.post(TEAM, {"username": "hoshi-new"}),
    ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert ["reauthenticate" in answer.url for answer in answers] == [True, True]
    assert not User.objects.filter(username="hoshi-new").exists()


@pytest.mark.parametrize("deed", ["password", "close", "open"])
def test_a_number_no_database_keeps_is_not_found(main, deed):
    answer = main.post(f"{TEAM}{'9' * 23}/{deed}/")

    assert answer.status_code == 404
