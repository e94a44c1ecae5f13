from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from clearance.audit import services
from clearance.audit.models import AuditEntry, ChainHead
from clearance.audit.queries import Verification, verify

THREADS = 8
EACH = 25


@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_make_one_chain_without_gaps(now):
    together = Barrier(THREADS)

    def write(_):
        together.wait()
        try:
            for turn in range(EACH):
                with transaction.atomic():
                    services.record("order.imported", by=None, now=now)
                    # Every fifth changes its mind after its line was written.
                    transaction.set_rollback(turn % 5 == 4)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(write, range(THREADS)))

    kept = THREADS * EACH * 4 // 5
    numbers = AuditEntry.objects.order_by("seq").values_list("seq", flat=True)
    assert list(numbers) == list(range(1, kept + 1))
    assert ChainHead.objects.get().seq == kept
    assert verify() == Verification(True, kept)


@pytest.mark.django_db(transaction=True)
def test_the_very_first_lines_may_come_at_once(now):
    together = Barrier(THREADS)

    def write_first(_):
        connection.ensure_connection()
        together.wait()
        try:
            with transaction.atomic():
                return services.record("order.imported", by=None, now=now).seq
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        numbers = list(pool.map(write_first, range(THREADS)))

    assert sorted(numbers) == list(range(1, THREADS + 1))
    assert verify() == Verification(True, THREADS)


@pytest.mark.django_db(transaction=True)
def test_verifying_while_others_write_and_anchor_finds_nothing_wrong(now, write):
    write(1)
    together = Barrier(4)

    def write_on(_):
        together.wait()
        try:
            write(40)
        finally:
            connection.close()

    def anchor():
        together.wait()
        try:
            with_anchor = 0
            for _ in range(10):
                with transaction.atomic():
                    ChainHead.objects.update(anchored_at=None)
                with_anchor += services.anchor_if_due(now)
            return with_anchor
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write_on, number) for number in range(2)]
        anchoring = pool.submit(anchor)
        together.wait()
        found = {verify().ok for _ in range(10)}
        assert [writer.result() for writer in writers] == [None, None]
        assert anchoring.result() > 0

    assert found == {True}
    assert verify() == Verification(True, 81)
