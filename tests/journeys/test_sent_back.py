"""A blurred photo is sent back with its reason, taken again, and approved."""

import pytest

from tests.journeys.steps import (
    a_minute_passes,
    import_orders,
    judge,
    link_in,
    messages_to,
    row,
    send_document,
    staff,
    stands,
)

pytestmark = pytest.mark.django_db


def test_a_document_sent_back_is_taken_again_through_a_new_link(shop, who, tmp_path):
    import_orders(tmp_path, row("B-1", who))
    a_minute_passes()
    first = link_in(messages_to(who.phone)[-1])
    phone = send_document(first, who)
    reviewer = staff("reviewer")

    # Sent back: the person is told why, in a sentence, with a new link.
    record = judge(reviewer, "send_back", reason="BLURRED")
    assert record.state == "REJECTED"
    assert stands("B-1") == ("IMAGES", "RETAKE", "HOLD_ID")
    a_minute_passes()
    told = messages_to(who.phone)[-1]
    second = link_in(told)
    assert second != first
    assert "清晰" in told or "blur" in told.lower()

    # The used link opens nothing; the new one takes the document again.
    assert phone.get(first).status_code == 404
    send_document(second, who)
    assert stands("B-1") == ("IMAGES", "IN_REVIEW", "HOLD_ID")
    again = judge(reviewer, "approve")

    assert again.pk != record.pk
    assert stands("B-1") == ("IMAGES", "ON_FILE", "CLEAR")
    record.refresh_from_db()
    assert record.state == "REJECTED"
    assert [reason.code for reason in record.reasons.all()] == ["BLURRED"]


def test_nobody_is_sent_back_without_a_reason(shop, who, tmp_path):
    import_orders(tmp_path, row("B-1", who))
    a_minute_passes()
    send_document(link_in(messages_to(who.phone)[-1]), who)
    reviewer = staff("reviewer")
    case = reviewer.post("/desk/review/next/").url

    answer = reviewer.post(f"{case}decide/", {"decision": "send_back"})

    assert answer.status_code in {409, 422}
    assert stands("B-1") == ("IMAGES", "IN_REVIEW", "HOLD_ID")
