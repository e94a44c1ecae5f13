"""What a log-in may: by audience, by permission, and as a second person."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path

from clearance.accounts import access
from clearance.accounts.enums import MemberRole
from clearance.checks import every_view_says_whom_it_is_for
from clearance.lib.access_marks import Denied, Mark, mark_of, routes
from clearance.lib.access_marks import access as declared
from tests.accounts.making import make_member, make_merchant, make_staff

pytestmark = pytest.mark.django_db


def ask(view, user):
    request = RequestFactory().get("/somewhere/?q=1")
    request.user = user
    return view(request)


@declared("staff", permission="clearance.publish_rule")
def publish(request):
    return HttpResponse("published")


@declared("merchant")
def shop_page(request):
    return HttpResponse("shop")


@declared("merchant", main_only=True)
def main_page(request):
    return HttpResponse("main")


@declared("public")
def notice(request):
    return HttpResponse("notice")


def undeclared(request):
    return HttpResponse("open to everybody")


def test_staff_need_the_permission_of_the_view():
    policy, reviewer = make_staff("policy"), make_staff("reviewer")

    answer = ask(publish, policy)
    with pytest.raises(Denied) as denied:
        ask(publish, reviewer)

    assert answer.content == b"published"
    assert denied.value.code == "no_permission"


def test_a_shop_never_enters_as_staff_even_with_the_permission():
    user = make_member(make_merchant())
    user.is_superuser = True

    with pytest.raises(Denied) as denied:
        ask(publish, user)

    assert denied.value.code == "wrong_audience"


def test_staff_never_enter_as_a_shop():
    with pytest.raises(Denied) as denied:
        ask(shop_page, make_staff("admin"))

    assert denied.value.code == "wrong_audience"


@pytest.mark.parametrize(
    ("view", "role", "code"),
    [
        (shop_page, MemberRole.MAIN, None),
        (shop_page, MemberRole.SUB, None),
        (main_page, MemberRole.MAIN, None),
        (main_page, MemberRole.SUB, "main_only"),
    ],
)
def test_some_pages_of_a_shop_are_its_main_accounts(view, role, code):
    user = make_member(make_merchant(), role)

    try:
        answer = ask(view, user).status_code
    except Denied as denied:
        answer = denied.code

    assert answer == (code or 200)


def test_a_closed_shop_lets_nobody_in():
    user = make_member(make_merchant(is_active=False))

    with pytest.raises(Denied) as denied:
        ask(shop_page, user)

    assert denied.value.code == "wrong_audience"
    assert access.merchant_of(user) is None


def test_anonymous_people_are_sent_to_log_in_and_see_what_is_public():
    sent = ask(shop_page, AnonymousUser())
    seen = ask(notice, AnonymousUser())

    assert sent["Location"] == "/login/?next=%2Fsomewhere%2F%3Fq%3D1"
    assert seen.content == b"notice"


def test_the_second_person_is_any_other_holder_and_never_the_first():
    first, second = make_staff("policy"), make_staff("policy", username="policy-2")
    outsider = make_staff("support")

    verdicts = [
        access.may_be_second(person, "clearance.publish_rule", first_id=first.pk)
        for person in (first, second, outsider)
    ]

    assert [verdict.code for verdict in verdicts] == [
        "same_person",
        "",
        "no_permission",
    ]
    assert [bool(verdict) for verdict in verdicts] == [False, True, False]


def test_who_is_what():
    shop = make_merchant()
    main, sub = make_member(shop), make_member(shop, MemberRole.SUB)
    staff = make_staff("reviewer")

    assert (access.is_main(main), access.is_main(sub), access.is_main(staff)) == (
        True,
        False,
        False,
    )
    assert access.merchant_of(sub) == shop
    assert access.merchant_of(staff) is None
    assert access.is_staff_of(staff, "reviewer")
    assert not access.is_staff_of(staff, "admin")
    assert not access.is_staff_of(main, "reviewer")
    assert access.acting_as(AnonymousUser()) == ""


def test_a_mark_tells_whom_a_view_is_for():
    assert mark_of(publish) == Mark("staff", "clearance.publish_rule")
    assert mark_of(main_page) == Mark("merchant", main_only=True)
    assert mark_of(undeclared) is None


def test_every_address_says_whom_it_is_for():
    marks = {route.name: route.mark for route in routes() if route.name}

    assert marks["account_login"] == Mark("public")
    assert marks["usersessions_list"] == Mark("own")
    assert marks["admin:index"] == Mark("staff")
    assert marks["admin:login"] == Mark("public")
    assert every_view_says_whom_it_is_for(None) == []


class Undeclared:
    urlpatterns = (path("hidden/", undeclared), path("notice/", notice))


def test_an_undeclared_view_stops_the_start(settings):
    settings.ROOT_URLCONF = Undeclared

    errors = every_view_says_whom_it_is_for(None)

    assert [error.id for error in errors] == ["clearance.E004"]
    assert "'hidden/'" in errors[0].msg
