"""A photo of an ID on the screen of a shop: it goes when the order is over."""

import pytest
from django.conf import settings
from django.utils import timezone

from clearance.identity.models import IdRecord, ShopLeave, ViewingTerms
from clearance.identity.services import allowing
from clearance.messaging.models import Message
from clearance.messaging.queries import unseal
from clearance.orders.models import Order
from tests.accounts.making import browser_of, make_member
from tests.browser.looking import faults_of
from tests.factories import make_merchant, make_order, make_record

DESKTOP = {"viewport": {"width": 1440, "height": 900}, "is_mobile": False}
PHOTO = "figure[data-lease] img"
CLOSED = "This photo is closed. Nothing of it is kept on this page."


@pytest.fixture
def order():
    """A paid order whose person sent both sides through this shop's link."""
    made = make_order(number="P1")
    make_record(made)
    ViewingTerms.objects.get_or_create(pk=1)
    return made


@pytest.fixture
def owner(open_page, order):
    """The main account of the shop, in a browser, with one side open."""
    user = make_member(order.merchant)

    def open_for(**more):
        page = open_page("en", **more)
        session = browser_of(user).cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
        page.context.add_cookies([cookie | {"url": "http://localhost/"}])
        page.goto("/portal/orders/P1/photo/")
        with page.expect_response("**/photos/*/") as picture:
            page.get_by_role("button", name="Show: Portrait side").click()
        assert picture.value.status == 200
        assert page.locator(PHOTO).evaluate("each => each.decode().then(() => true)")
        return page

    return open_for


def completed():
    Order.objects.update(stage="COMPLETED")


def withdrawn():
    IdRecord.objects.update(state="WITHDRAWN")


@pytest.mark.parametrize("end", [completed, withdrawn])
def test_an_open_photo_goes_when_its_leave_ends(owner, complaints, end):
    page = owner(**DESKTOP)

    end()

    page.get_by_text(CLOSED).wait_for()
    assert page.locator(PHOTO).count() == 0
    assert page.get_by_text("Open until").count() == 0
    assert page.get_by_text("Document number").count() == 0
    assert faults_of(page) == []
    assert complaints == []

    page.get_by_role("button", name="Show again: Portrait side").click()

    page.get_by_text("You may not open this").wait_for()


def test_an_open_photo_stays_while_nothing_changes(owner, complaints):
    page = owner(**DESKTOP)
    address = page.locator("figure").get_attribute("data-lease")

    with page.expect_response(f"**{address}") as asked:
        pass

    assert asked.value.json() == {"open": True}
    assert page.locator(PHOTO).count() == 1
    assert complaints == []


def test_a_photo_goes_at_the_end_of_its_lease_whatever_the_server_says(owner):
    page = owner(**DESKTOP)
    page.clock.install()
    page.reload()
    page.locator(PHOTO).wait_for()

    page.clock.run_for(125_000)

    page.get_by_text(CLOSED).wait_for()
    assert page.locator(PHOTO).count() == 0


def test_what_is_no_clear_answer_closes_the_photo(owner):
    page = owner(**DESKTOP)

    page.context.clear_cookies()  # logged out meanwhile

    page.get_by_text(CLOSED).wait_for()
    assert page.locator(PHOTO).count() == 0


def test_without_script_the_photo_is_gone_at_the_next_request(owner, order):
    page = owner(**DESKTOP, java_script_enabled=False)

    completed()
    page.reload()

    assert page.locator("img").count() == 0
    assert "The ID can no longer be opened." in page.content()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, {}], ids=["desktop", "phone"])
def test_the_open_page_and_the_looks_have_no_faults(owner, complaints, scheme, size):
    page = owner(scheme=scheme, **size)

    faults = faults_of(page)
    page.goto("/portal/looks/")
    faults += faults_of(page)

    assert faults == []
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_person_allows_and_takes_back_on_a_phone(open_page, complaints, scheme):
    record = make_record(make_order(number="H1"), consent_reuse=True)
    order = make_order(number="K1", merchant=make_merchant("kiwi"))
    main = make_member(order.merchant)
    allowing.ask_leave(order, record, by=main, now=timezone.now())
    message = Message.objects.get()
    token = unseal([message])[message.pk]["text"].split("/u/")[1]
    page = open_page("en", scheme=scheme)
    page.goto(f"/u/{token}")
    assert faults_of(page) == []

    page.get_by_role("button", name="Allow until").click()
    page.get_by_text("You allowed it.").wait_for()
    assert ShopLeave.objects.get().is_allowed
    assert faults_of(page) == []

    page.get_by_role("button", name="Take it back").click()
    page.get_by_text("You refused. The shop sees nothing.").wait_for()
    assert not ShopLeave.objects.get().is_allowed
    assert complaints == []
