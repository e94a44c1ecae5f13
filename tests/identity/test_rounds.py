"""Rounds: open orders are decided again when rules begin, end, stop; others stay."""

from datetime import timedelta

import pytest

from clearance.accounts.models import Merchant
from clearance.channels.models import Carrier, IdRequirementRule
from clearance.channels.services import propose_lifting, propose_stop, save_draft
from clearance.channels.services.drafts import copy_of
from clearance.identity.queries import receipt
from clearance.identity.services import (
    decide_by_person,
    drive_rehearsals,
    drive_rounds,
    rounds,
)
from clearance.lib.verdicts import Refusal
from clearance.lib.workdays import today
from clearance.orders.models import DecidingRound, Decision, Order
from clearance.orders.services import (
    answer_alike,
    ask_rehearsal,
    decide_after_carrier,
    lift_stop,
    publish_rule,
    set_stop,
)
from tests.channels.drafting import ASKED, DAY, author, publisher, saved_draft
from tests.factories import NOW, make_merchant, make_order

pytestmark = pytest.mark.django_db

REASON = "Customs of the port said so."
LATER = NOW + timedelta(hours=1)


def published(**fields):
    draft = saved_draft(**fields)
    ask_rehearsal(draft, by=author(), now=NOW)
    drive_rehearsals(now=NOW)
    return publish_rule(draft, by=publisher(), now=NOW)


def answers():
    return {row.number: (row.level, row.subject) for row in Order.objects.all()}


def test_a_rule_that_begins_today_decides_its_open_orders_and_keeps_what_was_said():
    order = make_order("UNDECIDED", number="U1")
    make_order("UNDECIDED", number="C1", stage="CLOSED")
    other = make_order("IMAGES", number="I1")
    published()

    assert drive_rounds(now=LATER) == 1

    order.refresh_from_db()
    assert answers()["U1"] == ("NUMBER_ONLY", "ORDERER")
    assert answers()["C1"][0] == "UNDECIDED"
    shown = receipt(order, today=today(LATER)).as_json()
    assert shown["rule"] == {"code": "OWN", "version": 1}
    levels = Decision.objects.filter(order=order).order_by("no")
    assert [each.level for each in levels] == ["UNDECIDED", "NUMBER_ONLY"]
    assert levels.last().cause == "RULES"
    assert Decision.objects.filter(order=other).count() == 1
    assert drive_rounds(now=LATER) == 0


def test_a_scheduled_rule_waits_for_its_day_and_a_last_day_counts():
    make_order("UNDECIDED", number="U1")
    first, last = DAY + timedelta(days=3), DAY + timedelta(days=5)
    published(starts_on=first, ends_on=last)

    assert drive_rounds(now=NOW + timedelta(days=2)) == 0
    assert drive_rounds(now=NOW + timedelta(days=3)) == 1
    assert answers()["U1"][0] == "NUMBER_ONLY"
    assert drive_rounds(now=NOW + timedelta(days=5)) == 0
    assert drive_rounds(now=NOW + timedelta(days=6)) == 1
    assert answers()["U1"][0] == "UNDECIDED"


def test_a_carrier_said_to_be_of_another_kind_decides_its_open_orders_alone():
    Carrier.objects.create(name="Volga Lines", kind="POST")
    make_order("IMAGES", number="R1", destination="RU", carrier="Volga Lines")
    other = make_order("IMAGES", number="R2", destination="RU", phone="13900001112")
    assert answers() == {"R1": ("NONE", ""), "R2": ("UNDECIDED", "")}
    before = Decision.objects.filter(order=other).count()

    Carrier.objects.update(kind="COURIER")
    decide_after_carrier(by=author(), now=NOW)

    assert drive_rounds(now=LATER) == 1
    assert answers() == {"R1": ("IMAGES", "RECIPIENT"), "R2": ("UNDECIDED", "")}
    assert Decision.objects.filter(order=other).count() == before
    assert drive_rounds(now=LATER) == 0


def test_what_a_person_answered_stays_when_a_rule_begins():
    order = make_order("UNDECIDED", number="U1")
    decide_by_person(
        order, level="NONE", subject="", reason=REASON, by=author(), now=NOW
    )
    published()

    assert drive_rounds(now=LATER) == 0
    assert answers()["U1"] == ("NONE", "")


