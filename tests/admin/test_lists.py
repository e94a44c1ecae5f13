"""Lists of the staff: what can be found in them, and that they are no oracle."""

import pytest
from django.urls import reverse

from clearance.orders.models import Order
from tests.factories import make_merchant, make_order

ORDERS = "/admin/clearance/order/"


def numbers(answer):
    return sorted(order.number for order in answer.context["cl"].result_list)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["A1", "C1", "N1", "U1"]),
        ("?hold=HOLD_DECISION", ["U1"]),
        ("?hold=HOLD_NUMBER", ["N1"]),
        ("?hold=HOLD_ID", ["A1", "C1"]),
        ("?hold=CLEAR", []),
        ("?upload=AWAITING", ["A1"]),
        ("?upload=IN_REVIEW", ["C1"]),
        ("?upload=RETAKE", []),
        ("?upload=ON_FILE", []),
        ("?channel=bonded", ["N1"]),
        ("?stage__exact=PAID", ["A1", "C1", "N1", "U1"]),
        ("?stage__exact=CLOSED", []),
        ("?q=A1", ["A1"]),
        ("?q=WAY1", ["A1"]),
        ("?q=13912345679", ["A1"]),
        ("?q=139123456", []),
        ("?q=nothing", []),
        ("?hold=HOLD_ID&q=A1", ["A1"]),
    ],
)
def test_a_filter_and_an_exact_search_find_their_orders(house, staff, query, found):
    answer = staff("support").get(ORDERS + query)

    assert numbers(answer) == found


def test_orders_are_found_by_the_reference_of_a_person_or_a_document(house, staff):
    browser = staff("support")
    person = house.covered.recipient.reference

    by_person = browser.get(ORDERS, {"q": person.lower()})
    by_document = browser.get(ORDERS, {"q": house.record.reference})

    # Three of the four orders go to the same person; only images ask this document.
    assert numbers(by_person) == ["C1", "N1", "U1"]
    assert numbers(by_document) == ["C1", "N1", "U1"]


def test_the_filter_of_merchants_keeps_to_one_shop(house, staff):
    kiwi = make_merchant("kiwi")
    make_order(merchant=kiwi, number="K1")

    answer = staff("support").get(ORDERS, {"merchant__id__exact": kiwi.pk})

    assert numbers(answer) == ["K1"]


@pytest.mark.parametrize(
    "query",
    [
        "sealed__startswith=a",
        "sealed__isnull=0",
        "recipient__phone_digest=aa",
        "recipient__sealed__contains=a",
        "recipient__match_digest__gt=0",
        "holder__reference__startswith=R",
        "number__startswith=A",
        "row_digest__isnull=True",
        "merchant__id__exact=abc&merchant__code=hoshi",
        "stage__exact__in=PAID",
        "unknown=1",
    ],
)
def test_a_filter_that_is_not_offered_is_not_found(house, staff, query):
    answer = staff("support").get(f"{ORDERS}?{query}")

    assert answer.status_code == 404


@pytest.mark.parametrize("query", ["o=1", "o=-3.2", "p=99", "all=", "before=x&after=y"])
def test_other_parameters_of_the_stock_list_change_nothing(house, staff, query):
    answer = staff("support").get(f"{ORDERS}?{query}")

    assert numbers(answer) == ["A1", "C1", "N1", "U1"]


@pytest.mark.parametrize(
    "model",
    [
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
    ],
)
@pytest.mark.parametrize("query", ["sealed__startswith=a", "password__startswith=a"])
def test_no_other_list_is_an_oracle_either(house, staff, model, query):
    browser = staff("admin", "support", "auditor", "policy")
    url = reverse(f"admin:clearance_{model}_changelist")

    assert browser.get(url).status_code == 200
    assert browser.get(f"{url}?{query}").status_code == 404


def test_older_and_newer_walk_the_whole_list_and_back(house, staff):
    made = [make_order(merchant=house.merchant) for _no in range(55)]
    browser = staff("support")

    first = browser.get(ORDERS).context["cl"]
    second = browser.get(ORDERS + first.older_url).context["cl"]
    back = browser.get(ORDERS + second.newer_url).context["cl"]

    assert len(first.result_list) == 50
    assert first.newer_url == ""
    assert first.result_list[0] == made[-1]
    seen = [*first.result_list, *second.result_list]
    assert seen == list(Order.objects.order_by("-pk"))
    assert second.older_url == ""
    assert [row.pk for row in back.result_list] == [row.pk for row in first.result_list]


def test_older_keeps_the_filter(house, staff):
    for _no in range(51):
        make_order(merchant=house.merchant)

    answer = staff("support").get(ORDERS + "?hold=HOLD_ID").context["cl"]

    assert "hold=HOLD_ID" in answer.older_url


def test_a_recipient_is_found_by_exact_phone_or_reference_only(house, staff):
    browser = staff("support")
    person = house.asking.recipient
    url = reverse("admin:clearance_recipient_changelist")

    for sought, found in [
        (person.reference, [person]),
        ("13912345679", [person]),
        ("1391234567", []),
        ("金丝雀", []),
    ]:
        answer = browser.get(url, {"q": sought})
        assert list(answer.context["cl"].result_list) == found


def test_the_access_log_pages_by_number_and_names_who_did_it(house, staff):
    browser = staff("auditor")
    staff("policy").post(f"{ORDERS}{house.asking.pk}/do/again/")

    answer = browser.get("/admin/clearance/auditentry/", {"q": "order.decided"})

    [newest, *_before] = answer.context["cl"].result_list
    assert (newest.actor_name, newest.object_id) == ("policy", str(house.asking.pk))


def test_the_access_log_goes_on_after_a_hundred_lines(house, staff):
    browser = staff("auditor")
    policy = staff("policy")
    for _no in range(101):
        policy.post(f"{ORDERS}{house.asking.pk}/do/again/")

    first = browser.get("/admin/clearance/auditentry/").context["cl"]
    second = browser.get("/admin/clearance/auditentry/" + first.older_url).context["cl"]

    assert len(first.result_list) == 100
    assert second.result_list[0].seq == first.result_list[-1].seq - 1
