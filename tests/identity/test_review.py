from datetime import date, timedelta

import pytest

from clearance.audit.models import AuditEntry
from clearance.identity import services
from clearance.identity.access import may_review
from clearance.identity.enums import LinkEnd, RecordState
from clearance.identity.models import IdRecord, UploadLink
from clearance.identity.queries import standing
from clearance.identity.queries.contents import unseal_records
from clearance.lib.verdicts import Refusal
from clearance.lib.workdays import today
from clearance.messaging.models import Message
from clearance.messaging.queries import unseal
from clearance.orders.models import Order
from clearance.orders.services import move_stage
from clearance.recipients.models import Recipient
from tests.factories import (
    NOW,
    add_photo,
    id_number,
    make_order,
    make_record,
    make_staff,
)
from tests.identity.uploading import link_of

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def waiting(order=None, **fields):
    """A document in the queue."""
    return make_record(order, state="PENDING", with_photos=False, **fields)


def held(reviewer, order=None, **fields):
    """A document that this reviewer has taken up."""
    record = waiting(order, **fields)
    return services.claim(record, by=reviewer, now=NOW)


def send_back(record, *reasons, by, **also):
    return services.send_back(
        record, reasons, by=by, now=NOW, version=record.version, **also
    )


def accept(record, *, by, now=NOW, **also):
    return services.accept(
        record, by=by, now=now, **({"version": record.version} | also)
    )


def second_reviewer():
    return make_staff("reviewer", username="rev2")


def refusal(step):
    with pytest.raises(Refusal) as refused:
        step()
    return refused.value.code


def test_the_oldest_case_comes_first_and_stays_with_who_took_it():
    reviewer, colleague = (
        make_staff("reviewer"),
        make_staff("reviewer", username="rev2"),
    )
    newer = waiting(make_order(phone="13800000002"), now=NOW + MINUTE)
    older = waiting(now=NOW)

    assert services.claim_next(by=reviewer, now=NOW + MINUTE) == older
    assert services.claim_next(by=reviewer, now=NOW + 2 * MINUTE) == older
    assert services.claim_next(by=colleague, now=NOW + 2 * MINUTE) == newer
    third = make_staff("reviewer", username="rev3")
    assert services.claim_next(by=third, now=NOW + 2 * MINUTE) is None


def test_a_lease_lasts_ten_minutes_and_any_action_renews_it():
    reviewer, colleague = (
        make_staff("reviewer"),
        make_staff("reviewer", username="rev2"),
    )
    record = held(reviewer)

    services.renew(record, by=reviewer, now=NOW + 8 * MINUTE)
    assert services.claim_next(by=colleague, now=NOW + 12 * MINUTE) is None
    assert services.claim_next(by=colleague, now=NOW + 18 * MINUTE) == record

    assert (
        refusal(lambda: accept(record, by=reviewer, now=NOW + 19 * MINUTE)) == "taken"
    )


def test_skipping_gives_the_case_back_and_shows_the_next():
    reviewer = make_staff("reviewer")
    first = waiting(now=NOW)
    second = waiting(make_order(phone="13800000002"), now=NOW + MINUTE)
    services.claim_next(by=reviewer, now=NOW)

    services.release(first, by=reviewer, now=NOW)

    assert services.claim_next(by=reviewer, now=NOW, after=first) == second
    services.release(second, by=reviewer, now=NOW)
    assert services.claim_next(by=reviewer, now=NOW, after=second) == first


def test_not_me_hands_the_case_on_for_good():
    reviewer, colleague = (
        make_staff("reviewer"),
        make_staff("reviewer", username="rev2"),
    )
    record = held(reviewer)

    services.not_mine(record, by=reviewer, now=NOW)

    assert services.claim_next(by=reviewer, now=NOW) is None
    assert services.claim_next(by=colleague, now=NOW) == record


def test_an_escalated_case_is_a_supervisors():
    reviewer, supervisor = make_staff("reviewer"), make_staff("supervisor")
    record = held(reviewer)

    services.escalate(record, by=reviewer, now=NOW, note="The chip looks odd.")

    assert services.claim_next(by=reviewer, now=NOW) is None
    taken = services.claim_next(by=supervisor, now=NOW)
    assert taken == record
    assert unseal_records([taken])[taken.pk]["reviewer_note"] == "The chip looks odd."
    assert accept(taken, by=supervisor).state == RecordState.ACCEPTED


