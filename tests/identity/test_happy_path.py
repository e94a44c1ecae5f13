"""One order from the question to the approved document, and what that settles."""

import pytest

from clearance.audit.models import AuditEntry
from clearance.identity import services
from clearance.identity.enums import LinkEnd, RecordState
from clearance.identity.models import UploadLink
from clearance.identity.queries import ready_to_ship, standing
from clearance.lib.workdays import today
from clearance.messaging.models import Message
from clearance.messaging.queries import unseal
from clearance.orders.enums import Hold, UploadState
from clearance.orders.models import Order
from tests.factories import NOW, id_number, make_order, make_staff, photo_bytes
from tests.identity.uploading import TYPED, link_of, token_of, upload

pytestmark = pytest.mark.django_db


def test_an_upload_is_asked_sent_approved_and_settles_every_order_of_the_person():
    order, other = make_order(), make_order()
    reviewer = make_staff("reviewer")

    assert services.drive_links(now=NOW) == 1
    link = UploadLink.objects.get()
    upload(link)
    record = services.claim_next(by=reviewer, now=NOW)
    services.accept(record, by=reviewer, now=NOW, version=record.version)

    for each in (order, other):
        found = standing(Order.objects.get(pk=each.pk), today(NOW))
        assert (found.state, found.hold) == (UploadState.ON_FILE, Hold.CLEAR)
    assert ready_to_ship(Order.objects.all(), today(NOW)).count() == 2
    assert UploadLink.objects.get().ended_because == LinkEnd.SUBMITTED
    assert [message.kind for message in Message.objects.order_by("id")] == [
        "REQUEST_IMAGES",
        "ACCEPTED",
    ]
    assert not Order.objects.filter(ask_due_at__isnull=False).exists()
    services.drive_links(now=NOW)
    assert Message.objects.count() == 2
    assert list(
        AuditEntry.objects.order_by("seq")
        .filter(action__regex=r"^(id|link)\.")
        .values_list("action", flat=True)
    ) == [
        "link.made",
        "id.started",
        "id.photo_received",
        "id.photo_received",
        "link.ended",
        "id.submitted",
        "id.claimed",
        "id.accepted",
    ]


def test_the_message_carries_the_link_and_no_personal_value():
    make_order(number="HOSHI-2026-1873")

    services.drive_links(now=NOW)

    [message] = Message.objects.all()
    said = unseal([message])[message.pk]
    assert said["to"] == "+8613800001234"
    assert message.language == "zh-hans"
    assert services.find_live(token_of(said["text"]), now=NOW) is not None
    assert "1873" in said["text"]
    assert "HOSHI-2026" not in said["text"]
    assert "李" not in said["text"]


def test_what_remains_is_told_field_by_field():
    link, _url = link_of(make_order())

    record = services.start_record(link, now=NOW)
    assert services.missing(record, now=NOW) == [
        "portrait",
        "emblem",
        "document_type",
        "number",
        "name",
        "valid_until",
    ]

    record = services.save_details(
        link, {"document_type": "PASSPORT", "number": "E12345678"}, now=NOW
    )
    services.save_side(link, "PORTRAIT", photo_bytes(), now=NOW)
    assert services.missing(record, now=NOW) == ["name", "valid_until"]


def test_a_number_link_completes_the_order_without_any_photo():
    order = make_order("NUMBER_ONLY")
    link, _url = link_of(order)

    services.submit_number(
        link, name="李样本", document_type="RESIDENT_ID", number=id_number(), now=NOW
    )

    order.refresh_from_db()
    assert order.number_state == "PRESENT"
    assert ready_to_ship(Order.objects.all(), today(NOW)).get() == order
    link.refresh_from_db()
    assert link.ended_because == LinkEnd.SUBMITTED


def test_a_document_that_came_by_post_is_reviewed_by_somebody_else():
    order = make_order()
    supervisor = make_staff("supervisor")
    record = services.record_received(
        order,
        document_type=TYPED["document_type"],
        number=TYPED["number"],
        name=TYPED["name"],
        valid_until=TYPED["valid_until"],
        images={"PORTRAIT": photo_bytes(), "EMBLEM": photo_bytes(side="EMBLEM")},
        received_by="POST",
        reason="The person has no phone.",
        evidence="Letter of 20 November, folder 12.",
        by=supervisor,
        now=NOW,
    )

    assert services.claim_next(by=supervisor, now=NOW) is None
    other = make_staff("reviewer")
    claimed = services.claim_next(by=other, now=NOW)
    services.accept(claimed, by=other, now=NOW, version=claimed.version)

    record.refresh_from_db()
    assert (record.state, record.entered_by) == (RecordState.ACCEPTED, supervisor)
