"""Checks of documents at review and of orders' orderers: planned, asked, kept."""

from datetime import timedelta

import pytest

from clearance.audit.models import AuditEntry
from clearance.channels.enums import Level
from clearance.identity import services
from clearance.identity.models import RealNameBudget, RealNameCheck
from clearance.identity.services.realname_work import GIVE_UP_AFTER
from clearance.keys.models import DataKey
from clearance.orders.models import Order
from clearance.orders.services import set_number
from tests.factories import NOW, make_order, make_record
from tests.identity.uploading import link_of, upload_for

pytestmark = pytest.mark.django_db

TOMORROW = NOW + timedelta(days=1)


def waiting(person, **fields):
    """A document in review that says what `person`'s says."""
    said = {"number": person.number, "name": person.name, "with_photos": False}
    record = make_record(state="PENDING", **said | fields)
    services.ask_real_name(record, now=NOW)
    return record


def ordered(person, *, stage="PAID", **fields):
    """An order whose orderer's number is given."""
    sealed = {"orderer_name": person.name, "orderer_id_number": person.number}
    return make_order(Level.NUMBER_ONLY, sealed=sealed, stage=stage, **fields)


def drive(now=NOW):
    """As each minute does."""
    services.plan_real_name_checks(now=now)
    return services.drive_real_name_checks(now=now)


def found(about):
    name = "order" if isinstance(about, Order) else "record"
    row = RealNameCheck.objects.get(**{name: about})
    return row.state, row.outcome, row.reason


def lines():
    said = AuditEntry.objects.filter(action__endswith="real_name").order_by("seq")
    return list(said.values_list("action", "reason_code"))


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({}, "SAME"),
        ({"name": "别样本"}, "DIFFERENT"),
        ({"number": "110101195001010009"[:17] + "X"}, "NOT_FOUND"),
    ],
)
def test_a_document_at_review_is_checked(standin, people, fields, outcome):
    record = waiting(people[1], **fields)

    done = drive()

    check = RealNameCheck.objects.get()
    assert (done, found(record)) == (1, ("DONE", outcome, ""))
    assert (check.provider, check.is_reused) == ("Stand-in", False)
    assert check.checked_at >= NOW
    assert lines() == [("id.real_name", outcome)]
    entry = AuditEntry.objects.get(action="id.real_name")
    assert (entry.object_id, entry.merchant_id) == (
        str(record.pk),
        record.order.merchant_id,
    )


def test_sending_a_document_asks_for_its_check(standin, people):
    record = upload_for(make_order(), number=people[0].number, name=people[0].name)

    drive()

    assert found(record)[:2] == ("DONE", "SAME")


def test_the_number_given_by_link_is_checked(standin, people):
    order = make_order(Level.NUMBER_ONLY)
    link, _url = link_of(order)

    services.submit_number(
        link,
        name=people[2].name,
        document_type="RESIDENT_ID",
        number=people[2].number,
        now=NOW,
    )
    drive()

    assert found(order)[:2] == ("DONE", "SAME")
    assert lines() == [("order.real_name", "SAME")]


def test_orders_that_came_with_their_number_are_found(standin, people):
    orders = [ordered(person) for person in people[:3]]
    unpaid = ordered(people[3], stage="PLACED")
    declared = ordered(people[4], stage="DECLARED")
    other = make_order(Level.IMAGES)

    done = drive()

    assert done == 3
    assert {found(order)[1] for order in orders} == {"SAME"}
    about = RealNameCheck.objects.values_list("order_id", flat=True)
    assert not {unpaid.pk, declared.pk, other.pk} & set(about)
    assert drive(NOW + timedelta(minutes=1)) == 0
    assert len(standin.asked) == 3


