"""Staff and main accounts need a second factor, whose secret nobody reads in a dump."""

import json
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.models import Session
from django.utils import timezone

from clearance.accounts import services
from clearance.accounts.enums import MemberRole
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

SET_UP = "/2fa/totp/activate/"


def with_second_factor(user):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


def code_for(secret, *, later=0):
    counter = int(time.time()) // 30 + later
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def logged_in(user):
    browser = Browser()
    browser.post("/login/", {"login": user.username, "password": PASSWORD})
    return browser


def actions():
    return list(AuditEntry.objects.order_by("seq").values_list("action", flat=True))


@pytest.mark.parametrize("path", ["/", "/sessions/", "/password/change/x", "/admin/"])
def test_staff_without_one_reach_only_its_set_up(path):
    browser = logged_in(make_staff("policy"))

    answer = browser.get(path)

    expected = 404 if path.endswith("x") else 302
    assert answer.status_code == expected
    if expected == 302:
        assert answer["Location"] == SET_UP


def test_a_main_account_needs_one_and_a_sub_account_does_not():
    shop = make_merchant()
    main = logged_in(make_member(shop))
    sub = logged_in(make_member(shop, MemberRole.SUB))

    answers = (main.get("/")["Location"], sub.get("/")["Location"])

    assert answers == (SET_UP, "/portal/")


def test_the_demo_demands_none(settings):
    settings.DEMO = True
    browser = logged_in(make_staff("policy"))

    answer = browser.get("/")

    assert answer["Location"] == "/admin/"


@pytest.mark.parametrize("path", [SET_UP, "/logout/", "/password/change/", "/2fa/"])
def test_the_way_to_one_is_open(path):
    browser = logged_in(make_staff("policy"))

    answer = browser.get(path)

    assert answer.status_code == 200


@pytest.mark.django_db(transaction=True)  # the session learns of it after the commit
def test_setting_one_up_opens_the_house_and_gives_recovery_codes():
    user = make_staff("policy")
    browser = logged_in(user)

    secret = browser.get(SET_UP).context["form"].secret
    answer = browser.post(SET_UP, {"code": code_for(secret)})
    codes = browser.get(answer["Location"])

    assert (answer.status_code, answer["Location"]) == (302, "/2fa/recovery-codes/")
    assert len(codes.context["unused_codes"]) == 10
    assert browser.get("/")["Location"] == "/admin/"
    assert "second_factor.added" in actions()


def test_a_wrong_code_sets_nothing_up():
    browser = logged_in(make_staff("policy"))
    browser.get(SET_UP)

    answer = browser.post(SET_UP, {"code": "000000"})

    assert answer.status_code == 200
    assert not Authenticator.objects.exists()


def test_no_secret_lies_in_the_database_in_clear():
    user = make_staff("policy")
    browser = logged_in(user)

    secret = browser.get(SET_UP).context["form"].secret
    waiting = Session.objects.get(pk=browser.session.session_key).get_decoded()
    browser.post(SET_UP, {"code": code_for(secret)})
    kept = {row.type: row.data for row in Authenticator.objects.filter(user=user)}

    assert secret not in json.dumps(waiting)
    assert secret not in json.dumps(kept)
    assert len(kept["totp"]["secret"]) > len(secret)
    codes = RecoveryCodes(Authenticator.objects.get(type="recovery_codes"))
    assert not any(code in json.dumps(kept) for code in codes.generate_codes())
    seed = kept["recovery_codes"]["seed"]
    assert not all(letter in "0123456789abcdef" for letter in seed)


def test_the_password_alone_does_not_log_in_any_more():
    user = make_staff("policy")
    secret = with_second_factor(user)
    browser = Browser()

    first = browser.post("/login/", {"login": "policy", "password": PASSWORD})
    between = browser.get("/admin/")
    second = browser.post("/2fa/authenticate/", {"code": code_for(secret)})

    assert first["Location"] == "/2fa/authenticate/"
    assert between["Location"].startswith("/login/?next=")
    assert second["Location"] == "/"
    assert browser.get("/")["Location"] == "/admin/"
    assert actions()[-2:] == ["second_factor.used", "log_in.done"]


def test_a_wrong_code_is_refused_and_logged():
    with_second_factor(make_staff("policy"))
    browser = Browser()
    browser.post("/login/", {"login": "policy", "password": PASSWORD})

    answer = browser.post("/2fa/authenticate/", {"code": "000000"})

    assert answer.status_code == 200
    assert "_auth_user_id" not in browser.session
    assert actions()[-1] == "second_factor.failed"


