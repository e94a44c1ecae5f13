"""Undecided orders in groups: seen as one row, answered at once, made a draft rule."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clearance.channels.services import propose_stop
from clearance.desk import grouping
from clearance.identity.queries import receipt
from clearance.identity.services import drive_rounds
from clearance.lib.masking import mask_name
from clearance.lib.workdays import today
from clearance.orders.models import DecidingRound, Decision, Order
from clearance.orders.services import set_stop
from tests.channels.drafting import author, publisher, saved_draft
from tests.desk.conftest import AT
from tests.desk.test_deciding import said
from tests.factories import NAME, browser_of, make_order, make_staff
from tests.identity.test_rounds import answers, published

pytestmark = pytest.mark.django_db

LIST = "/desk/undecided/"
REASON = "Customs of the port said so."
ANSWER = {"answer": "NUMBER_ONLY", "reason": REASON}
LATER = AT + timedelta(minutes=5)


def undecided(number, index=0, **fields):
    return make_order("UNDECIDED", number=number, phone=f"1390000{index:04}", **fields)


def other_group(number, index=0, **fields):
    """Undecided for other facts: bonded goods declared as personal articles."""
    return undecided(number, index, channel="bonded", clearance_mode="POSTAL", **fields)


def page_of(order):
    return f"/desk/undecided/alike/{order.ruling_id}/"


@pytest.fixture
def policy():
    return browser_of(make_staff("policy"))


@pytest.fixture
def three():
    """Two orders alike, one of another group, one closed, one that a rule decided."""
    first = undecided("U1", 1)
    undecided("U2", 2, now=AT)
    other_group("X1", 3)
    undecided("C1", 4, stage="CLOSED")
    make_order("IMAGES", number="I1")
    return first


class TestTheList:
    def test_it_groups_what_waits_and_counts_it(self, policy, three):
        groups = policy.get(LIST).context["groups"]

        assert [(group.orders, group.to_decide) for group in groups.rows] == [
            (2, 2),
            (1, 1),
        ]
        first = groups.rows[0]
        assert first.ruling == three.ruling
        assert first.oldest_at == three.received_at
        assert first.newest == Order.objects.get(number="U2").pk
        assert not groups.are_more
        assert not groups.are_older

    def test_a_group_is_told_in_words_and_offers_what_can_be_done(self, policy, three):
        html = policy.get(LIST).content.decode()

        for words in (
            "Direct mail, 1210 Bonded import",
            "Mainland China · ",
            "Gap: a person decides",
        ):
            assert words in html, words
        assert page_of(three) in html
        assert "Answer for all 2…" in html
        assert f"{LIST}{Order.objects.get(number='U2').pk}/" in html
        assert f"/idrequirementrule/add/?ruling={three.ruling_id}" in html

    def test_what_is_assumed_or_not_known_is_said(self, policy):
        undecided(
            "R1",
            channel="direct_mail",
            clearance_mode="POSTAL",
            mode_assumed=True,
            destination="RU",
            carrier="Nobody Express",
        )

        html = policy.get(LIST).content.decode()

        assert "Direct mail, Personal postal article (assumed)" in html
        assert "Carrier: not known" in html
        assert "Answer for" not in html  # it is alone: decide it

    def test_who_writes_no_rules_is_not_offered_to(self, three):
        html = browser_of(make_staff("customs")).get(LIST).content.decode()

        assert "Answer for all 2…" in html
        assert "/idrequirementrule/add/" not in html

    def test_a_decided_order_is_not_counted(self, policy, three):
        policy.post(f"{LIST}{three.pk}/", ANSWER)

        groups = policy.get(LIST).context["groups"].rows

        assert sorted(group.orders for group in groups) == [1, 1]

    def test_a_stop_is_named_with_its_reason_and_no_rule_is_offered(self, policy):
        stop = propose_stop(
            platform="", channel="direct_mail", reason=REASON, by=author(), now=AT
        )
        set_stop(stop, by=publisher(), now=AT)
        order = make_order("IMAGES", number="I1")
        make_order("IMAGES", number="I2", phone="13900001111")

        html = policy.get(LIST).content.decode()
        page = policy.get(page_of(order)).content.decode()

        assert f"Two people stopped the rules here: {REASON}" in html
        assert "Stopped: a person decides" in html
        assert "/idrequirementrule/add/" not in html
        assert "while the stop stands" in page
        assert "/idrequirementrule/add/" not in page
        answer = policy.post(page_of(order), ANSWER)
        assert "/idrequirementrule/add/" not in said(answer)[0]
        assert drive_rounds(now=LATER) == 2

    def test_nothing_waits(self, policy):
        assert "Every open order is decided." in policy.get(LIST).content.decode()

    def test_older_orders_follow_when_many_wait(self, policy, three, monkeypatch):
        monkeypatch.setattr(grouping, "LOOKED_AT", 2)

        answer = policy.get(LIST)

        groups = answer.context["groups"]
        assert groups.are_older
        assert [group.shown for group in groups.rows] == ["1+", "1+"]
        assert "The newest 2 undecided orders" in answer.content.decode()

    def test_a_group_beyond_the_newest_is_answered_all_the_same(
        self, policy, three, monkeypatch
    ):
        monkeypatch.setattr(grouping, "LOOKED_AT", 1)

        page = policy.get(page_of(three)).content.decode()

        assert "1+ order gets this answer" in page
        policy.post(page_of(three), ANSWER)
        assert drive_rounds(now=LATER) == 2

    def test_one_group_lists_its_orders_and_no_other(self, policy, three):
        answer = policy.get(f"{LIST}?ruling={three.ruling_id}")

        numbers = [order.number for order, *_rest in answer.context["rows"]]
        assert numbers == ["U2", "U1"]
        assert "Gap: a person decides" in answer.content.decode()

    @pytest.mark.parametrize("number", ["9" * 30, "none", "0", "-1", "9" * 18])
    def test_a_group_that_is_not_there_is_not_found(self, policy, number):
        assert policy.get(LIST, {"ruling": number}).status_code == 404

    def test_three_groups_take_as_many_queries_as_one(self, policy):
        undecided("U1")
        policy.get(LIST)
        taken = []
        for more in ([], ["1210", "1239"]):
            for index, mode in enumerate(more):
                undecided(
                    f"D{mode}", index, channel="domestic_stock", clearance_mode=mode
                )
            with CaptureQueriesContext(connection) as asked:
                groups = policy.get(LIST).context["groups"].rows
            taken.append((len(groups), len(asked)))

        assert [groups for groups, _queries in taken] == [1, 3]
        assert taken[0][1] == taken[1][1]
        assert taken[0][1] <= 8


class TestOneAnswerForAll:
    def test_the_page_says_what_happens_and_shows_some_masked(self, policy, three):
        html = policy.get(page_of(three)).content.decode()

        assert "2 orders get this answer; each keeps its earlier decision." in html
        assert "undecided until a rule covers them" in html
        assert html.count(mask_name(NAME)) == 2
        assert NAME not in html
        assert "X1" not in html

    def test_a_sample_is_the_newest_five(self, policy):
        orders = [undecided(f"U{index}", index) for index in range(7)]

        answer = policy.get(page_of(orders[0]))

        numbers = [order.number for order, *_rest in answer.context["rows"]]
        assert numbers == ["U6", "U5", "U4", "U3", "U2"]
        assert 'rel="next"' not in answer.content.decode()

    def test_it_decides_exactly_those_and_says_who_and_why(self, policy, three):
        answer = policy.post(page_of(three), ANSWER)

        assert (answer.status_code, answer.url) == (303, LIST)
        assert drive_rounds(now=LATER) == 2
        assert answers() == {
            "U1": ("NUMBER_ONLY", "ORDERER"),
            "U2": ("NUMBER_ONLY", "ORDERER"),
            "X1": ("UNDECIDED", ""),
            "C1": ("UNDECIDED", ""),
            "I1": ("IMAGES", "RECIPIENT"),
        }
        order = Order.objects.get(number="U2")
        shown = receipt(order, today=today(LATER))
        assert shown.decision.decided_by == make_staff("policy")
        assert shown.reason == REASON
        assert [
            each.level for each in Decision.objects.filter(order=order).order_by("no")
        ] == ["UNDECIDED", "NUMBER_ONLY"]
        assert len(policy.get(LIST).context["groups"].rows) == 1

    def test_the_list_shows_how_far_it_is_until_it_is_done(self, policy, three):
        policy.post(page_of(three), ANSWER)
        before = policy.get(LIST).content.decode()
        drive_rounds(now=LATER)
        after = policy.get(LIST).content.decode()

        assert "0 of 2 decided" in before
        assert f'<a href="{LIST}">Refresh</a>' in before
        assert page_of(three) not in before
        assert "decided ·" not in after

    @pytest.mark.parametrize("missing", ["answer", "reason"])
    def test_an_answer_without_its_parts_is_asked_again(self, policy, three, missing):
        typed = {name: value for name, value in ANSWER.items() if name != missing}

        answer = policy.post(page_of(three), typed)

        assert answer.status_code == 422
        assert answer.context["form"].errors[missing] == ["This field is required."]
        assert not DecidingRound.objects.exists()

    def test_an_answer_on_its_way_is_not_given_twice(self, policy, three):
        policy.post(page_of(three), ANSWER)

        answer = policy.post(page_of(three), ANSWER | {"answer": "NONE"})

        assert answer.status_code == 409
        assert "on its way already" in answer.content.decode()
        assert DecidingRound.objects.count() == 1

    def test_a_group_that_a_rule_covers_by_now_is_refused(self, policy, three):
        published(starts_on=today(AT))

        answer = policy.post(page_of(three), ANSWER)

        assert answer.status_code == 409
        assert "A rule covers these orders by now." in answer.content.decode()
        assert not DecidingRound.objects.filter(cause="ALIKE").exists()

    def test_a_group_that_is_empty_is_refused(self, policy):
        closed = undecided("C1", stage="CLOSED")

        looked = policy.get(page_of(closed))
        answer = policy.post(page_of(closed), ANSWER)

        assert (looked.status_code, answer.status_code) == (200, 409)
        for html in (looked.content.decode(), answer.content.decode()):
            assert "No open order of this group waits any more." in html
            assert 'name="answer"' not in html

    def test_orders_that_a_rule_decides_are_refused(self, policy):
        decided = make_order("IMAGES")

        answer = policy.post(page_of(decided), ANSWER)

        assert answer.status_code == 409
        assert answers()[decided.number] == ("IMAGES", "RECIPIENT")

    def test_deciding_it_otherwise_takes_a_second_person(self, policy, three):
        policy.post(page_of(three), ANSWER)
        drive_rounds(now=LATER)

        again = policy.post(f"{LIST}{three.pk}/", ANSWER | {"answer": "NONE"})

        assert again.status_code == 409
        assert answers()["U1"] == ("NUMBER_ONLY", "ORDERER")

    @pytest.mark.parametrize("number", ["0", "9" * 18, "9" * 30])
    def test_a_number_that_is_no_group_is_not_found(self, policy, number):
        url = f"{LIST}alike/{number}/"

        assert policy.get(url).status_code == 404
        assert policy.post(url, ANSWER).status_code == 404

    def test_who_may_not_decide_is_denied(self, three):
        support = browser_of(make_staff("support"))

        assert support.post(page_of(three), ANSWER).status_code == 403
        assert not DecidingRound.objects.exists()


class TestADraftRule:
    @pytest.mark.parametrize("alike", [True, False])
    def test_an_answer_is_offered_as_a_draft(self, policy, three, alike):
        page = page_of(three) if alike else f"{LIST}{three.pk}/"

        answer = policy.post(page, ANSWER)

        [text] = said(answer)
        assert (
            f'<a href="/admin/clearance/idrequirementrule/add/?ruling={three.ruling_id}'
            '&amp;answer=NUMBER_ONLY">Turn this answer into a draft rule</a>'
        ) in text
        assert text in policy.get(answer.url).content.decode()

    @pytest.mark.parametrize("alike", [True, False])
    def test_who_writes_no_rules_is_only_told(self, three, alike):
        page = page_of(three) if alike else f"{LIST}{three.pk}/"

        answer = browser_of(make_staff("customs")).post(page, ANSWER)

        assert ["<a" in text for text in said(answer)] == [False]

    def test_a_draft_alone_covers_nothing(self, policy, three):
        saved_draft()

        assert policy.post(page_of(three), ANSWER).status_code == 303
