"""What a shop sees of its orders: its own, masked, and what they wait for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clearance.identity import services as identity
from tests.admin.conftest import CANARIES
from tests.factories import NOW, id_number, make_merchant, make_order, make_record

ORDERS = "/portal/orders/"


def numbers(answer):
    return sorted(row.order.number for row in answer.context["rows"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["A1", "C1", "N1", "U1"]),
        ("?tab=awaiting", ["A1"]),
        ("?tab=review", ["C1"]),
        ("?tab=retake", []),
        ("?tab=number", ["N1"]),
        ("?tab=undecided", ["U1"]),
        ("?tab=ready", []),
        ("?q=A1", ["A1"]),
        ("?q=WAY1", ["A1"]),
        ("?q=K1", []),
        ("?channel=bonded", ["N1"]),
        ("?tab=awaiting&channel=bonded", []),
        ("?sealed__startswith=a", ["A1", "C1", "N1", "U1"]),
    ],
)
def test_a_tab_and_an_exact_search_find_the_shops_own_orders(
    main, foreign, query, found
):
    assert numbers(main.get(ORDERS + query)) == found


def test_tabs_count_what_they_list(main, foreign):
    answer = main.get(ORDERS)

    counted = {name: count for name, _label, count in answer.context["tabs"]}
    assert counted == {
        name: str(len(main.get(f"{ORDERS}?tab={name}").context["rows"]))
        for name in counted
    }


def test_an_unknown_tab_is_not_found(main):
    assert main.get(ORDERS + "?tab=secret").status_code == 404


def test_a_sub_account_sees_the_same_list_and_no_more(main, sub):
    assert numbers(sub.get(ORDERS)) == numbers(main.get(ORDERS))
    assert sub.get(ORDERS + "A1/").status_code == 200
    assert sub.get("/portal/team/").status_code == 403


def test_an_order_of_another_shop_is_not_found(main, sub, foreign):
    assert main.get(f"{ORDERS}{foreign.number}/").status_code == 404
    assert sub.get(f"{ORDERS}{foreign.number}/").status_code == 404
    assert main.get(f"{ORDERS}NONSENSE/").status_code == 404


def test_the_same_number_in_two_shops_opens_ones_own(main, house):
    make_order(merchant=make_merchant("kiwi"), number="A1")

    answer = main.get(ORDERS + "A1/")

    assert answer.context["order"] == house.asking


def test_no_page_of_a_shop_shows_a_personal_value_whole(main, house):
    secrets = {value for key, value in CANARIES.items() if not key.endswith("_type")}
    secrets |= {id_number(11), house.record.reference, "reviewer"}
    pages = [
        ORDERS,
        "/portal/team/",
        *(f"{ORDERS}{no}/" for no in ("A1", "C1", "N1", "U1")),
    ]

    shown = set()
    for url in pages:
        answer = main.get(url)
        assert answer.status_code == 200
        text = answer.content.decode()
        shown |= {(url, value) for value in secrets if value in text}

    assert shown == set()


def test_an_order_says_what_it_waits_for(main, house):
    identity.issue_link(house.asking, by=None, now=NOW, send=False)

    page = main.get(ORDERS + "A1/")

    assert page.context["waiting"].strong == "Waiting for the person's ID."
    assert [str(event.what) for event in page.context["events"]] == [
        "Waiting for the person's ID.",
        "Link sent",
        "Decision 1",
        "Order received",
    ]


def test_a_withdrawal_is_no_news_for_a_shop(main, house):
    record = make_record(house.asking, state="WITHDRAWN", with_photos=False)

    page = main.get(ORDERS + "A1/").content.decode()

    assert record.state == "WITHDRAWN"
    assert "No longer available" in page
    assert "ithdr" not in page


def test_pages_that_speak_of_stages_say_how_old_that_is(main):
    assert "as of" in main.get(ORDERS).content.decode()
    assert "as of" in main.get(ORDERS + "A1/").content.decode()


def test_the_list_asks_as_often_for_three_more_orders_as_for_one(main, house):
    def counted():
        main.get(ORDERS)
        with CaptureQueriesContext(connection) as asked:
            main.get(ORDERS)
        return len(asked)

    before = counted()
    for no in range(3):
        make_order(merchant=house.merchant, name=f"样本{no}", phone=f"1370000000{no}")

    assert counted() == before
    assert before <= 11


def test_staff_are_not_a_shop(house, staff_browser):
    assert staff_browser.get(ORDERS).status_code == 403