def test_a_code_works_once():
    user = make_staff("policy")
    secret = with_second_factor(user)
    code = code_for(secret)
    first, second = Browser(), Browser()
    for browser in (first, second):
        browser.post("/login/", {"login": "policy", "password": PASSWORD})

    answers = [b.post("/2fa/authenticate/", {"code": code}) for b in (first, second)]

    assert [answer.status_code for answer in answers] == [302, 200]


def test_the_code_that_set_it_up_opens_nothing_more(
    django_capture_on_commit_callbacks,
):
    user = make_staff("policy")
    browser = logged_in(user)
    secret = browser.get(SET_UP).context["form"].secret
    code = code_for(secret)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(SET_UP, {"code": code})
    another = logged_in(user)

    again = another.post("/2fa/authenticate/", {"code": code})
    next_one = another.post("/2fa/authenticate/", {"code": code_for(secret, later=1)})

    assert [again.status_code, next_one.status_code] == [200, 302]


def test_a_code_works_once_for_as_long_as_a_slow_clock_lets_it():
    secret = with_second_factor(make_staff("policy"))
    begins = (int(time.time()) // 30) * 30

    with time_machine.travel(begins + 1, tick=False) as clock:
        code = code_for(secret)
        first, second = Browser(), Browser()
        for browser in (first, second):
            browser.post("/login/", {"login": "policy", "password": PASSWORD})
        used = first.post("/2fa/authenticate/", {"code": code})
        clock.shift(45)
        again = second.post("/2fa/authenticate/", {"code": code})

    assert [used.status_code, again.status_code] == [302, 200]


def test_a_recovery_code_works_once():
    user = make_staff("policy")
    with_second_factor(user)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]

    statuses = []
    for _ in range(2):
        browser = Browser()
        browser.post("/login/", {"login": "policy", "password": PASSWORD})
        statuses.append(browser.post("/2fa/authenticate/", {"code": code}).status_code)

    assert statuses == [302, 200]


def test_a_session_from_before_the_set_up_has_to_prove_it_too():
    user = make_staff("policy")
    early = logged_in(user)
    with_second_factor(user)

    answer = early.get("/admin/")

    assert answer["Location"] == "/2fa/reauthenticate/?next=%2Fadmin%2F"


def test_whoever_needs_one_cannot_take_it_away_alone():
    user = make_staff("policy")
    secret = with_second_factor(user)
    browser = browser_of(user)
    browser.post("/2fa/reauthenticate/", {"code": code_for(secret)})

    answer = browser.post("/2fa/totp/deactivate/")

    assert answer.status_code == 200
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_after_a_lost_phone_an_administrator_helps():
    user = make_staff("policy")
    with_second_factor(user)
    admin = make_staff("admin")

    services.remove_second_factor(user, by=admin, now=timezone.now())

    browser = logged_in(user)
    assert browser.get("/")["Location"] == SET_UP
    line = AuditEntry.objects.get(action="account.second_factor_removed")
    assert (line.actor_id, line.object_id) == (admin.pk, str(user.pk))


def test_the_help_ends_the_sessions_that_had_it():
    user = make_staff("policy")
    secret = with_second_factor(user)
    browser = logged_in(user)
    browser.post("/2fa/authenticate/", {"code": code_for(secret)})
    assert browser.get("/")["Location"] == "/admin/"

    services.remove_second_factor(user, by=None, now=timezone.now())

    assert browser.get("/")["Location"] == "/login/?next=/"


@pytest.mark.parametrize("role", ["policy", "auditor", "support"])
def test_nobody_else_takes_a_second_factor_away(role):
    user = make_staff("customs")
    with_second_factor(user)
    other = make_staff(role)

    with pytest.raises(Refusal) as refusal:
        services.remove_second_factor(user, by=other, now=timezone.now())

    assert refusal.value.code == "no_permission"
    assert Authenticator.objects.filter(user=user).exists()


def test_proof_of_a_second_factor_grows_old():
    user = make_staff("policy")
    secret = with_second_factor(user)
    browser = browser_of(user)

    with time_machine.travel(time.time() + 301):
        answer = browser.get("/2fa/recovery-codes/generate/")
        proof = browser.post(answer["Location"], {"code": code_for(secret)})
        again = browser.get("/2fa/recovery-codes/generate/")

    assert answer["Location"].startswith("/2fa/reauthenticate/?next=")
    assert proof["Location"] == "/2fa/recovery-codes/generate/"
    assert again.status_code == 200
    assert "step_up.done" in actions()