def test_a_changed_number_is_checked_again_and_a_changed_stage_is_not(standin, people):
    order, moved = ordered(people[0]), ordered(people[1])
    drive()
    before = dict(RealNameCheck.objects.values_list("order_id", "key"))
    later = NOW + timedelta(hours=1)
    for one, person in ((order, people[5]), (moved, people[1])):
        set_number(
            one,
            name=person.name,
            document_type="RESIDENT_ID",
            number=person.number,
            now=later,
        )

    drive(later)

    after = dict(RealNameCheck.objects.values_list("order_id", "key"))
    assert [said["number"] for said in standin.asked[2:]] == [people[5].number]
    assert before[order.pk] != after[order.pk]
    assert before[moved.pk] == after[moved.pk]
    assert found(order) == found(moved) == ("DONE", "SAME", "")
    assert lines() == [("order.real_name", "SAME")] * 3


def test_without_a_provider_it_says_so_and_orders_are_left_alone(people):
    record = waiting(people[0])
    ordered(people[1])

    done = drive()

    assert (done, found(record)) == (1, ("DONE", "COULD_NOT_RUN", "NO_PROVIDER"))
    assert RealNameCheck.objects.count() == 1


def test_what_the_provider_does_not_know_is_not_sent(standin, people):
    record = waiting(people[0], document_type="PASSPORT", number="E00000001")

    drive()

    assert found(record) == ("DONE", "COULD_NOT_RUN", "NOT_SUPPORTED")
    assert standin.asked == []


def test_what_was_decided_meanwhile_is_not_sent(standin, people):
    record, order = waiting(people[0]), ordered(people[1])
    services.ask_real_name(order, now=NOW)
    record.state = "WITHDRAWN"
    record.save()
    Order.objects.filter(pk=order.pk).update(stage="DECLARED")

    drive()

    assert found(record) == ("DONE", "COULD_NOT_RUN", "ERASED")
    assert found(order) == ("DONE", "COULD_NOT_RUN", "TOO_LATE")
    assert standin.asked == []


def test_what_cannot_be_read_any_more_is_not_sent(standin, people):
    record = waiting(people[0])
    DataKey.objects.filter(subject=record.pk).delete()

    drive()

    assert found(record) == ("DONE", "COULD_NOT_RUN", "ERASED")
    assert standin.asked == []


