from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction

from clearance.accounts.models import Membership, Merchant, User
from clearance.audit import queries, services
from clearance.audit.models import AuditEntry, ChainHead
from clearance.audit.rules import canonical, written
from clearance.lib.request_context import RequestContext, entered

pytestmark = pytest.mark.django_db


def test_a_line_says_who_did_what_to_which_row_in_which_request(now):
    person = User.objects.create(username="reviewer-sample")
    shop = Merchant.objects.create(code="sample", name="Sample")
    session = sha256(b"session").hexdigest()

    with entered(
        RequestContext(request_id="r-1", session_digest=session, role="REVIEWER")
    ):
        services.record(
            "order.imported",
            about=shop,
            by=person,
            now=now,
            reason="FILE",
            rule_version="cn-1:3",
            merchant_id=shop.pk,
        )

    entry = AuditEntry.objects.get()
    assert (entry.seq, entry.at, entry.action) == (1, now, "order.imported")
    assert (entry.actor_id, entry.role) == (person.pk, "REVIEWER")
    assert (entry.object_type, entry.object_id) == ("Merchant", str(shop.pk))
    assert (entry.merchant_id, entry.outcome) == (shop.pk, "DONE")
    assert (entry.reason_code, entry.rule_version) == ("FILE", "cn-1:3")
    assert (entry.request_id, entry.session_digest) == ("r-1", session)


def test_a_line_takes_the_merchant_of_the_row_it_is_about(now):
    person = User.objects.create(username="main-sample")
    shop = Merchant.objects.create(code="sample", name="Sample")
    member = Membership.objects.create(user=person, merchant=shop, role="MAIN")

    entry = services.record("member.added", about=member, by=person, now=now)

    assert entry.merchant_id == shop.pk


def test_every_line_hangs_on_the_one_before(write):
    write(3)

    first, second, third = AuditEntry.objects.order_by("seq")
    assert bytes(first.prev) == bytes(32)
    assert bytes(second.prev) == bytes(first.mac)
    assert bytes(third.prev) == bytes(second.mac)
    head = ChainHead.objects.get()
    assert (head.seq, bytes(head.mac)) == (3, bytes(third.mac))


def test_equal_actions_have_different_digests(write):
    write(2)

    first, second = AuditEntry.objects.order_by("seq")
    assert bytes(first.mac) != bytes(second.mac)
    assert len(bytes(first.mac)) == 32


def test_a_batch_is_one_run_of_numbers(now, write):
    write(1)
    lines = [
        services.line("order.created", by=None, now=now, reason=f"ROW-{number}")
        for number in range(1_200)
    ]

    entries = services.record_many(lines)

    assert [entry.seq for entry in entries] == list(range(2, 1_202))
    assert queries.verify() == queries.Verification(True, 1_201)


def test_an_empty_batch_leaves_the_log_alone():
    assert services.record_many([]) == []
    assert not ChainHead.objects.exists()


def test_what_is_rolled_back_leaves_neither_a_line_nor_a_gap(now, write):
    write(1)
    with transaction.atomic():
        services.record("order.imported", by=None, now=now)
        transaction.set_rollback(True)

    write(1)

    assert list(AuditEntry.objects.order_by("seq").values_list("seq", flat=True)) == [
        1,
        2,
    ]
    assert queries.verify().ok is True


@pytest.mark.django_db(transaction=True)
def test_a_line_outside_a_transaction_is_refused(now):
    with pytest.raises(transaction.TransactionManagementError):
        services.record("order.imported", by=None, now=now)

    assert not AuditEntry.objects.exists()


def test_nothing_is_appended_when_the_end_of_the_log_is_gone(now):
    AuditEntry.objects.create(
        seq=1, at=now, action="order.imported", outcome="DONE", prev=b"", mac=b""
    )

    with pytest.raises(services.ChainBroken):
        services.record("order.imported", by=None, now=now)


@pytest.mark.parametrize(
    "words",
    [
        {"action": "Order imported"},
        {"action": "order.导入"},
        {"action": "order.imported\n"},
        {"action": "order.imported", "reason": "样本 is not readable"},
        {"action": "order.imported", "reason": "样本"},
        {"action": "order.imported", "role": "the reviewer"},
        {"action": "order.imported", "rule_version": "１"},
    ],
)
def test_a_sentence_or_a_name_does_not_get_into_the_log(now, words):
    with pytest.raises(ValueError, match="code"):
        services.record(**words, by=None, now=now)

    assert not AuditEntry.objects.exists()


def test_a_row_without_an_id_cannot_be_spoken_of(now):
    with pytest.raises(ValueError, match="id"):
        services.record("shop.added", about=Merchant(code="new"), by=None, now=now)


def test_an_instant_without_its_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        services.record("order.imported", by=None, now=datetime(2026, 3, 2))


def test_an_unknown_outcome_is_refused_by_the_database(now):
    with pytest.raises(DatabaseError), transaction.atomic():
        services.record("order.imported", by=None, now=now, outcome="PERHAPS")


def test_a_line_has_the_same_bytes_for_ever(now):
    line = services.line(
        "order.imported", by=None, now=now.astimezone(ZoneInfo("Asia/Shanghai"))
    )

    said = canonical(7, written(line, "audit-1"))

    assert said == (
        b'{"action":"order.imported","actor_id":null,'
        b'"at":"2026-03-02T09:30:00.000000+00:00","key_id":"audit-1",'
        b'"merchant_id":null,"object_id":"","object_type":"","outcome":"DONE",'
        b'"reason_code":"","request_id":"","role":"","rule_version":"","seq":7,'
        b'"session_digest":"","v":1}'
    )
