import pytest
from django.db import transaction

from clearance.accounts.models import Merchant
from clearance.audit import queries, services
from clearance.audit.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_waits():
    services.flush_denials()
    yield
    services.flush_denials()


def deny(now, reason="NOT_YOURS"):
    services.record_denial("order.photo_shown", by=None, now=now, reason=reason)


def roll_back(step):
    """Do the step in a transaction that then comes to nothing."""
    with transaction.atomic():
        step()
        transaction.set_rollback(True)


def written():
    entries = AuditEntry.objects.order_by("seq")
    return list(entries.values_list("action", "outcome", "reason_code"))


def test_outside_a_transaction_a_denial_is_written_at_once(now):
    deny(now)

    assert written() == [("order.photo_shown", "DENIED", "NOT_YOURS")]


def test_a_denial_outlives_the_rollback_of_its_request(now):
    def request():
        Merchant.objects.create(code="sample", name="Sample")
        deny(now)

    roll_back(request)

    services.flush_denials()

    assert not Merchant.objects.exists()
    assert written() == [("order.photo_shown", "DENIED", "NOT_YOURS")]


def test_before_the_flush_nothing_of_a_rolled_back_denial_is_in_the_log(now):
    roll_back(lambda: deny(now))

    assert written() == []


def test_a_denial_in_a_block_that_commits_is_written_once(now):
    with transaction.atomic():
        deny(now)

    services.flush_denials()

    assert written() == [("order.photo_shown", "DENIED", "NOT_YOURS")]


def test_a_denial_in_a_savepoint_that_is_undone_is_kept(now):
    with transaction.atomic():
        roll_back(lambda: deny(now))
        services.record("order.opened", by=None, now=now)

    services.flush_denials()

    assert written() == [
        ("order.opened", "DONE", ""),
        ("order.photo_shown", "DENIED", "NOT_YOURS"),
    ]


def test_denials_keep_their_order(now):
    roll_back(lambda: [deny(now, "FIRST"), deny(now, "SECOND")])

    assert services.flush_denials() == 2
    assert [reason for _, _, reason in written()] == ["FIRST", "SECOND"]
    assert queries.verify().ok is True


def test_a_flush_inside_a_transaction_is_refused_and_loses_nothing(now):
    def flush_too_early():
        deny(now)
        with pytest.raises(RuntimeError):
            services.flush_denials()

    roll_back(flush_too_early)

    assert services.flush_denials() == 1


def test_what_could_not_be_written_keeps_waiting(now, settings):
    ring = settings.CLEARANCE_KEYRING
    settings.CLEARANCE_KEYRING = ""
    with pytest.raises(Exception, match="key ring"):
        deny(now)

    settings.CLEARANCE_KEYRING = ring

    assert services.flush_denials() == 1
    assert written() == [("order.photo_shown", "DENIED", "NOT_YOURS")]
