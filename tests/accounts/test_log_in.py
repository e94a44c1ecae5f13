"""One door for everybody: who comes in, where they begin, and who is kept out."""

from urllib.parse import parse_qs, urlsplit

import pytest

from clearance.accounts import services
from clearance.accounts.enums import MemberRole
from clearance.audit.models import AuditEntry
from tests.accounts.making import (
    PASSWORD,
    Browser,
    browser_of,
    make_member,
    make_merchant,
    make_staff,
)

pytestmark = pytest.mark.django_db


def log_in(username, password=PASSWORD, *, query="", address="192.0.2.1"):
    browser = Browser(REMOTE_ADDR=address)
    answer = browser.post(f"/login/{query}", {"login": username, "password": password})
    return browser, answer


def actions():
    return list(AuditEntry.objects.order_by("seq").values_list("action", flat=True))


@pytest.fixture
def demo(settings):
    """Where no second factor is demanded."""
    settings.DEMO = True


def test_the_right_password_opens_and_a_line_is_written(demo):
    user = make_member(make_merchant())

    browser, answer = log_in("hoshi-main")

    assert answer.status_code == 302
    assert browser.session["_auth_user_id"] == str(user.pk)
    line = AuditEntry.objects.get(action="log_in.done")
    assert (line.actor_id, line.object_id, line.outcome) == (
        user.pk,
        str(user.pk),
        "DONE",
    )


@pytest.mark.parametrize("username", ["hoshi-main", "nobody-here"])
def test_a_wrong_password_and_a_wrong_name_read_the_same(demo, username):
    make_member(make_merchant())

    browser, answer = log_in(username, "not-the-password")

    assert answer.status_code == 200
    assert [str(error) for error in answer.context["form"].non_field_errors()] == [
        "The username and/or password you specified are not correct."
    ]
    assert "_auth_user_id" not in browser.session
    line = AuditEntry.objects.get(action="log_in.failed")
    assert (line.outcome, line.actor_id) == ("FAILED", None)


def test_a_closed_account_is_as_good_as_none(demo):
    user = make_member(make_merchant())
    user.is_active = False
    user.save()

    _browser, answer = log_in("hoshi-main")

    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors() == [
        "The username and/or password you specified are not correct."
    ]


@pytest.mark.parametrize(
    ("roles", "begins_at"),
    [
        (["admin"], "/admin/"),
        (["policy"], "/admin/"),
        (["reviewer"], "/desk/review/"),
        (["support"], "/desk/"),
        (["reviewer", "supervisor"], "/admin/"),
    ],
)
def test_staff_begin_where_their_work_is(demo, roles, begins_at):
    make_staff(*roles, username="someone")

    browser, answer = log_in("someone")

    assert answer["Location"] == "/"
    assert browser.get("/")["Location"] == begins_at


@pytest.mark.parametrize("role", MemberRole)
def test_shops_begin_in_the_portal(demo, role):
    make_member(make_merchant(), role)

    browser, _answer = log_in(f"hoshi-{role.lower()}")

    assert browser.get("/")["Location"] == "/portal/"


@pytest.mark.parametrize("wanted", ["/portal/orders/", "https://testserver/portal/"])
def test_the_page_that_was_wanted_comes_after_the_log_in(demo, wanted):
    make_member(make_merchant())

    _browser, answer = log_in("hoshi-main", query=f"?next={wanted}")

    assert answer["Location"] == wanted


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "http://testserver/portal/",
        "javascript:alert(1)",
        "https:evil.example",
        "/\\evil.example",
        "https://second.example/",
    ],
)
def test_nobody_is_sent_to_another_host(demo, settings, elsewhere):
    settings.ALLOWED_HOSTS = ["testserver", "second.example"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://second.example"]
    make_member(make_merchant())

    _browser, answer = log_in("hoshi-main", query=f"?next={elsewhere}")

    assert answer["Location"] == "/"


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/clearance/order/", "/", "/sessions/"]
)
def test_anonymous_people_go_to_the_one_log_in_and_come_back(path):
    answer = Browser().get(path + "?q=1")

    assert answer.status_code == 302
    there = urlsplit(answer["Location"])
    assert (there.path, parse_qs(there.query)) == ("/login/", {"next": [f"{path}?q=1"]})


