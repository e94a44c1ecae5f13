"""A decision is taken back within a minute, and every row is as it was before."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from clearance.audit.models import AuditEntry
from clearance.audit.queries import verify
from clearance.identity import services
from clearance.identity.access import may_see_photo
from clearance.identity.enums import RecordState
from clearance.identity.models import (
    IdRecord,
    Judgement,
    PhotoLease,
    SecondLook,
    UploadLink,
)
from clearance.identity.queries import standing
from clearance.identity.queries.contents import unseal_records
from clearance.lib.verdicts import Refusal
from clearance.lib.workdays import today
from clearance.messaging.models import Message
from clearance.messaging.services import drive_deliveries
from clearance.orders.models import Order
from clearance.orders.queries import unseal
from clearance.recipients.models import Recipient
from tests.factories import (
    NOW,
    id_number,
    make_member,
    make_order,
    make_record,
    make_staff,
)
from tests.identity.uploading import link_of

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
SOON, OVER = NOW + 30 * SECOND, NOW + 60 * SECOND
KEPT_ANYHOW = {"AuditEntry", "ChainHead", "Judgement"}
"""What happened stays on record."""


def rows():
    """Every row of every table, but for the log and the record's version."""
    found = {}
    for model in apps.get_app_config("clearance").get_models(include_auto_created=True):
        if model.__name__ in KEPT_ANYHOW:
            continue
        for row in model._default_manager.values():
            row.pop("version", None)
            found[model.__name__, str(row[model._meta.pk.attname])] = row
    return found


def told_of(judgement):
    return Message.objects.get(idempotency_key=f"judgement:{judgement.pk}")


def without_message(found, judgement):
    """The message that was kept back stays in the outbox, cancelled."""
    message = told_of(judgement)
    assert (message.state, message.attempts) == ("CANCELLED", 0)
    return {key: row for key, row in found.items() if key[1] != str(message.pk)}


def share(percent):
    boss = make_staff("supervisor", username="share")
    services.set_sample_percent(percent, by=boss, now=NOW)


def held(reviewer, order=None, **fields):
    record = make_record(order, state="PENDING", with_photos=False, **fields)
    return services.claim(record, by=reviewer, now=NOW)


def accept(record, by, now=NOW):
    return services.accept(record, by=by, now=now, version=record.version)


def send_back(record, by, *reasons, **also):
    return services.send_back(
        record, reasons, by=by, now=NOW, version=record.version, **also
    )


def refusal(step):
    with pytest.raises(Refusal) as refused:
        step()
    return refused.value.code


def undo(record, by, now=SOON):
    return services.undo(record, by=by, now=now)


def test_undoing_an_approval_leaves_every_row_as_it_was():
    reviewer, order, other = make_staff("reviewer"), make_order(), make_order()
    share(100)
    make_record(order, valid_until=date(2026, 11, 25), with_photos=False)
    link_of(other)
    waiting = make_order()
    Order.objects.filter(pk=waiting.pk).update(ask_due_at=NOW + timedelta(days=1))
    record = held(reviewer, order, consent_reuse=True)
    before, version = rows(), record.version

    accept(record, reviewer)

    judgement = Judgement.objects.get()
    assert rows() != before
    assert standing(other, today(NOW)).state == "ON_FILE"
    assert UploadLink.objects.get().ended_at == NOW
    assert SecondLook.objects.count() == 1
    undone = undo(record, reviewer)
    assert without_message(rows(), judgement) == before
    assert undone.version > version + 1
    assert standing(other, today(NOW)).state == "IN_REVIEW"
    assert verify().ok


def test_undoing_an_approval_parts_people_who_were_joined():
    reviewer = make_staff("reviewer")
    share(0)
    old, new = make_order(phone="13800000001"), make_order(phone="13800000002")
    gift = make_order(phone="13800000002")
    link_of(gift)
    first = accept(held(reviewer, old, number=id_number(5)), reviewer)
    Judgement.objects.update(is_settled=True, changed={})
    make_record(gift, state="PENDING", submitted_at=None, with_photos=False)
    record = held(reviewer, new, number=id_number(5))
    before, values = rows(), unseal([new])[new.pk]

    accept(record, reviewer)

    assert Recipient.objects.filter(state="MERGED").count() == 1
    first.refresh_from_db()
    assert first.state == RecordState.SUPERSEDED
    judgement = Judgement.objects.get(record=record)
    undo(record, reviewer)
    assert without_message(rows(), judgement) == before
    assert unseal([Order.objects.get(pk=new.pk)])[new.pk] == values


@pytest.mark.parametrize("final", [False, True])
def test_undoing_a_sending_back_leaves_every_row_as_it_was(final):
    boss, order = make_staff("supervisor"), make_order()
    share(0)
    link_of(order)
    record = held(boss, order)
    before = rows()

    send_back(record, boss, "EDITED", note="The corner is lighter.", final=final)

    judgement = Judgement.objects.get()
    assert judgement.reason_codes == "EDITED"
    assert rows() != before
    undo(record, boss)
    found = rows() if final else without_message(rows(), judgement)
    assert found == before
    record.refresh_from_db()
    assert "reviewer_note" not in unseal_records([record])[record.pk]


def test_what_was_undone_can_be_decided_anew_and_is_told_once():
    reviewer, order = make_staff("reviewer"), make_order()
    record = held(reviewer, order)
    accept(record, reviewer)
    record = services.claim(undo(record, reviewer), by=reviewer, now=SOON)

    services.send_back(
        record, ["BLURRED"], by=reviewer, now=SOON, version=record.version
    )

    assert drive_deliveries(now=SOON + 59 * SECOND) == 0
    assert drive_deliveries(now=SOON + 60 * SECOND) == 1
    states = Message.objects.values_list("kind", "state")
    assert sorted(states) == [("ACCEPTED", "CANCELLED"), ("SENT_BACK", "SENT")]


