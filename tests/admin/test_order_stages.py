"""Marking orders of the list as released: asked first, held ones left out."""

import pytest
from django.contrib.messages import get_messages

from clearance.audit.models import AuditEntry
from clearance.channels.enums import Level
from tests.factories import make_order

ORDERS = "/admin/clearance/order/"


@pytest.fixture
def free(house):
    return make_order(Level.NONE, merchant=house.merchant, number="F1")


def ask(browser, *orders, **more):
    chosen = {"action": "move_released", "_selected_action": [o.pk for o in orders]}
    return browser.post(ORDERS, chosen | more)


def answer(browser, *orders, **more):
    return ask(browser, *orders, stage_answered="1", **more)


def said_by(response):
    return [str(m) for m in get_messages(response.wsgi_request)._queued_messages]


def stages(*orders):
    for order in orders:
        order.refresh_from_db()
    return [order.stage for order in orders]


def lines(action):
    return list(
        AuditEntry.objects.filter(action=action).values_list("reason_code", flat=True)
    )


def test_nothing_moves_before_the_answer_and_the_page_names_what_is_held(
    house, staff, free
):
    page = ask(staff("customs"), free, house.asking, house.number)

    text = page.content.decode()
    assert page.status_code == 200
    assert stages(free, house.asking, house.number) == ["PAID"] * 3
    assert "1 order that nothing holds is moved." in text
    assert "2 orders are held, and left out:" in text
    assert ">A1</a>" in text
    assert ">F1</a>" not in text


def test_held_orders_are_left_out_and_that_is_said(house, staff, free):
    done = answer(staff("customs"), free, house.asking)

    assert done.status_code == 302
    assert stages(free, house.asking) == ["RELEASED", "PAID"]
    assert said_by(done) == ["1 order done.", "1 held order was left as it is."]
    assert lines("order.moved_held") == []


def test_ticked_held_orders_move_and_the_log_says_so(house, staff, free):
    done = answer(staff("customs"), free, house.asking, house.number, held_too="1")

    assert stages(free, house.asking, house.number) == ["RELEASED"] * 3
    assert said_by(done) == ["3 orders done."]
    assert sorted(lines("order.moved_held")) == ["HOLD_ID", "HOLD_NUMBER"]
    assert lines("order.stage_moved") == ["RELEASED"] * 3


def test_an_order_that_is_further_stays_and_is_named(house, staff, free):
    free.stage = "COMPLETED"
    free.save()

    page = ask(staff("customs"), free)
    done = answer(staff("customs", username="second"), free)

    assert "1 order is as far or further already" in page.content.decode()
    assert stages(free) == ["COMPLETED"]
    assert said_by(done) == [
        "F1: This order is further already; a stage does not move back."
    ]


def test_others_may_not_move_stages(house, staff, free):
    answer(staff("support"), free)

    assert stages(free) == ["PAID"]


def test_select_across_reaches_no_row_that_was_not_ticked(house, staff, free):
    other = make_order(Level.NONE, merchant=house.merchant, number="F2")

    answer(staff("customs"), free, select_across="1")

    assert stages(free, other) == ["RELEASED", "PAID"]


def test_one_action_reaches_no_more_rows_than_a_page(house, staff):
    made = [
        make_order(Level.NONE, merchant=house.merchant, number=f"M{no}")
        for no in range(52)
    ]

    done = answer(staff("customs"), *made)

    assert said_by(done) == ["50 orders done."]
    assert stages(*made).count("PAID") == 2
