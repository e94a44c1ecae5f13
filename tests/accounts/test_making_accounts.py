"""Accounts are made by people who may, with a password that is changed at once."""

import json
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Barrier

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from clearance.accounts import services
from clearance.accounts.enums import MemberRole, Platform
from clearance.accounts.models import Membership, Merchant, User
from clearance.audit.models import AuditEntry
from clearance.lib.verdicts import Refusal
from tests.accounts.making import (
    PASSWORD,
    Browser,
    browser_of,
    make_member,
    make_merchant,
    make_staff,
)

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "quiet-river-seven-9"


def add_shop(by, *, code="kiwi", main="kiwi-main"):
    return services.create_merchant(
        code=code,
        name="Kiwi",
        platform=Platform.JD,
        main_username=main,
        by=by,
        now=timezone.now(),
    )


def test_a_shop_comes_with_its_main_account():
    admin = make_staff("admin")

    account = add_shop(admin)

    membership = account.user.membership
    assert (membership.role, membership.merchant.code) == ("MAIN", "kiwi")
    assert account.user.check_password(account.one_time_password)
    assert account.user.must_change_password
    line = AuditEntry.objects.get(action="merchant.added")
    assert (line.actor_id, line.merchant_id) == (admin.pk, membership.merchant.pk)


def test_the_one_time_password_never_shows_by_accident():
    account = add_shop(make_staff("admin"))

    assert account.one_time_password not in repr(account)


@pytest.mark.parametrize(
    ("code", "main", "reason"),
    [
        ("hoshi", "new-main", "code_taken"),
        ("kiwi", "HOSHI-MAIN".lower(), "name_taken"),
        ("kiwi", "Kiwi Main", "invalid"),
        ("kiwi", "k", "invalid"),
        ("Kiwi!", "kiwi-main", "invalid"),
    ],
)
def test_what_is_taken_or_unusable_is_refused_and_nothing_is_left(code, main, reason):
    make_member(make_merchant("hoshi"))
    admin = make_staff("admin")

    with pytest.raises(Refusal) as refusal:
        add_shop(admin, code=code, main=main)

    assert refusal.value.code == reason
    assert list(Merchant.objects.values_list("code", flat=True)) == ["hoshi"]


@pytest.mark.parametrize("role", ["operations", "policy", "support"])
def test_only_administrators_add_shops(role):
    with pytest.raises(Refusal) as refusal:
        add_shop(make_staff(role))

    assert refusal.value.code == "no_permission"


def test_a_main_account_adds_sub_accounts_to_its_own_shop_only():
    shop, other = make_merchant("hoshi"), make_merchant("kiwi")
    main = make_member(shop)

    account = services.add_sub_account(
        merchant=shop, username="hoshi-sub", by=main, now=timezone.now()
    )
    with pytest.raises(Refusal) as refusal:
        services.add_sub_account(
            merchant=other, username="kiwi-sub", by=main, now=timezone.now()
        )

    assert account.user.membership.role == MemberRole.SUB
    assert refusal.value.code == "main_only"
    assert Membership.objects.filter(merchant=other).count() == 0


def test_a_sub_account_adds_nobody():
    shop = make_merchant()
    sub = make_member(shop, MemberRole.SUB)

    with pytest.raises(Refusal) as refusal:
        services.add_sub_account(
            merchant=shop, username="friend", by=sub, now=timezone.now()
        )

    assert refusal.value.code == "main_only"


def test_staff_begin_with_their_roles():
    admin = make_staff("admin")

    account = services.add_staff(
        username="rev-1", roles=["reviewer", "support"], by=admin, now=timezone.now()
    )

    assert account.user.is_staff
    assert not account.user.is_superuser
    names = account.user.groups.order_by("name").values_list("name", flat=True)
    assert list(names) == ["reviewer", "support"]
    assert AuditEntry.objects.get(action="account.added").reason_code == (
        "reviewer,support"
    )


def test_an_unknown_role_is_refused():
    with pytest.raises(Refusal) as refusal:
        services.add_staff(
            username="rev-1", roles=["king"], by=make_staff("admin"), now=timezone.now()
        )

    assert refusal.value.code == "unknown_role"
    assert not User.objects.filter(username="rev-1").exists()


def test_nobody_gives_themselves_a_role():
    admin = make_staff("admin")

    with pytest.raises(Refusal) as refusal:
        services.set_roles(admin, ["admin", "policy"], by=admin, now=timezone.now())

    assert refusal.value.code == "same_person"


def test_the_last_administrator_stays():
    admin = make_staff("admin")

    with pytest.raises(Refusal) as closed:
        services.deactivate(admin, by=None, now=timezone.now())
    with pytest.raises(Refusal) as robbed:
        services.set_roles(admin, ["support"], by=None, now=timezone.now())

    assert (closed.value.code, robbed.value.code) == ("last_admin", "last_admin")
    assert User.objects.get(pk=admin.pk).is_active


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_take_the_role_from_each_other_at_once():
    people = [make_staff("admin"), make_staff("admin", username="admin-2")]
    together = Barrier(2)

    def take_it_from(index):
        together.wait()
        try:
            services.set_roles(people[index], ["support"], by=None, now=timezone.now())
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        ends = sorted(pool.map(take_it_from, range(2)))

    assert ends == ["done", "last_admin"]
    assert User.objects.filter(groups__name="admin").count() == 1