def test_a_page_that_was_open_before_does_not_decide_after_undoing():
    reviewer = make_staff("reviewer")
    record = held(reviewer)
    shown = {"version": record.version, "digest": services.case_digest(record)}
    accept(record, reviewer)
    undo(record, reviewer)

    code = refusal(lambda: services.accept(record, by=reviewer, now=SOON, **shown))

    assert code == "stale"


def test_a_message_leaves_only_when_the_minute_is_over():
    reviewer = make_staff("reviewer")
    accept(held(reviewer), reviewer)

    assert drive_deliveries(now=OVER - SECOND) == 0
    assert drive_deliveries(now=OVER) == 1


def test_a_shop_sees_the_photo_only_when_the_minute_is_over():
    reviewer, order = make_staff("reviewer"), make_order()
    main = make_member(order.merchant)
    record = accept(held(reviewer, order), reviewer)

    early = may_see_photo(main, record, now=OVER - SECOND, order=order)

    assert early.code == "just_approved"
    assert may_see_photo(main, record, now=OVER, order=order)


def test_only_whoever_decided_undoes_and_only_within_the_minute():
    reviewer, boss = make_staff("reviewer"), make_staff("supervisor")
    record = accept(held(reviewer), reviewer)

    assert refusal(lambda: undo(record, boss)) == "not_yours"
    assert refusal(lambda: undo(record, reviewer, now=OVER)) == "too_late"
    undo(record, reviewer, now=OVER - SECOND)
    assert refusal(lambda: undo(record, reviewer)) == "undone"


def test_there_is_nothing_to_undo_in_a_case_nobody_decided():
    reviewer = make_staff("reviewer")

    assert refusal(lambda: undo(held(reviewer), reviewer)) == "nothing_to_undo"


def test_a_message_that_is_leaving_stands_against_undoing():
    reviewer = make_staff("reviewer")
    record = accept(held(reviewer), reviewer)
    Message.objects.update(attempts=1, leased_until=OVER)

    assert refusal(lambda: undo(record, reviewer)) == "too_late"
    record.refresh_from_db()
    assert record.state == RecordState.ACCEPTED


def test_a_photo_that_a_shop_opened_stands_against_undoing():
    reviewer, order = make_staff("reviewer"), make_order()
    main = make_member(order.merchant)
    record = accept(held(reviewer, order), reviewer)
    PhotoLease.objects.create(
        image=record.images.first(), viewer=main, order=order, given_at=SOON, until=OVER
    )

    assert refusal(lambda: undo(record, reviewer)) == "shown"


def test_a_link_that_was_opened_stands_against_undoing():
    reviewer = make_staff("reviewer")
    record = send_back(held(reviewer), reviewer, "BLURRED")
    UploadLink.objects.filter(ended_at__isnull=True).update(opened_at=SOON)

    assert refusal(lambda: undo(record, reviewer)) == "opened"


def test_what_changed_since_is_never_overwritten():
    reviewer, order = make_staff("reviewer"), make_order()
    link, _url = link_of(make_order())
    record = accept(held(reviewer, order), reviewer)
    link.refresh_from_db()
    assert link.ended_at is not None
    UploadLink.objects.filter(pk=link.pk).update(ended_at=SOON)

    assert refusal(lambda: undo(record, reviewer)) == "changed"
    link.refresh_from_db()
    assert link.ended_at == SOON


def test_a_new_order_of_joined_people_stands_against_parting_them():
    reviewer = make_staff("reviewer")
    old, new = make_order(phone="13800000001"), make_order(phone="13800000002")
    accept(held(reviewer, old, number=id_number(5)), reviewer)
    record = accept(held(reviewer, new, number=id_number(5)), reviewer)
    make_order(phone="13800000002", now=SOON)

    assert refusal(lambda: undo(record, reviewer)) == "changed"


def test_a_later_approval_stands_against_undoing_the_earlier_one():
    reviewer, order = make_staff("reviewer"), make_order()
    first = held(reviewer, order)
    second = make_record(order, state="PENDING", with_photos=False)
    accept(first, reviewer)
    accept(services.claim(second, by=reviewer, now=NOW), reviewer)

    assert refusal(lambda: undo(first, reviewer)) == "changed"


def test_what_a_decision_changed_is_forgotten_after_the_minute():
    reviewer = make_staff("reviewer")
    accept(held(reviewer), reviewer)
    assert Judgement.objects.get().changed

    assert services.drive_judgements(now=OVER - SECOND) == 0
    assert services.drive_judgements(now=OVER) == 1
    judgement = Judgement.objects.get()
    assert (judgement.changed, judgement.is_settled) == ({}, True)


def test_the_log_names_who_took_what_back():
    reviewer = make_staff("reviewer")
    record = accept(held(reviewer), reviewer)
    undo(record, reviewer)

    entry = AuditEntry.objects.get(action="id.undone")

    assert (entry.object_id, entry.reason_code) == (str(record.pk), "APPROVED")


def test_the_database_holds_one_decision_per_document_and_a_reason_to_send_back():
    reviewer = make_staff("reviewer")
    record = accept(held(reviewer), reviewer)
    again = Judgement(
        record=record,
        judged="APPROVED",
        judged_by=reviewer,
        judged_at=NOW,
        undo_until=OVER,
    )
    without_reason = Judgement(
        record=make_record(make_order(phone="13800000003"), with_photos=False),
        judged="SENT_BACK",
        judged_by=reviewer,
        judged_at=NOW,
        undo_until=OVER,
    )

    for row in (again, without_reason):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)
    assert IdRecord.objects.get(pk=record.pk).state == RecordState.ACCEPTED
