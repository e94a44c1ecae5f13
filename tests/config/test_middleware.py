"""What happens around every request."""

import re

import pytest
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import include, path
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clearance.accounts.access import step_up
from clearance.audit.models import AuditEntry
from clearance.lib.access_marks import access
from clearance.lib.request_context import current
from clearance.lib.verdicts import Refusal
from tests.accounts.making import (
    Browser,
    browser_of,
    make_member,
    make_merchant,
    make_staff,
)

pytestmark = pytest.mark.django_db

PRIVATE = "11010119900307000X"


@access("public")
def language(request):
    return HttpResponse(get_language())


@access("public")
def circumstances(request):
    return HttpResponse(current().request_id)


@access("public")
def refuses(request):
    code = request.POST.get("code", "state")
    raise Refusal(_("This order is closed."), code, _("Ask support."))


@access("own")
def denies(request):
    raise PermissionDenied(f"not {PRIVATE}")


@access("own")
@step_up
def dangerous(request):
    return HttpResponse("done")


@access("own")
def told(request):
    return HttpResponse(";".join(str(line) for line in messages.get_messages(request)))


urlpatterns = [
    path("", include("config.urls")),
    path("language/", language),
    path("circumstances/", circumstances),
    path("shop/refuses/", refuses),
    path("desk/refuses/", refuses),
    path("denies/", denies),
    path("dangerous/", dangerous),
    path("told/", told),
]


@pytest.fixture(autouse=True)
def these_addresses(settings):
    settings.ROOT_URLCONF = __name__


def test_every_answer_carries_the_number_of_its_request():
    first, second = Browser().get("/circumstances/"), Browser().get("/circumstances/")

    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{8}", first["X-Request-ID"])
    assert first.content.decode() == first["X-Request-ID"]
    assert first["X-Request-ID"] != second["X-Request-ID"]


def test_nobody_chooses_the_number_of_a_request():
    answer = Browser().get("/circumstances/", headers={"x-request-id": "chosen"})

    assert answer["X-Request-ID"] != "chosen"


@pytest.mark.parametrize("code", ["zh-hans", "en", "ru"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_language_counts_at_once_and_stays(code, method):
    browser = Browser()

    now = getattr(browser, method)(f"/language/?lang={code}")
    later = browser.get("/language/", headers={"accept-language": "en"})

    assert (now.content.decode(), later.content.decode()) == (code, code)
    assert now.cookies["django_language"]["secure"]
    assert {"Accept-Language", "Cookie"} <= set(now["Vary"].split(", "))


@pytest.mark.parametrize("code", ["xx", "", "zh", "../en", "de"])
def test_an_unknown_language_is_ignored(code):
    answer = Browser().get(
        "/language/", {"lang": code}, headers={"accept-language": "ru"}
    )

    assert answer.content == b"ru"
    assert "django_language" not in answer.cookies


def test_the_language_is_kept_on_the_way_to_the_log_in():
    answer = Browser().get("/sessions/?lang=ru")

    assert answer.status_code == 302
    assert answer.cookies["django_language"].value == "ru"


@pytest.mark.parametrize(("code", "status"), [("closed", 409), ("required", 422)])
def test_a_refusal_is_a_page_with_its_sentence_and_remedy(code, status):
    answer = Browser().post("/shop/refuses/", {"code": code})

    assert answer.status_code == status
    assert "This order is closed." in answer.content.decode()
    assert "Ask support." in answer.content.decode()


def test_staff_go_back_to_their_form_with_the_sentence():
    browser = browser_of(make_staff("policy"))

    answer = browser.post(
        "/desk/refuses/", headers={"referer": "https://testserver/told/"}
    )

    assert (answer.status_code, answer["Location"]) == (302, "https://testserver/told/")
    assert browser.get("/told/").content.decode() == "This order is closed."


def test_a_foreign_referer_leads_nowhere():
    browser = browser_of(make_staff("policy"))

    answer = browser.post(
        "/desk/refuses/", headers={"referer": "https://evil.example/told/"}
    )

    assert answer["Location"] == "/admin/"


def test_a_denial_is_logged_with_the_page_and_without_its_words():
    user = make_staff("policy")

    answer = browser_of(user).get("/denies/")

    assert answer.status_code == 403
    line = AuditEntry.objects.get(action="access.denied")
    assert (line.outcome, line.actor_id, line.role) == ("DENIED", user.pk, "policy")
    assert line.request_id == answer["X-Request-ID"]
    assert PRIVATE not in str(line.__dict__)


def test_a_dangerous_page_asks_again_after_a_while_and_forgets_what_was_posted(
    settings,
):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    browser = browser_of(make_staff("policy"))

    answer = browser.post(
        "/dangerous/",
        {"number": PRIVATE},
        headers={"referer": "https://testserver/told/?page=2"},
    )

    assert answer.status_code == 302
    assert answer["Location"] == (
        "/reauthenticate/?next=https%3A%2F%2Ftestserver%2Ftold%2F%3Fpage%3D2"
    )
    assert PRIVATE not in str(dict(browser.session))


def test_a_dangerous_page_opens_right_after_the_second_factor():
    answer = browser_of(make_staff("policy")).post("/dangerous/")

    assert answer.content == b"done"


def test_the_demo_asks_for_no_step_up(settings):
    settings.DEMO = True
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0

    answer = browser_of(make_member(make_merchant())).post("/dangerous/")

    assert answer.content == b"done"
