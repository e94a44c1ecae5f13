"""A searched phone is found, and stands in no address; a number of an order does."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session

ORDERS = "/admin/clearance/order/"
PHONE = "13912345679"


def numbers(answer):
    return sorted(order.number for order in answer.context["cl"].result_list)


def search(browser, term, **more):
    return browser.post(ORDERS, {"q": term} | more)


def term_of(answer):
    return parse_qs(urlsplit(answer["Location"]).query)["q"][0]


@pytest.mark.parametrize("written", [PHONE, "+86 139 1234 5679", "139-1234-5679"])
def test_a_phone_is_found_by_a_handle_and_shown_masked(house, staff, written):
    browser = staff("support")

    turned = search(browser, written)
    page = browser.get(turned["Location"])

    text = page.content.decode()
    assert turned.status_code == 302
    assert term_of(turned).startswith("phone:")
    assert numbers(page) == ["A1"]
    assert 'value="139****5679"' in text
    assert PHONE not in text
    assert PHONE not in turned["Location"]


def test_the_session_keeps_the_phone_sealed(house, staff):
    search(staff("support"), PHONE)

    assert all(PHONE not in str(s.get_decoded()) for s in Session.objects.all())


def test_the_masked_phone_sent_again_finds_the_same(house, staff):
    browser = staff("support")
    handle = term_of(search(browser, PHONE))

    again = search(browser, "139****5679", sought_before=handle)

    assert term_of(again) == handle


def test_the_handle_of_another_log_in_finds_nothing(house, staff):
    turned = search(staff("support"), PHONE)

    page = staff("support", username="second").get(turned["Location"])

    assert numbers(page) == []


def test_filters_stay_and_pages_do_not(house, staff):
    turned = search(staff("support"), PHONE, hold="HOLD_ID", before="x", p="3")

    query = parse_qs(urlsplit(turned["Location"]).query)
    assert query.keys() == {"hold", "q"}
    assert query["hold"] == ["HOLD_ID"]


def test_an_order_number_stands_in_the_address(house, staff):
    browser = staff("support")

    turned = search(browser, " A1 ")

    assert turned["Location"] == f"{ORDERS}?q=A1"
    assert numbers(browser.get(turned["Location"])) == ["A1"]


def test_an_empty_search_shows_all(house, staff):
    assert search(staff("support"), "")["Location"] == f"{ORDERS}?"


def test_a_session_keeps_few_of_them(house, staff):
    browser = staff("support")

    for no in range(12):
        search(browser, f"139123456{no:02}")

    assert len(browser.session["sought"]) == 10


def test_people_are_found_by_a_handle_too(house, staff):
    browser = staff("support")

    turned = browser.post("/admin/clearance/recipient/", {"q": PHONE})
    page = browser.get(turned["Location"])

    assert [p.pk for p in page.context["cl"].result_list] == [house.asking.recipient_id]


@pytest.mark.parametrize("path", [ORDERS, "/admin/", "/desk/"])
def test_no_form_of_the_staff_sends_a_term_in_the_address(house, staff, path):
    html = staff("support").get(path).content.decode()

    forms = re.findall(r"<form[^>]*role=.search.[^>]*>", html)
    assert forms
    assert [form for form in forms if 'method="post"' not in form] == []
