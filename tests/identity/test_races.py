"""People and staff who do the same at the same moment: exactly one of them wins."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from clearance.audit.queries import verify
from clearance.identity import services
from clearance.identity.enums import LinkEnd, RecordState
from clearance.identity.models import IdRecord, UploadLink
from clearance.lib.verdicts import Refusal
from clearance.messaging.models import Message
from clearance.orders.models import Order
from clearance.recipients.models import Recipient
from tests.factories import NOW, id_number, make_order, make_record, make_staff
from tests.identity.uploading import draft, link_of

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*steps):
    """What each step gives when all begin together: a value, or a refusal's code."""
    together = Barrier(len(steps))

    def run(step):
        together.wait()
        try:
            return step()
        except Refusal as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(run, steps))


def approve(record, reviewer):
    record = services.claim(record, by=reviewer, now=NOW)
    return services.accept(record, by=reviewer, now=NOW, version=record.version)


def test_of_sixteen_uploads_of_one_person_at_once_one_is_usable():
    links = [link_of(make_order())[0] for _ in range(16)]
    for link in links:
        draft(link)
    reviewer = make_staff("reviewer")

    def send(link):
        def step():
            services.submit(link, consent=True, consent_reuse=True, now=NOW)
            return "sent"

        return step

    outcomes = Counter(at_once(*map(send, links)))

    assert outcomes == {"sent": 1, "in_review": 15}
    waiting = IdRecord.objects.get(submitted_at__isnull=False)
    approve(waiting, reviewer)
    assert IdRecord.objects.filter(state=RecordState.ACCEPTED).count() == 1
    outcomes = Counter(at_once(*map(send, links)))
    assert set(outcomes) <= {"link_ended", "already_on_file"}
    assert IdRecord.objects.filter(submitted_at__isnull=False).count() == 1
    assert verify().ok


def test_one_draft_sent_twice_at_once_is_sent_once():
    link, _url = link_of(make_order())
    draft(link)

    def send():
        services.submit(link, consent=True, consent_reuse=False, now=NOW)
        return "sent"

    outcomes = Counter(at_once(send, send, send))

    assert outcomes["sent"] == 1
    assert set(outcomes) <= {"sent", "link_ended", "in_review"}


def test_two_reviewers_never_take_the_same_case():
    for number in range(6):
        order = make_order(phone=f"1380000{number:04d}")
        make_record(order, state="PENDING", with_photos=False)
    reviewers = [make_staff("reviewer", username=f"rev{n}") for n in range(6)]

    taken = at_once(
        *(lambda r=r: services.claim_next(by=r, now=NOW).pk for r in reviewers)
    )

    assert len(set(taken)) == 6


def test_approval_against_sending_back_leaves_one_verdict():
    order, reviewer = make_order(), make_staff("reviewer")
    record = make_record(order, state="PENDING", with_photos=False)
    record = services.claim(record, by=reviewer, now=NOW)

    def accept():
        services.accept(record, by=reviewer, now=NOW, version=record.version)
        return "accepted"

    def send_back():
        services.send_back(
            record, ["BLURRED"], by=reviewer, now=NOW, version=record.version
        )
        return "sent_back"

    outcomes = Counter(at_once(accept, send_back, accept, send_back))

    record.refresh_from_db()
    won = "accepted" if record.state == RecordState.ACCEPTED else "sent_back"
    assert outcomes == {won: 1, "decided": 3}
    assert Message.objects.count() == 1


def test_two_documents_with_one_number_approved_at_once_make_one_person():
    orders = [make_order(phone=f"1380000{number:04d}") for number in range(4)]
    reviewers = [make_staff("reviewer", username=f"rev{n}") for n in range(4)]
    cases = [
        services.claim(
            make_record(order, state="PENDING", number=id_number(9), with_photos=False),
            by=reviewer,
            now=NOW,
        )
        for order, reviewer in zip(orders, reviewers, strict=True)
    ]

    def accept(case, reviewer):
        def step():
            services.accept(case, by=reviewer, now=NOW, version=case.version)
            return "accepted"

        return step

    outcomes = Counter(at_once(*map(accept, cases, reviewers)))

    for case, reviewer in zip(cases, reviewers, strict=True):
        if IdRecord.objects.get(pk=case.pk).state == RecordState.PENDING:
            accept(case, reviewer)()
    assert set(outcomes) <= {"accepted", "stale"}
    assert IdRecord.objects.filter(state=RecordState.ACCEPTED).count() == 1
    assert Recipient.objects.filter(state="ACTIVE").count() == 1
    assert Order.objects.values("recipient").distinct().count() == 1


def test_links_made_at_once_leave_one_that_lives():
    order = make_order()

    at_once(*(lambda: link_of(order)[0].pk for _ in range(6)))

    assert UploadLink.objects.filter(ended_at__isnull=True).count() == 1
    assert UploadLink.objects.filter(ended_because=LinkEnd.REPLACED).count() == 5


def test_two_workers_ask_each_person_once():
    for number in range(6):
        make_order(phone=f"1380000{number // 2:04d}")

    made = at_once(*(lambda: services.drive_links(now=NOW) for _ in range(3)))

    assert sum(made) == 3
    assert Message.objects.count() == 3
    assert UploadLink.objects.count() == 3


def test_deciding_again_while_a_document_is_sent_loses_neither():
    order, officer = make_order(), make_staff("customs")
    link, _url = link_of(order)
    draft(link)

    def send():
        services.submit(link, consent=True, consent_reuse=False, now=NOW)
        return "sent"

    def decide():
        return services.decide_again(order, by=officer, now=NOW).cause

    outcomes = at_once(send, decide, decide)

    order.refresh_from_db()
    assert outcomes == ["sent", "AGAIN", "AGAIN"]
    assert order.decision_count == 3
