"""A reviewer works with the keyboard alone, and everybody can read the pages."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from clearance.identity import services as identity
from clearance.identity.enums import RecordState
from clearance.identity.models import IdRecord, Judgement, SecondLook
from tests.accounts.making import browser_of
from tests.browser.looking import faults_of
from tests.factories import id_number, make_order, make_record, make_staff

DESKTOP = {"viewport": {"width": 1280, "height": 860}, "is_mobile": False}


@pytest.fixture
def desk(open_page):
    """A desktop page of somebody who is logged in."""

    def open_for(user, **more):
        page = open_page("en", **(DESKTOP | more))
        session = browser_of(user).cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
        page.context.add_cookies([cookie | {"url": "http://localhost/"}])
        return page

    return open_for


@pytest.fixture
def cases():
    """Five documents of five people, the oldest first."""
    now = timezone.now() - timedelta(hours=1)
    return [
        make_record(
            make_order(phone=f"1380000{index:04d}", now=now),
            state="PENDING",
            number=id_number(index),
            now=now + timedelta(minutes=index),
        )
        for index in range(5)
    ]


def state_of(record):
    return IdRecord.objects.get(pk=record.pk)


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def at_case(page, record):
    page.wait_for_url(f"**/desk/review/{record.reference}/")
    page.wait_for_load_state("networkidle")


def test_five_cases_by_keyboard_alone(desk, complaints, cases):
    page = desk(make_staff("reviewer"))
    one, two, three, four, five = cases
    page.goto("/desk/review/")
    page.wait_for_load_state("networkidle")

    press(page, "j", "Enter")  # the first row
    page.get_by_role("button", name="Take this document").focus()
    press(page, "Enter")
    at_case(page, one)
    press(page, "a")  # points only
    assert state_of(one).state == RecordState.PENDING
    press(page, "Enter")
    at_case(page, two)

    assert state_of(one).state == RecordState.ACCEPTED
    press(page, "1", "8", "n")
    page.keyboard.type("a1r: glare on the left")  # no key does anything in a field
    press(page, "Tab")
    press(page, "r", "Enter")
    at_case(page, three)

    codes = Judgement.objects.get(record=two).reason_codes.split(",")
    assert sorted(codes) == ["BLURRED", "COLOUR"]
    press(page, "e", "Enter")
    at_case(page, four)
    assert state_of(three).needs_supervisor
    press(page, "s", "Enter")
    at_case(page, five)
    press(page, "a", "Enter")
    at_case(page, four)  # the one that was skipped
    press(page, "u", "Enter")
    at_case(page, five)
    assert state_of(five).state == RecordState.PENDING
    press(page, "z")
    page.wait_for_load_state("networkidle")
    pane = page.locator(".pane").first
    assert "zoomed" in pane.get_attribute("class")
    assert pane.locator("img").get_attribute("src").endswith("?stored")
    press(page, "t")
    assert "turn-1" in pane.get_attribute("class")
    assert complaints == []


def test_the_list_of_keys_switches_them_off(desk, complaints, cases):
    page = desk(make_staff("reviewer"))
    page.goto("/desk/review/")
    page.get_by_role("button", name="Take next").click()
    at_case(page, cases[0])

    press(page, "Shift+Slash")
    page.get_by_role("button", name="Switch the keys off").click()
    page.wait_for_url("**/desk/review/keys/")
    page.goto(f"/desk/review/{cases[0].reference}/")
    page.wait_for_load_state("networkidle")
    press(page, "1")

    assert page.locator("input[name=reason]:checked").count() == 0
    assert not page.locator("kbd[data-press=KeyA]").is_visible()
    assert complaints == []


def test_a_form_without_scripts_undoes_too(desk, cases):
    page = desk(make_staff("reviewer"), java_script_enabled=False)
    page.goto("/desk/review/")
    page.get_by_role("button", name="Take next").click()
    page.get_by_role("button", name="Approve").click()
    assert state_of(cases[0]).state == RecordState.ACCEPTED

    page.get_by_role("button", name="Undo").click()

    assert page.url.endswith(f"/desk/review/{cases[0].reference}/")
    assert state_of(cases[0]).state == RecordState.PENDING


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_of_the_review_open_without_a_fault(
    desk, complaints, cases, scheme, width
):
    boss, colleague = make_staff("supervisor"), make_staff("reviewer")
    earlier = timezone.now() - timedelta(minutes=30)
    one, two, three, *_rest = cases
    for record, decide in ((one, identity.accept), (two, identity.send_back)):
        held = identity.claim(record, by=colleague, now=earlier)
        reasons = [["BLURRED"]] if decide is identity.send_back else []
        decide(held, *reasons, by=colleague, now=earlier, version=held.version)
    judgement = Judgement.objects.get(record=one)
    SecondLook.objects.get_or_create(
        judgement=judgement,
        defaults={"judged_by": colleague, "drawn_at": judgement.judged_at},
    )
    look = SecondLook.objects.get(judgement=judgement)
    page = desk(boss, scheme=scheme, viewport={"width": width, "height": 860})

    def sound(address):
        answer = page.goto(address)
        page.wait_for_load_state("networkidle")
        assert (answer.status, address) == (200, address)
        assert (faults_of(page), address) == ([], address)

    identity.claim(three, by=boss, now=timezone.now())
    identity.claim_look(look, by=boss, now=timezone.now())
    for address in (
        "/desk/review/",
        f"/desk/review/{three.reference}/",
        "/desk/review/keys/",
        "/desk/review/figures/",
        "/desk/review/again/",
        f"/desk/review/again/{look.pk}/",
    ):
        sound(address)
    page.goto(f"/desk/review/{three.reference}/")
    page.get_by_role("button", name="Approve").click()
    page.wait_for_load_state("networkidle")
    assert page.get_by_role("button", name="Undo").is_visible()
    assert faults_of(page) == []
    assert complaints == []