@pytest.mark.parametrize("role", ["support", "admin", "customs", "auditor"])
def test_only_reviewers_take_cases(role):
    waiting()

    code = refusal(lambda: services.claim_next(by=make_staff(role), now=NOW))

    assert code == "no_permission"


def test_nobody_decides_what_they_did_not_take():
    reviewer, record = make_staff("reviewer"), waiting()

    assert may_review(reviewer, record, now=NOW).code == "not_claimed"
    assert refusal(lambda: accept(record, by=reviewer)) == "not_claimed"
    assert refusal(lambda: send_back(record, "BLURRED", by=reviewer)) == "not_claimed"


def test_nobody_reviews_what_they_recorded():
    supervisor = make_staff("supervisor")
    record = waiting(entered_by=supervisor, source="STAFF")

    assert (
        refusal(lambda: services.claim(record, by=supervisor, now=NOW)) == "own_entry"
    )
    assert services.claim_next(by=supervisor, now=NOW) is None


def test_what_changed_since_it_was_shown_is_stale():
    reviewer = make_staff("reviewer")
    record = held(reviewer)
    shown = services.case_digest(record)

    assert refusal(lambda: accept(record, by=reviewer, version=7)) == "stale"
    record.images.filter(side="EMBLEM").update(state="DELETED")
    add_photo(record, "EMBLEM", in_vault=False)
    assert refusal(lambda: accept(record, by=reviewer, digest=shown)) == "stale"
    fresh = services.case_digest(record)
    assert accept(record, by=reviewer, digest=fresh).state == RecordState.ACCEPTED


def test_a_decided_case_is_not_decided_again():
    reviewer = make_staff("reviewer")
    record = held(reviewer)
    accept(record, by=reviewer)

    again = IdRecord.objects.get(pk=record.pk)
    assert refusal(lambda: accept(again, by=reviewer)) == "decided"
    assert refusal(lambda: send_back(again, "BLURRED", by=reviewer)) == "decided"


def test_approval_is_told_to_the_person_and_ends_links_nobody_needs():
    reviewer = make_staff("reviewer")
    order, other = make_order(), make_order()
    link, _url = link_of(other)
    record = held(reviewer, order)

    accept(record, by=reviewer)

    link.refresh_from_db()
    assert link.ended_because == LinkEnd.NOT_NEEDED
    assert Message.objects.get().kind == "ACCEPTED"
    assert not Order.objects.filter(ask_due_at__isnull=False).exists()


def test_a_renewed_document_takes_the_place_of_the_one_that_ends():
    reviewer = make_staff("reviewer")
    order = make_order()
    old = make_record(order, valid_until=date(2026, 11, 25), with_photos=False)
    assert standing(order, today(NOW)).state == "EXPIRED"
    renewed = held(reviewer, order)

    accept(renewed, by=reviewer)

    old.refresh_from_db()
    assert (old.state, old.ended_at) == (RecordState.SUPERSEDED, NOW)
    assert standing(order, today(NOW)).state == "ON_FILE"


def test_a_document_of_another_family_stays_beside():
    reviewer = make_staff("reviewer")
    order = make_order()
    passport = make_record(
        order,
        document_type="PASSPORT",
        number="E12345678",
        valid_until=date(2026, 11, 25),
        with_photos=False,
    )

    accept(held(reviewer, order), by=reviewer)

    passport.refresh_from_db()
    assert passport.state == RecordState.ACCEPTED


def test_another_name_than_the_orders_is_not_approved():
    reviewer = make_staff("reviewer")
    record = held(reviewer, make_order(), name="王演示", name_equal=False)

    assert refusal(lambda: accept(record, by=reviewer)) == "name_differs"


def test_a_document_that_ran_out_meanwhile_is_not_approved():
    reviewer = make_staff("reviewer")
    record = held(reviewer, valid_until=date(2026, 11, 20))

    assert refusal(lambda: accept(record, by=reviewer)) == "expired"


def test_a_document_without_a_side_is_not_approved():
    reviewer = make_staff("reviewer")
    record = held(reviewer, sides=["PORTRAIT"])

    assert refusal(lambda: accept(record, by=reviewer)) == "incomplete"


