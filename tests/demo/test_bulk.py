"""A year of orders in bulk: what the code relies on holds for every one of them."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Count, F

from clearance.accounts.services import sync_roles
from clearance.audit.models import AuditEntry
from clearance.demo import bulk
from clearance.demo.bulk import fill_orders
from clearance.demo.year import SHARES, YEAR, drawn
from clearance.exchange.models import ImportBatch
from clearance.identity.enums import RecordState
from clearance.identity.models import IdRecord
from clearance.identity.queries import standings
from clearance.lib.workdays import today
from clearance.orders.enums import Hold, Stage, UploadState
from clearance.orders.models import Decision, Order
from clearance.orders.queries import unseal
from clearance.recipients.models import Recipient
from clearance.recipients.queries import match_digest

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
ORDERS = 1_000


@pytest.fixture
def year(settings, tmp_path, monkeypatch):
    """A thousand orders, in chunks of three hundred."""
    settings.STORAGES["vault"]["OPTIONS"]["location"] = str(tmp_path / "vault")
    settings.CLEARANCE_ANCHORS = str(tmp_path / "anchors")
    monkeypatch.setattr(bulk, "CHUNK", 300)
    sync_roles(by=None, now=NOW)
    fill_orders(ORDERS, now=NOW, say=lambda _text: None)
    return list(Order.objects.order_by("pk"))


def test_every_order_is_told_sealed_decided_and_of_an_import(year):
    assert len(year) == ORDERS
    values = unseal(year)
    people = Recipient.objects.in_bulk([order.recipient_id for order in year])
    decisions = {each.pk: each for each in Decision.objects.select_related("ruling")}
    for order in year:
        said = values[order.pk]
        digest = match_digest(said["recipient_name"], said["recipient_phone"])
        assert bytes(people[order.recipient_id].match_digest) == digest
        decision = decisions[order.decision_id]
        assert (decision.order_id, decision.no) == (order.pk, order.decision_count)
        assert decision.ruling_id == order.ruling_id
        assert decision.level == order.level == decision.ruling.level
        assert (order.holder_id is None) == (order.level != "IMAGES")
        assert order.lines.exists()
        assert order.ask_due_at is None
    batches = Counter(order.batch_id for order in year)
    assert dict(ImportBatch.objects.values_list("pk", "created")) == batches


def test_ids_follow_the_time_orders_came_through_a_whole_year(year):
    came = [order.received_at for order in year]

    assert came == sorted(came)
    assert came[0] - timedelta(days=1) < NOW - YEAR < came[0] < came[-1] < NOW
    for order in year:
        assert order.pk.version == 7
        assert order.pk.int >> 80 == int(order.received_at.timestamp() * 1000)


def test_shops_have_their_shares_and_most_orders_are_through(year):
    shops = Counter(Order.objects.values_list("merchant__code").annotate(n=Count("pk")))
    assert {code for (code, n) in shops} == SHARES.keys()
    assert dict(shops.keys()) == SHARES
    open_orders = [order for order in year if order.is_open]
    assert 0.03 < len(open_orders) / ORDERS < 0.09
    assert Order.objects.filter(stage=Stage.COMPLETED).count() > ORDERS * 0.8


def test_people_come_back_and_no_order_is_asked_of_two(year):
    people = Recipient.objects.annotate(n=Count("orders")).values_list("n", flat=True)

    assert max(people) > 2
    assert len(people) < ORDERS * 0.7


def test_open_orders_stand_in_every_state(settings, tmp_path, year):
    fill_orders(5_000, now=NOW, say=lambda _text: None)
    orders = [order for order in Order.objects.all() if order.is_open]

    stands = list(standings(orders, today(NOW)).values())

    states = {each.state for each in stands}
    assert {
        UploadState.ON_FILE,
        UploadState.IN_REVIEW,
        UploadState.RETAKE,
        UploadState.AWAITING,
        UploadState.UNDECIDED,
    } <= states
    assert {each.hold for each in stands} == set(Hold)
    judged = IdRecord.objects.exclude(state=RecordState.PENDING)
    assert not judged.filter(reviewed_at__lt=F("submitted_at")).exists()


def test_log_and_vault_are_whole(year):
    said = StringIO()

    call_command("verify_audit", stdout=said)
    assert "Intact" in said.getvalue()
    assert AuditEntry.objects.filter(action="import.finished").count() >= 12
    call_command("sweep_storage", stdout=said)
    assert '"alarms": 0' in said.getvalue()


def test_a_second_filling_adds_only_what_is_missing(year):
    before = {order.pk for order in year}
    said = []

    fill_orders(ORDERS, now=NOW, say=said.append)
    assert (said, Order.objects.count()) == ([], ORDERS)

    fill_orders(1_200, now=NOW, say=said.append)
    after = set(Order.objects.values_list("pk", flat=True))
    assert len(after) == 1_200
    assert before < after


def test_one_cut_off_becomes_what_it_would_have_been(year):
    whole = {order.number: order.pk for order in year}

    for no in (0, 299, 300, 999):
        again = drawn(no, of=ORDERS, until=NOW)
        assert whole[again.columns["number"]] == again.columns["id"]
