"""Rounds whose answer asks nobody: what is written at once equals one by one."""

from collections import defaultdict
from datetime import timedelta
from itertools import product

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearance.audit import queries as audit
from clearance.audit.models import AuditEntry
from clearance.channels.services import propose_stop
from clearance.identity.models import UploadLink
from clearance.identity.services import decide_by_person, drive_rounds, rounds
from clearance.identity.services.at_once import decide_at_once
from clearance.messaging.models import Message
from clearance.orders.models import DecidingRound, Decision, Order, Ruling
from clearance.orders.queries import bounds_of, groups_alike
from clearance.orders.services import Rulings, set_stop
from clearance.orders.services.at_once import digest_of
from tests.channels.drafting import DAY, author, draft_of, publisher
from tests.factories import NOW, make_order, make_record
from tests.identity.uploading import link_of

pytestmark = pytest.mark.django_db

RULED = ("ruling__level", "ruling__rule__code", "ruling__stop__channel")
LATER = NOW + timedelta(hours=1)
ORDERER = {"orderer_name": "王演示", "orderer_phone": "13900005678"}


@pytest.fixture
def orders():
    """Orders of each level; linked, covered, restricted, done, answered by people."""
    kinds = product(["IMAGES", "NUMBER_ONLY", "NONE", "UNDECIDED"], [50_00, 500_00])
    for number, (level, paid) in enumerate(kinds):
        values = {"number": f"A{number}", "paid_minor": paid}
        make_order(level, phone=f"1390000100{number}", sealed=ORDERER, **values)
    linked = [make_order(level, number=level) for level in ("IMAGES", "NUMBER_ONLY")]
    for each in linked:
        link_of(each)
    make_record(make_order(number="COVERED", phone="13900002222"), with_photos=False)
    make_order("IMAGES", number="RESTRICTED", is_restricted=True)
    make_order("IMAGES", number="DONE", stage="COMPLETED")
    for level, number in (("UNDECIDED", "BY-PEOPLE"), ("UNDECIDED", "FREED")):
        decide_by_person(
            make_order(level, number=number),
            level="IMAGES" if number == "BY-PEOPLE" else "NONE",
            subject="RECIPIENT" if number == "BY-PEOPLE" else "",
            reason="A letter says so.",
            by=author(),
            now=NOW,
        )


def begin(**said):
    """A rule in force from today that concerns these orders, and its round."""
    rule = draft_of(level="NONE", subject="", version=1, **said)
    rule.state, rule.published_at = "PUBLISHED", NOW
    rule.save(force_insert=True)
    DecidingRound(
        rule=rule, cause="RULE_BEGAN", due_on=DAY, asked_at=NOW, asked_by=author()
    ).save()


def stop():
    asked = propose_stop(
        platform="",
        channel="direct_mail",
        reason="Customs said so.",
        by=author(),
        now=NOW,
    )
    set_stop(asked, by=publisher(), now=NOW)


def all_of(model, *but, also=()):
    names = [field.attname for field in model._meta.concrete_fields]
    kept = [name for name in names if name not in but]
    return sorted(model.objects.values_list(*kept, *also), key=repr)


def left_by(monkeypatch, change, at_once):
    """All rows that such a round leaves, but for ids that are drawn; then undone."""
    with transaction.atomic(), monkeypatch.context() as patched:
        if not at_once:
            patched.setattr(rounds, "asks_nobody", lambda ruling: False)
        change()
        decided = drive_rounds(now=LATER)
        left = {
            "orders": all_of(Order, "ruling_id", "decision_id", also=RULED),
            "decisions": all_of(Decision, "id", "ruling_id", also=RULED),
            "links": all_of(UploadLink),
            "messages": all_of(Message),
        }
        pointed = Decision.objects.filter(order__decision_id=F("pk"))
        assert pointed.filter(no=F("order__decision_count")).count() == len(
            left["orders"]
        )
        transaction.set_rollback(True)
    return decided, left