def test_orders_that_ask_photos_now_are_due_for_a_link():
    make_order("UNDECIDED", number="U1")
    published(**ASKED)

    drive_rounds(now=LATER)

    order = Order.objects.get(number="U1")
    assert (order.level, order.holder_id) == ("IMAGES", order.recipient_id)
    assert order.ask_due_at == LATER


def test_a_round_that_was_killed_goes_on_and_decides_nothing_twice(monkeypatch):
    monkeypatch.setattr(rounds, "ORDERS_AT_ONCE", 2)
    for index in range(5):
        make_order("UNDECIDED", number=f"U{index}", phone=f"1390000111{index}")
    published()
    batches = rounds._batches

    def killed(orders, at_once):
        yield next(batches(orders, at_once))
        raise KeyboardInterrupt

    monkeypatch.setattr(rounds, "_batches", killed)
    with pytest.raises(KeyboardInterrupt):
        drive_rounds(now=LATER)
    monkeypatch.setattr(rounds, "_batches", batches)
    [due] = DecidingRound.objects.all()
    assert (due.state, due.decided) == ("RUNNING", 2)

    assert drive_rounds(now=LATER) == 3
    due.refresh_from_db()
    assert (due.state, due.decided) == ("DONE", 5)
    assert Decision.objects.filter(cause="RULES").count() == 5


class TestStops:
    def stop(self, **fields):
        kept = {"platform": "", "channel": "direct_mail", "reason": REASON}
        return propose_stop(**kept | fields, by=author(), now=NOW)

    def test_two_people_stop_a_channel_and_two_lift_it(self):
        order = make_order("IMAGES", number="I1")
        make_order("NUMBER_ONLY", number="N1")  # bonded: not meant
        stop = self.stop()
        with pytest.raises(Refusal) as refused:
            set_stop(stop, by=author(), now=NOW)
        assert refused.value.code == "second_person"

        set_stop(stop, by=publisher(), now=NOW)
        assert drive_rounds(now=LATER) == 1
        assert answers() == {"I1": ("UNDECIDED", ""), "N1": ("NUMBER_ONLY", "ORDERER")}
        order.refresh_from_db()
        shown = receipt(order, today=today(LATER))
        assert REASON in shown.because
        assert shown.as_json()["rule"] is None
        assert shown.as_json()["tried"][0]["code"] == stop.code

        with pytest.raises(Refusal):
            lift_stop(stop, by=author(), now=LATER)
        propose_lifting(stop, reason="It is over now.", by=author(), now=LATER)
        with pytest.raises(Refusal) as refused:
            lift_stop(stop, by=author(), now=LATER)
        assert refused.value.code == "second_person"
        lift_stop(stop, by=publisher(), now=LATER)
        assert drive_rounds(now=LATER) == 1
        assert answers()["I1"] == ("IMAGES", "RECIPIENT")

    def test_it_questions_even_what_people_answered_before(self):
        order = make_order("UNDECIDED", number="U1")
        decide_by_person(
            order, level="NONE", subject="", reason=REASON, by=author(), now=NOW
        )

        set_stop(self.stop(), by=publisher(), now=NOW)
        drive_rounds(now=LATER)

        assert answers()["U1"] == ("UNDECIDED", "")

    def test_it_keeps_to_its_platform_and_meets_new_orders_at_once(self):
        shop = make_merchant("kiwi")
        Merchant.objects.filter(pk=shop.pk).update(platform="JD")
        shop.refresh_from_db()
        set_stop(self.stop(platform="JD"), by=publisher(), now=NOW)

        make_order("IMAGES", number="J1", merchant=shop)
        make_order("IMAGES", number="T1")

        assert answers() == {"J1": ("UNDECIDED", ""), "T1": ("IMAGES", "RECIPIENT")}

    def test_a_second_stop_for_the_same_is_refused(self):
        self.stop()

        with pytest.raises(Refusal) as refused:
            self.stop()

        assert refused.value.code == "stopped"