def test_a_lost_password_is_replaced_and_every_session_ends(settings):
    settings.DEMO = True
    user = make_member(make_merchant())
    browser = Browser()
    browser.force_login(user)
    assert browser.get("/")["Location"] == "/portal/"

    password = services.give_one_time_password(
        user, by=make_staff("admin"), now=timezone.now()
    )

    assert browser.get("/")["Location"] == "/login/?next=/"
    answer = browser.post("/login/", {"login": user.username, "password": password})
    assert answer.status_code == 302


def test_a_one_time_password_opens_nothing_but_its_change(settings):
    settings.DEMO = True
    account = add_shop(None)
    browser = Browser()
    browser.post(
        "/login/", {"login": "kiwi-main", "password": account.one_time_password}
    )

    before = browser.get("/")
    answer = browser.post(
        "/password/change/",
        {
            "oldpassword": account.one_time_password,
            "password1": NEW_PASSWORD,
            "password2": NEW_PASSWORD,
        },
    )

    assert before["Location"] == "/password/change/"
    assert (answer.status_code, answer["Location"]) == (302, "/portal/")
    assert [str(each) for each in get_messages(answer.wsgi_request)] == [
        "Password successfully changed."
    ]
    assert browser.get("/")["Location"] == "/portal/"
    assert AuditEntry.objects.filter(action="account.password_changed").exists()


def test_a_password_changed_of_ones_own_accord_stays_on_its_page():
    browser = browser_of(make_member(make_merchant()))

    answer = browser.post(
        "/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )

    assert (answer.status_code, answer["Location"]) == (302, "/password/change/")


@pytest.mark.parametrize(
    "chosen", ["the same", "short-7", "123456789012", "password1234"]
)
def test_a_weak_or_unchanged_password_is_not_taken(settings, chosen):
    settings.DEMO = True
    account = add_shop(None)
    old = account.one_time_password
    new = old if chosen == "the same" else chosen
    browser = Browser()
    browser.post("/login/", {"login": "kiwi-main", "password": old})

    answer = browser.post(
        "/password/change/", {"oldpassword": old, "password1": new, "password2": new}
    )

    assert answer.status_code == 200
    user = User.objects.get(username="kiwi-main")
    assert (user.must_change_password, user.check_password(old)) == (True, True)


def test_a_main_account_helps_its_own_sub_accounts_only():
    shop, other = make_merchant("hoshi"), make_merchant("kiwi")
    main, sub = make_member(shop), make_member(shop, MemberRole.SUB)
    stranger = make_member(other, MemberRole.SUB)

    password = services.give_one_time_password(sub, by=main, now=timezone.now())
    with pytest.raises(Refusal) as refusal:
        services.give_one_time_password(stranger, by=main, now=timezone.now())

    assert User.objects.get(pk=sub.pk).check_password(password)
    assert refusal.value.code == "no_permission"


@pytest.mark.parametrize(
    "help_to",
    [services.give_one_time_password, services.remove_second_factor, services.unlock],
)
def test_nobody_helps_themselves(help_to):
    admin = make_staff("admin")

    with pytest.raises(Refusal) as refusal:
        help_to(admin, by=admin, now=timezone.now())

    assert refusal.value.code == "same_person"


def test_a_closed_account_ends_at_once_and_can_be_opened_again(settings):
    settings.DEMO = True
    admin = make_staff("admin")
    user = make_staff("policy")
    browser = Browser()
    browser.force_login(user)

    services.deactivate(user, by=admin, now=timezone.now())
    after = browser.get("/")
    password = services.reactivate(user, by=admin, now=timezone.now())

    assert after["Location"] == "/login/?next=/"
    assert User.objects.get(pk=user.pk).check_password(password)
    assert User.objects.get(pk=user.pk).must_change_password


def test_the_first_administrator_comes_from_the_command_line():
    call_command("sync_roles", stdout=StringIO())
    out = StringIO()

    call_command("create_admin", "root-1", "--json", stdout=out)

    said = json.loads(out.getvalue())
    user = User.objects.get(username="root-1")
    assert user.check_password(said["one_time_password"])
    assert (user.is_staff, user.is_superuser, user.must_change_password) == (
        True,
        False,
        True,
    )
    assert Group.objects.get(name="admin") in user.groups.all()


def test_a_second_first_administrator_is_refused_unless_forced():
    make_staff("admin")
    out, err = StringIO(), StringIO()

    with pytest.raises(SystemExit) as stop:
        call_command("create_admin", "root-2", "--json", stdout=out, stderr=err)
    call_command("create_admin", "root-3", "--force", stdout=StringIO())

    assert stop.value.code == 1
    assert json.loads(out.getvalue())["error"]["code"] == "admin_exists"
    names = User.objects.filter(groups__name="admin").order_by("username")
    assert list(names.values_list("username", flat=True)) == ["admin", "root-3"]


def test_no_line_of_the_log_holds_a_name_or_a_password():
    account = add_shop(make_staff("admin"))

    said = str(list(AuditEntry.objects.values()))

    assert "kiwi" not in said.lower()
    assert account.one_time_password not in said
