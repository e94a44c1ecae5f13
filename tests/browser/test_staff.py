"""The pages of staff and shops in a browser: nothing refused, nothing inaccessible."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from clearance.channels.enums import Level
from clearance.identity import services as identity
from clearance.identity.enums import RecordState
from clearance.orders.services import propose_override
from tests.accounts.making import browser_of, make_member
from tests.browser.looking import faults_of
from tests.factories import make_order, make_record, make_staff

DESKTOP = {"viewport": {"width": 1280, "height": 860}, "is_mobile": False}
EVERY_ROLE = (
    "admin",
    "policy",
    "supervisor",
    "support",
    "operations",
    "auditor",
    "customs",
)


@pytest.fixture
def order():
    """An order with a document in review, another one undecided, an override."""
    now = timezone.now() - timedelta(hours=1)
    order = make_order(level=Level.IMAGES)
    make_order(level=Level.UNDECIDED, merchant=order.merchant)
    make_order(level=Level.NUMBER_ONLY, merchant=order.merchant)
    overridden = make_order(level=Level.IMAGES, merchant=order.merchant)
    propose_override(
        overridden,
        level=Level.NONE,
        subject="",
        reason="Returned before customs.",
        by=make_staff("policy"),
        now=now,
    )
    identity.issue_link(overridden, by=None, now=now)
    make_record(order, state=RecordState.PENDING)
    return order


@pytest.fixture
def desk(open_page):
    """A desktop page of somebody who is logged in."""

    def open_for(user, **more):
        page = open_page("en", **DESKTOP, **more)
        session = browser_of(user).cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": session,
                    "url": "http://localhost/",
                }
            ]
        )
        return page

    return open_for


def addresses(order):
    record = order.holder.id_records.get()
    return [
        "/admin/",
        "/admin/clearance/order/",
        f"/admin/clearance/order/{order.pk}/change/",
        f"/admin/clearance/order/{order.pk}/decisions/1/",
        "/admin/clearance/idrecord/",
        f"/admin/clearance/idrecord/{record.pk}/change/",
        f"/admin/clearance/recipient/{order.recipient_id}/change/",
        "/admin/clearance/uploadlink/",
        "/admin/clearance/merchant/add/",
        "/admin/clearance/fulfilmentchannel/",
        "/admin/clearance/idrequirementrule/",
        "/admin/clearance/message/",
        "/admin/clearance/user/",
        "/admin/clearance/auditentry/",
        "/desk/",
        "/desk/review/",
        "/desk/undecided/",
        "/desk/undecided/?tab=orders",
        "/desk/numbers/",
        "/desk/overrides/",
        f"/desk/overrides/new/{order.pk}/",
        "/desk/imports/",
        "/desk/imports/new/",
        f"/desk/people/{order.pk}/reveal/",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_staffs_pages_open_without_a_fault(desk, complaints, order, scheme):
    page = desk(make_staff(*EVERY_ROLE), scheme=scheme)

    for address in addresses(order):
        answer = page.goto(address)
        assert (answer.status, address) == (200, address)
        assert (faults_of(page), address) == ([], address)

    assert complaints == []


def test_a_case_in_review_opens_without_a_fault(desk, complaints, order):
    page = desk(make_staff("reviewer"))
    page.goto("/desk/review/")

    page.get_by_role("button", name="Take next").click()
    page.wait_for_load_state("networkidle")

    assert "/desk/review/ID-" in page.url
    assert faults_of(page) == []
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_shops_pages_open_without_a_fault(desk, complaints, order, scheme):
    page = desk(make_member(order.merchant), scheme=scheme)

    for address in (
        "/portal/orders/",
        "/portal/orders/?tab=awaiting",
        f"/portal/orders/{order.number}/",
        "/portal/team/",
    ):
        answer = page.goto(address)
        assert (answer.status, address) == (200, address)
        assert (faults_of(page), address) == ([], address)

    assert complaints == []