class TestAlike:
    def test_one_answer_decides_all_orders_alike_and_no_other(self):
        first = make_order("UNDECIDED", number="U1")
        make_order("UNDECIDED", number="U2", phone="13900001111")
        make_order("UNDECIDED", number="X1", channel="bonded", clearance_mode="POSTAL")

        answer_alike(
            first.ruling, level="NONE", subject="", reason=REASON, by=author(), now=NOW
        )
        assert drive_rounds(now=LATER) == 2

        assert answers() == {
            "U1": ("NONE", ""),
            "U2": ("NONE", ""),
            "X1": ("UNDECIDED", ""),
        }
        decision = Decision.objects.filter(cause="PERSON").first()
        assert decision.decided_by == author()
        shown = receipt(Order.objects.get(number="U2"), today=today(LATER))
        assert shown.reason == REASON

    def test_it_needs_a_reason_and_undecided_orders(self):
        order = make_order("UNDECIDED")
        with pytest.raises(Refusal):
            answer_alike(
                order.ruling, level="NONE", subject="", reason="", by=author(), now=NOW
            )
        with pytest.raises(Refusal) as refused:
            answer_alike(
                make_order("IMAGES").ruling,
                level="NONE",
                subject="",
                reason=REASON,
                by=author(),
                now=NOW,
            )
        assert refused.value.code == "rule_covers"


class TestAfterAStop:
    def stopped(self):
        stop = propose_stop(
            platform="", channel="direct_mail", reason=REASON, by=author(), now=NOW
        )
        set_stop(stop, by=publisher(), now=NOW)
        drive_rounds(now=LATER)
        return stop

    def lifted(self, stop):
        propose_lifting(stop, reason="It is over now.", by=author(), now=LATER)
        lift_stop(stop, by=publisher(), now=LATER)
        drive_rounds(now=LATER)

    def test_what_people_had_answered_comes_back_with_its_reason(self):
        order = make_order("UNDECIDED", number="U1")
        decide_by_person(
            order, level="NONE", subject="", reason=REASON, by=author(), now=NOW
        )
        make_order("IMAGES", number="I1")

        stop = self.stopped()
        assert answers() == {"U1": ("UNDECIDED", ""), "I1": ("UNDECIDED", "")}
        self.lifted(stop)

        assert answers() == {"U1": ("NONE", ""), "I1": ("IMAGES", "RECIPIENT")}
        order.refresh_from_db()
        shown = receipt(order, today=today(LATER))
        assert (shown.reason, shown.decision.cause) == (REASON, "PERSON")

    def test_a_draft_is_rehearsed_as_if_no_stop_stood(self):
        make_order("IMAGES", number="I1")
        self.stopped()
        rule = IdRequirementRule.objects.get(code="CN-DIRECT-POSTAL")
        draft = copy_of(rule, now=NOW)
        draft.level, draft.subject = "NONE", ""
        draft.sides, draft.document_types = [], []
        save_draft(draft, by=author(), now=NOW)

        rehearsal = ask_rehearsal(draft, by=author(), now=NOW)
        drive_rehearsals(now=NOW)

        rehearsal.refresh_from_db()
        assert rehearsal.counts["flips"] == 1
        assert rehearsal.kinds[0]["before"] == "IMAGES"


def test_a_round_leaves_orders_alone_that_its_rule_does_not_concern():
    stray = make_order("NUMBER_ONLY", number="N1", carrier="a horse")
    Order.objects.filter(pk=stray.pk).update(channel="domestic_stock")
    make_order("UNDECIDED", number="U1")
    published()

    assert drive_rounds(now=LATER) == 1
    assert answers()["N1"] == ("NUMBER_ONLY", "ORDERER")


def test_what_is_uncovered_after_a_last_day_is_counted():
    make_order("UNDECIDED", number="U1")
    draft = saved_draft(ends_on=DAY + timedelta(days=5))

    rehearsal = ask_rehearsal(draft, by=author(), now=NOW)
    drive_rehearsals(now=NOW)

    rehearsal.refresh_from_db()
    assert rehearsal.counts["uncovered_after"] == 1


def test_one_answer_for_a_group_at_a_time():
    ruling = make_order("UNDECIDED").ruling
    answer = {"subject": "", "reason": REASON, "by": author(), "now": NOW}
    answer_alike(ruling, level="NONE", **answer)

    with pytest.raises(Refusal) as refused:
        answer_alike(ruling, level="NONE", **answer)

    assert refused.value.code == "answered"
