"""Every page of the staff: a fixed number of queries, and no personal value whole."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clearance.identity import services as identity
from clearance.orders.services import propose_override
from tests.admin.conftest import CANARIES
from tests.factories import (
    NOW,
    id_number,
    make_member,
    make_merchant,
    make_order,
    make_record,
    make_staff,
)

EVERYBODY = ("admin", "policy", "supervisor", "support", "customs", "operations")
LISTS = [
    "order",
    "recipient",
    "idrecord",
    "uploadlink",
    "message",
    "merchant",
    "user",
    "auditentry",
    "fulfilmentchannel",
    "carrier",
    "idrequirementrule",
    "rejectionreason",
]
DESK = ["desk:home", "desk:undecided-list", "desk:number-list", "desk:override-list"]
ADDRESSES = [
    *(f"admin:clearance_{model}_changelist" for model in LISTS),
    "admin:index",
    *DESK,
]


def counted(browser, url):
    """The statements one look at a page takes, when everything is warm."""
    assert browser.get(url).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        browser.get(url)
    return len(asked)


def add_rows(house, count):
    """As many more of everything."""
    for no in range(count):
        merchant = make_merchant(f"shop{no}{count}")
        make_member(merchant)
        make_staff("support", "customs", username=f"colleague{no}{count}")
        person = {"name": f"样本{no}", "phone": f"1370000{no}{count:03d}"}
        asking = make_order(merchant=merchant, **person)
        identity.issue_link(asking, by=None, now=NOW)
        make_order("UNDECIDED", merchant=merchant, **person)
        make_order("NUMBER_ONLY", merchant=merchant, **person)
        make_record(
            make_order(merchant=merchant, **person),
            state="PENDING",
            number=id_number(20 + no),
            with_photos=False,
        )
        propose_override(
            asking,
            level="NONE",
            subject="",
            reason="returned",
            by=make_staff("policy"),
            now=NOW,
        )


@pytest.fixture
def everybody(staff):
    return staff(*EVERYBODY, "auditor", username="everybody")


def test_every_list_asks_as_often_for_three_more_rows_as_for_one(house, everybody):
    add_rows(house, 1)
    before = {name: counted(everybody, reverse(name)) for name in ADDRESSES}

    add_rows(house, 3)
    after = {name: counted(everybody, reverse(name)) for name in ADDRESSES}

    assert after == before
    # With session, user, roles, rights twice and the numbers of the sidebar.
    assert {name: count for name, count in before.items() if count > 16} == {}


def test_no_page_shows_a_personal_value_whole(house, everybody, link):
    add_rows(house, 1)
    rows = [house.asking, house.undecided, house.number, house.covered]
    pages = [reverse(name) for name in ADDRESSES]
    for order in rows:
        pages += [
            reverse("admin:clearance_order_change", args=[order.pk]),
            reverse("admin:clearance_order_decision", args=[order.pk, 1]),
            reverse("admin:clearance_order_history", args=[order.pk]),
            reverse("desk:decide", args=[order.pk]),
            reverse("desk:override-new", args=[order.pk]),
            reverse("desk:reveal", args=[order.pk]),
            reverse("admin:clearance_recipient_change", args=[order.recipient_id]),
        ]
    pages += [
        reverse("admin:clearance_idrecord_change", args=[house.record.pk]),
        reverse("admin:clearance_uploadlink_change", args=[link.pk]),
        "/admin/clearance/order/?q=13912345679",
    ]
    secrets = {value for key, value in CANARIES.items() if not key.endswith("_type")}
    secrets |= {id_number(11), "13912345679"}

    shown = set()
    for url in pages:
        answer = everybody.get(url)
        assert answer.status_code == 200, url
        text = answer.content.decode()
        # What the person looking typed into the search stands there again.
        typed = {"13912345679"} if "q=" in url else set()
        shown |= {(url, value) for value in secrets - typed if value in text}

    assert shown == set()


@pytest.mark.parametrize(
    ("order", "strong"),
    [
        ("asking", "Waiting for the person&#x27;s ID."),
        ("undecided", "Waiting for a decision."),
        ("number", "Waiting for the orderer&#x27;s number."),
        ("covered", "Waiting for our review."),
    ],
)
def test_an_orders_page_begins_with_what_it_waits_for(house, staff, order, strong):
    url = reverse("admin:clearance_order_change", args=[getattr(house, order).pk])

    page = staff("support").get(url).content.decode()

    assert f"<b>{strong}</b>" in page


def test_a_closed_order_waits_for_nothing(house, staff):
    house.asking.stage = "COMPLETED"
    house.asking.save()
    url = reverse("admin:clearance_order_change", args=[house.asking.pk])

    page = staff("support").get(url)

    assert page.context["waiting"] is None
    assert [str(word) for _tone, word in page.context["badges"]] == [
        "Awaiting recipient"
    ]


def test_the_timeline_says_what_happened_newest_first(house, staff, link):
    staff("policy").post(
        reverse("admin:clearance_order_do", args=[house.asking.pk, "again"])
    )
    url = reverse("admin:clearance_order_change", args=[house.asking.pk])

    events = staff("support").get(url).context["events"]

    assert [str(event.what) for event in events] == [
        "Waiting for the person's ID.",
        "Decision 2",
        "Link sent",
        "Decision 1",
        "Order received",
    ]


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("customs", "/admin/"),
        ("auditor", "/admin/"),
        ("operations", "/admin/"),
        ("support", "/desk/"),
        ("reviewer", "/desk/review/"),
    ],
)
def test_everybody_begins_where_their_work_is(house, staff, role, page):
    browser = staff(role)

    assert browser.get("/").url == page
    assert browser.get(page).status_code == 200


def test_what_the_start_page_offers_can_be_entered(house, staff):
    for role in (*EVERYBODY, "auditor", "reviewer"):
        browser = staff(role)
        start = browser.get("/admin/").context["start"]

        for offer in [*start["numbers"], *start["tasks"]]:
            assert browser.get(offer["url"]).status_code == 200, (role, offer)