def test_the_log_in_of_the_admin_is_the_one_log_in():
    answer = Browser().get("/admin/login/?next=/admin/clearance/order/")

    assert answer.status_code == 302
    assert answer["Location"] == "/login/?next=%2Fadmin%2Fclearance%2Forder%2F"


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/password_change/done/", "/admin/x/"]
)
def test_a_shop_at_the_admin_is_told_no_and_it_is_logged(demo, path):
    user = make_member(make_merchant())

    answer = browser_of(user).get(path)

    assert answer.status_code == 403
    line = AuditEntry.objects.get(action="access.denied")
    assert (line.actor_id, line.outcome) == (user.pk, "DENIED")
    assert line.reason_code.startswith("wrong_audience:admin:")
    assert (line.role, len(line.session_digest), len(line.request_id)) == (
        "MAIN",
        16,
        8,
    )


def test_a_log_in_without_shop_and_role_is_told_whom_to_ask(demo):
    shop = make_merchant(is_active=False)
    user = make_member(shop)

    answer = browser_of(user).get("/")

    assert answer.status_code == 403


def test_logging_out_is_a_post_and_ends_the_session(demo):
    browser = browser_of(make_member(make_merchant()))

    asked = browser.get("/logout/")
    answer = browser.post("/logout/")

    assert asked.status_code == 200
    assert (answer.status_code, answer["Location"]) == (302, "/login/")
    assert "_auth_user_id" not in browser.session
    assert actions() == ["log_in.ended"]


def test_the_admins_log_out_is_the_same_one(demo):
    browser = browser_of(make_staff("policy"))

    answer = browser.post("/admin/logout/")

    assert answer["Location"] == "/login/"
    assert "log_in.ended" in actions()


@pytest.mark.parametrize(
    "path",
    [
        "/signup/",
        "/email/",
        "/password/reset/",
        "/password/set/",
        "/confirm-email/",
        "/login/code/",
        "/accounts/login/",
        "/2fa/webauthn/",
        "/inactive/",
    ],
)
def test_what_is_not_needed_does_not_exist(demo, path):
    anonymous = Browser().get(path)
    known = browser_of(make_staff("admin")).get(path)

    assert (anonymous.status_code, known.status_code) == (404, 404)


def test_a_caller_who_wants_json_still_gets_the_page(demo):
    make_member(make_merchant())

    answer = Browser().post(
        "/login/",
        {"login": "hoshi-main", "password": "wrong"},
        headers={"accept": "application/json", "x-requested-with": "XMLHttpRequest"},
    )

    assert (answer.status_code, answer["Content-Type"]) == (
        200,
        "text/html; charset=utf-8",
    )


def test_guessing_stops_and_is_logged_once(demo):
    make_member(make_merchant())

    answers = [log_in("hoshi-main", f"guess-{n}")[1] for n in range(12)]

    last = answers[-1].context["form"].non_field_errors()
    assert last == ["Too many failed login attempts. Try again later."]
    assert actions().count("log_in.failed") == 8
    assert actions().count("log_in.locked") == 1


def test_guessing_elsewhere_does_not_lock_the_right_person_out(demo):
    make_member(make_merchant())
    for number in range(12):
        log_in("hoshi-main", f"guess-{number}", address="198.51.100.7")

    stranger = log_in("hoshi-main", address="198.51.100.7")[1]
    owner = log_in("hoshi-main", address="192.0.2.1")[1]

    assert stranger.status_code == 200
    assert owner.status_code == 302


def test_guessing_from_everywhere_is_stopped_too(demo):
    make_member(make_merchant())
    for number in range(60):
        log_in("hoshi-main", "guess", address=f"198.51.100.{number}")

    answer = log_in("hoshi-main", "guess", address="203.0.113.1")[1]

    assert answer.context["form"].non_field_errors() == [
        "Too many failed login attempts. Try again later."
    ]


def test_logging_in_rightly_uses_no_attempts_up(demo):
    make_member(make_merchant())

    answers = [
        log_in("hoshi-main", address=f"192.0.2.{number % 9}")[1].status_code
        for number in range(62)
    ]

    assert answers == [302] * 62


def test_staff_unlock_an_account_from_every_address(demo, django_user_model):
    user = make_member(make_merchant())
    admin = make_staff("admin")
    for number in range(12):
        log_in("hoshi-main", f"guess-{number}")

    services.unlock(user, by=admin, now=user.date_joined)

    assert log_in("hoshi-main")[1].status_code == 302
    assert "account.unlocked" in actions()