def test_a_provider_that_fails_is_asked_again_ever_more_rarely(standin, people):
    record = waiting(people[0])
    standin.mood = "500"
    now, waits = NOW, []

    for _ in range(9):
        drive(now)
        due = RealNameCheck.objects.get().due_at
        waits.append((due - now) // timedelta(minutes=1))
        assert drive(due - timedelta(seconds=1)) == 0
        now = due
    standin.mood = ""
    drive(now)

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert found(record) == ("DONE", "SAME", "")
    assert len(set(standin.keys)) == 1
    assert len(standin.keys) == 10
    assert RealNameBudget.objects.get().asked == 1
    assert lines() == [("id.real_name", "REFUSED"), ("id.real_name", "SAME")]


def test_in_the_end_it_is_given_up(standin, people):
    record = waiting(people[0])
    standin.mood = "garbage"
    now = NOW

    for _ in range(GIVE_UP_AFTER):
        assert found(record)[0] == "WAITING"
        drive(now)
        now += timedelta(hours=1, minutes=1)

    assert found(record) == ("DONE", "COULD_NOT_RUN", "GARBLED")
    assert now - NOW > timedelta(days=1)


def test_a_provider_that_is_down_is_left_alone_until_the_next_round(standin, people):
    for person in people[:8]:
        waiting(person)
    standin.mood = "500"

    drive()

    assert len(standin.asked) == 3


def test_an_answer_serves_again_for_its_days_and_no_older(standin, people):
    first = waiting(people[0])
    drive()
    said_at = RealNameCheck.objects.get().checked_at

    second = waiting(people[0], name=f" {people[0].name} ")
    drive(NOW + timedelta(days=29))
    third = waiting(people[0])
    drive(NOW + timedelta(days=31))

    checks = {check.record_id: check for check in RealNameCheck.objects.all()}
    assert checks[second.pk].is_reused
    assert checks[second.pk].checked_at == said_at
    assert not checks[third.pk].is_reused
    assert len(standin.asked) == 2
    assert checks[first.pk].digest is None
    assert lines() == [
        ("id.real_name", "SAME"),
        ("id.real_name", "SAME,REUSED"),
        ("id.real_name", "SAME"),
    ]


def test_another_name_or_another_kind_of_document_is_another_question(standin, people):
    waiting(people[0])
    waiting(people[0], name="别样本")
    waiting(people[1], document_type="TEMPORARY_ID")
    waiting(people[1])

    drive()

    answers = [said["number"] for said in standin.asked]
    # A temporary card carries the number of the card it stands for.
    assert sorted(answers) == sorted([people[0].number] * 2 + [people[1].number])


def test_that_it_could_not_run_is_never_an_answer(standin, people):
    waiting(people[0])
    standin.mood = "garbage"
    drive()
    standin.mood = ""

    record = waiting(people[0])
    drive(NOW + timedelta(seconds=1))

    assert found(record) == ("DONE", "SAME", "")


def test_how_long_an_answer_serves_is_data(standin, people):
    RealNameBudget.objects.create(good_for_days=2)
    waiting(people[0])
    drive()

    waiting(people[0])
    drive(NOW + timedelta(days=3))

    assert len(standin.asked) == 2


def test_no_more_is_asked_a_day_than_is_allowed_and_the_rest_tomorrow(standin, people):
    RealNameBudget.objects.create(per_day=2)
    orders = [ordered(person) for person in people[:2]]
    records = [waiting(person) for person in people[2:5]]

    drive()

    # Documents first: a reviewer waits for them.
    assert sorted(found(record)[1] for record in records) == [
        "COULD_NOT_RUN",
        "SAME",
        "SAME",
    ]
    assert {found(order) for order in orders} == {
        ("WAITING", "COULD_NOT_RUN", "OVER_BUDGET")
    }
    assert len(standin.asked) == 2
    assert drive(NOW + timedelta(hours=11)) == 0
    midnight = NOW + timedelta(hours=12)  # in Shanghai
    assert drive(midnight) == 2
    assert drive(midnight + TOMORROW.resolution) == 0
    assert drive(midnight + timedelta(days=1)) == 1
    assert len(standin.asked) == 5


def test_a_clock_that_was_wrong_neither_spends_nor_stops_anything(standin, people):
    RealNameBudget.objects.create(per_day=1)
    waiting(people[0])
    second = waiting(people[1])
    drive(NOW + timedelta(days=3))
    assert found(second)[2] == "OVER_BUDGET"

    drive(NOW)

    # The day that the wrong clock named is over its budget still.
    assert len(standin.asked) == 1
    assert RealNameCheck.objects.get(record=second).due_at <= NOW + timedelta(days=1)
    assert drive(NOW + timedelta(days=4)) == 1


def test_of_erased_data_no_digest_stays(standin, people):
    record, order = waiting(people[0]), ordered(people[1])
    drive()
    assert RealNameCheck.objects.filter(digest__isnull=False).count() == 2

    services.forget_answers(records=[record.pk], orders=[order.pk])

    assert RealNameCheck.objects.filter(digest__isnull=False).count() == 0
    assert found(record)[1] == "SAME"


def test_rows_and_log_hold_nothing_of_the_person(standin, people, caplog):
    waiting(people[0])
    standin.mood = "garbage"
    drive()
    standin.mood = ""
    drive(TOMORROW)

    row = RealNameCheck.objects.values().get()
    kept = f"{row} {list(AuditEntry.objects.values())} {caplog.text}"
    assert people[0].number not in kept
    assert people[0].name not in kept
    assert len(bytes(row["digest"])) == 32