def test_sending_back_tells_the_reason_with_a_fresh_link():
    reviewer, order = make_staff("reviewer"), make_order()
    record = held(reviewer, order)

    sent = send_back(record, "BLURRED", "COLOUR", by=reviewer, note="Glare.")

    [message] = Message.objects.all()
    said = unseal([message])[message.pk]["text"]
    assert (sent.state, sent.reviewed_by) == (RecordState.REJECTED, reviewer)
    assert sorted(reason.code for reason in sent.reasons.all()) == ["BLURRED", "COLOUR"]
    assert message.kind == "SENT_BACK"
    assert "文字不清晰" in said
    link = UploadLink.objects.get()
    assert (link.order, link.ended_at) == (order, None)
    assert standing(order, today(NOW)).state == "RETAKE"
    entry = AuditEntry.objects.get(action="id.sent_back")
    assert entry.reason_code == "BLURRED,COLOUR"
    assert unseal_records([sent])[sent.pk]["reviewer_note"] == "Glare."
    assert services.drive_links(now=NOW) == 0


@pytest.mark.parametrize("reasons", [[], ["NONSENSE"], ["BLURRED", "NONSENSE"]])
def test_sending_back_takes_a_reason(reasons):
    reviewer = make_staff("reviewer")
    record = held(reviewer)

    assert refusal(lambda: send_back(record, *reasons, by=reviewer)) == "reason"


def test_a_closed_order_gets_no_link_when_its_document_is_sent_back():
    reviewer, order = make_staff("reviewer"), make_order()
    record = held(reviewer, order)
    move_stage(order, "CLOSED", at=NOW, by=None, now=NOW)

    send_back(record, "BLURRED", by=reviewer)

    assert not UploadLink.objects.exists()
    assert not Message.objects.exists()


def test_another_open_order_gets_the_link_instead():
    reviewer, order, other = make_staff("reviewer"), make_order(), make_order()
    record = held(reviewer, order)
    move_stage(order, "CLOSED", at=NOW, by=None, now=NOW)

    send_back(record, "BLURRED", by=reviewer)

    assert UploadLink.objects.get().order == other


@pytest.mark.parametrize("reason", ["EDITED", "PORTRAIT"])
def test_the_second_doubt_about_a_person_goes_to_a_supervisor(reason):
    reviewer, supervisor = make_staff("reviewer"), make_staff("supervisor")
    order = make_order()
    send_back(held(reviewer, order), reason, by=reviewer)
    second = held(reviewer, order)

    escalated = send_back(second, reason, by=reviewer)

    assert (escalated.state, escalated.needs_supervisor) == (RecordState.PENDING, True)
    taken = services.claim_next(by=supervisor, now=NOW)
    assert taken == second
    UploadLink.objects.all().delete()
    final = send_back(taken, reason, by=supervisor, final=True)
    assert final.state == RecordState.REJECTED
    assert not UploadLink.objects.exists()


def test_a_second_blur_is_no_doubt():
    reviewer, order = make_staff("reviewer"), make_order()
    send_back(held(reviewer, order), "BLURRED", by=reviewer)

    sent = send_back(held(reviewer, order), "BLURRED", by=reviewer)

    assert sent.state == RecordState.REJECTED


def test_a_blur_is_never_final():
    supervisor = make_staff("supervisor")
    record = held(supervisor)

    code = refusal(lambda: send_back(record, "BLURRED", by=supervisor, final=True))

    assert code == "reason"


def test_a_retake_after_sending_back_is_approved():
    reviewer, order = make_staff("reviewer"), make_order()
    send_back(held(reviewer, order), "BLURRED", by=reviewer)

    accept(held(reviewer, order, number=id_number()), by=reviewer)

    assert standing(order, today(NOW)).state == "ON_FILE"


def test_the_document_of_a_restricted_person_is_not_approved():
    reviewer = make_staff("reviewer")
    record = held(reviewer)
    Recipient.objects.update(state="RESTRICTED")

    assert refusal(lambda: accept(record, by=reviewer)) == "restricted"


def test_a_withdrawn_document_is_not_approved():
    reviewer = make_staff("reviewer")
    record = held(reviewer)
    IdRecord.objects.filter(pk=record.pk).update(state=RecordState.WITHDRAWN)

    assert refusal(lambda: accept(record, by=reviewer)) == "decided"