CHANNELS = ["", "direct_mail", "bonded", "domestic_stock"]
MODES = ["", "POSTAL", "1210", "0110"]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    said=st.fixed_dictionaries(
        {
            "platform": st.sampled_from(["", "TMALL"]),
            "channel": st.sampled_from(CHANNELS),
            "clearance_mode": st.sampled_from(MODES),
            "paid_from_minor": st.sampled_from([None, 100_00]),
        }
    )
)
def test_both_ways_leave_the_same_rows(orders, monkeypatch, said):
    at_once = left_by(monkeypatch, lambda: begin(**said), at_once=True)
    one_by_one = left_by(monkeypatch, lambda: begin(**said), at_once=False)

    assert at_once == one_by_one


def test_both_ways_leave_the_same_rows_under_a_stop(orders, monkeypatch):
    at_once = left_by(monkeypatch, stop, at_once=True)
    one_by_one = left_by(monkeypatch, stop, at_once=False)

    assert at_once == one_by_one
    assert at_once[0] == 9


def test_the_log_names_round_rule_and_which_decisions_there_were(orders, monkeypatch):
    monkeypatch.setattr(rounds, "MANY_AT_ONCE", 2)
    begin(clearance_mode="POSTAL", platform="TMALL")
    decided = drive_rounds(now=LATER)

    [about] = DecidingRound.objects.all()
    lines = AuditEntry.objects.filter(action="round.decided").order_by("seq")
    assert {(line.object_type, line.object_id) for line in lines} == {
        ("DecidingRound", str(about.pk))
    }
    assert {line.rule_version for line in lines} == {"OWN/1"}
    assert not AuditEntry.objects.filter(action="order.decided", at=LATER).exists()
    assert audit.verify().ok

    made = defaultdict(list)
    for line in lines:
        ruling, count, digest = line.reason_code.split(":")
        made[int(ruling)].append((int(count), digest))
    total = 0
    for ruling, parts in made.items():
        ids = Decision.objects.filter(ruling=ruling, decided_at=line.at, cause="RULES")
        rest = list(ids.order_by("pk").values_list("pk", flat=True))
        for count, digest in parts:
            some, rest = rest[:count], rest[count:]
            assert digest_of(some) == digest
            total += count
        assert rest == []
    assert total == decided == about.decided > 2


def test_killed_between_batches_it_goes_on_and_decides_nothing_twice(monkeypatch):
    monkeypatch.setattr(rounds, "MANY_AT_ONCE", 2)
    for index in range(5):
        make_order("UNDECIDED", phone=f"1390000111{index}")
    begin()

    def killed(*args, **kwargs):
        if Decision.objects.filter(cause="RULES").exists():
            raise KeyboardInterrupt
        return decide_at_once(*args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(rounds, "decide_at_once", killed)
        with pytest.raises(KeyboardInterrupt):
            drive_rounds(now=LATER)
    assert Decision.objects.filter(cause="RULES").count() == 2

    assert drive_rounds(now=LATER) == 3
    assert Decision.objects.filter(cause="RULES").count() == 5


def test_an_order_that_changed_meanwhile_is_left_to_the_next_look():
    orders = [make_order("UNDECIDED", phone=f"1390000111{no}") for no in range(3)]
    begin()
    about, rulings = DecidingRound.objects.get(), Rulings(now=LATER)
    bounds = bounds_of(rulings.rules)
    answers: dict[tuple[object, ...], Ruling] = {
        group.key: rulings.for_facts(group.facts)
        for group in groups_alike(
            Order.objects.all(),
            bounds=bounds,
            carriers=rulings.carriers,
            with_sources=True,
        )
    }
    Order.objects.filter(pk=orders[0].pk).update(stage="CLOSED")
    Order.objects.filter(pk=orders[1].pk).update(level="NONE")

    ids = [order.pk for order in orders]
    decided = decide_at_once(ids, answers, bounds, about=about, now=LATER)

    assert decided == 1
    [left] = Decision.objects.filter(cause="RULES")
    assert left.order_id == orders[2].pk
