import pytest

from clearance.audit.models import AuditEntry
from clearance.identity import services
from clearance.identity.enums import RecordState
from clearance.identity.models import IdRecord
from clearance.identity.queries import standing
from clearance.lib.verdicts import Refusal
from clearance.lib.workdays import today
from clearance.orders.models import Order
from clearance.orders.queries import reasons, unseal
from clearance.orders.services import propose_override
from clearance.recipients.enums import PersonState
from clearance.recipients.models import Recipient
from clearance.recipients.services import find_or_add
from tests.factories import NOW, id_number, make_order, make_record, make_staff

pytestmark = pytest.mark.django_db

OLD_PHONE, NEW_PHONE = "13800000001", "13800000002"
NUMBER = id_number(5)


def judged(order, *, name="李样本", number=NUMBER, username="reviewer"):
    reviewer = make_staff("reviewer", username=username)
    record = make_record(
        order, state="PENDING", number=number, name=name, with_photos=False
    )
    record = services.claim(record, by=reviewer, now=NOW)
    return services.accept(record, by=reviewer, now=NOW, version=record.version)


def test_the_same_number_and_name_join_two_rows_of_one_person():
    old, new = make_order(phone=OLD_PHONE), make_order(phone=NEW_PHONE)
    first = judged(old)

    second = judged(new)

    first.refresh_from_db()
    new = Order.objects.get(pk=new.pk)
    loser = Recipient.objects.exclude(pk=old.recipient_id).get()
    assert (loser.state, loser.merged_into_id) == (PersonState.MERGED, old.recipient_id)
    assert (new.recipient_id, new.holder_id) == (old.recipient_id, old.recipient_id)
    assert second.recipient_id == old.recipient_id
    assert (first.state, second.state) == (RecordState.SUPERSEDED, RecordState.ACCEPTED)
    for order in (old, new):
        assert standing(order, today(NOW)).state == "ON_FILE"


def test_what_is_sealed_opens_under_the_row_that_stays():
    old, new = make_order(phone=OLD_PHONE), make_order(phone=NEW_PHONE)
    override = propose_override(
        new,
        level="NONE",
        subject="",
        reason="The parcel came back.",
        by=make_staff("customs"),
        now=NOW,
    )
    judged(old)
    judged(new)

    new = Order.objects.get(pk=new.pk)
    override.refresh_from_db()
    assert unseal([new])[new.pk]["recipient_phone"] == NEW_PHONE
    assert reasons([override]) == {override.pk: "The parcel came back."}


def test_a_later_order_of_the_joined_row_finds_the_one_that_stays():
    old, new = make_order(phone=OLD_PHONE), make_order(phone=NEW_PHONE)
    judged(old)
    judged(new)

    assert find_or_add([("李样本", NEW_PHONE)], now=NOW) == [old.recipient_id]


def test_a_number_that_nobody_approved_joins_nobody():
    old, new = make_order(phone=OLD_PHONE), make_order(phone=NEW_PHONE)
    make_record(old, state="PENDING", number=NUMBER, with_photos=False)

    judged(new)

    assert not Recipient.objects.filter(state=PersonState.MERGED).exists()


def test_the_same_number_under_another_name_is_a_supervisors():
    old = make_order(phone=OLD_PHONE)
    new = make_order(phone=NEW_PHONE, name="王演示")
    judged(old)

    with pytest.raises(Refusal) as refused:
        judged(new, name="王演示")

    record = IdRecord.objects.get(order=new)
    assert refused.value.code == "number_conflict"
    assert (record.state, record.needs_supervisor) == (RecordState.PENDING, True)
    assert record.claimed_by is None
    entry = AuditEntry.objects.get(action="identity.number_conflict")
    assert entry.object_id == str(record.pk)
    assert not Recipient.objects.filter(state=PersonState.MERGED).exists()


def test_a_supervisor_who_saw_the_conflict_decides_it():
    old = make_order(phone=OLD_PHONE)
    new = make_order(phone=NEW_PHONE, name="王演示")
    judged(old)
    with pytest.raises(Refusal):
        judged(new, name="王演示")
    supervisor = make_staff("supervisor")

    record = services.claim_next(by=supervisor, now=NOW)
    services.accept(record, by=supervisor, now=NOW, version=record.version)

    record.refresh_from_db()
    assert record.state == RecordState.ACCEPTED
    assert record.recipient_id == new.recipient_id
    assert AuditEntry.objects.get(
        action="id.accepted", reason_code="number_conflict"
    ).object_id == str(record.pk)


def test_staff_join_two_rows_once_and_the_newer_document_stays():
    old, new = make_order(phone=OLD_PHONE), make_order(phone=NEW_PHONE)
    first = make_record(old, number=id_number(1), with_photos=False)
    second = make_record(new, number=id_number(2), with_photos=False)
    supervisor = make_staff("supervisor")

    services.merge(new.recipient, old.recipient, by=supervisor, now=NOW)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (RecordState.SUPERSEDED, RecordState.ACCEPTED)
    assert second.recipient_id == old.recipient_id
    with pytest.raises(Refusal) as refused:
        services.merge(new.recipient, old.recipient, by=supervisor, now=NOW)
    assert refused.value.code == "not_active"


def test_nobody_is_joined_with_themselves():
    order = make_order()

    with pytest.raises(Refusal):
        services.merge(
            order.recipient, order.recipient, by=make_staff("supervisor"), now=NOW
        )
