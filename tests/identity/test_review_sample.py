"""Decisions that are looked at again by somebody else, and what the figures say."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from clearance.audit.models import AuditEntry
from clearance.identity import services
from clearance.identity.access import may_see_photo
from clearance.identity.models import RejectionReason, SecondLook
from clearance.identity.queries.retakes import sample_figures, second_tries
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import open_key
from clearance.lib.verdicts import Refusal
from tests.factories import NOW, make_order, make_record, make_staff

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
LATER = NOW + MINUTE
SINCE = NOW - timedelta(days=90)


def staff(name, role="reviewer"):
    return make_staff(role, username=name)


def share(percent):
    services.set_sample_percent(percent, by=staff("boss", "supervisor"), now=NOW)


def approved(by, **fields):
    record = make_record(state="PENDING", with_photos=False, **fields)
    record = services.claim(record, by=by, now=NOW)
    return services.accept(record, by=by, now=NOW, version=record.version)


def refusal(step):
    with pytest.raises(Refusal) as refused:
        step()
    return refused.value.code


def test_the_share_decides_what_is_drawn():
    one = staff("one")
    share(0)
    approved(one, order=make_order(phone="13800000001"))
    assert not SecondLook.objects.exists()

    share(100)
    record = approved(one, order=make_order(phone="13800000002"))

    assert SecondLook.objects.get().judgement.record == record
    assert AuditEntry.objects.filter(action="review.sample_share_set").count() == 2


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_share_lies_between_nothing_and_everything(percent):
    assert refusal(lambda: share(percent)) == "share"


def test_only_supervisors_set_the_share():
    code = refusal(lambda: services.set_sample_percent(50, by=staff("one"), now=NOW))

    assert code == "no_permission"


def test_somebody_else_looks_at_it_once_it_cannot_be_undone():
    one, two = staff("one"), staff("two")
    share(100)
    record = approved(one)

    assert services.claim_next_look(by=two, now=NOW) is None
    assert services.claim_next_look(by=one, now=LATER) is None
    assert not may_see_photo(two, record, now=LATER)
    look = services.claim_next_look(by=two, now=LATER)

    assert look.judgement.record == record
    assert may_see_photo(two, record, now=LATER)
    assert not may_see_photo(one, record, now=LATER)
    assert services.claim_next_look(by=staff("three"), now=LATER) is None


def test_disagreeing_takes_a_reason_which_is_kept_sealed():
    one, two = staff("one"), staff("two")
    share(100)
    record = approved(one)
    look = services.claim_next_look(by=two, now=LATER)

    def answer(remark):
        return services.answer_look(
            look, agrees=False, remark=remark, by=two, now=LATER
        )

    assert refusal(lambda: answer("  ")) == "remark"
    kept = answer("The corner is covered.")
    key = open_key(record.pk, KeyPurpose.RECORD)
    said = key.unseal(SecondLook.LABEL, kept.pk, "sealed", kept.sealed)
    assert said == {"remark": "The corner is covered."}
    assert b"corner" not in kept.sealed
    assert refusal(lambda: answer("Again.")) == "looked"
    assert not may_see_photo(two, record, now=LATER)
    figures = sample_figures(SINCE)
    assert (figures.drawn, figures.looked, figures.agreed) == (1, 1, 0)
    assert (figures.decided, figures.disagreed, figures.percent) == (1, 1, 100)


def test_nobody_looks_at_their_own_decision_again():
    one = staff("one")
    share(100)
    approved(one)
    look = SecondLook.objects.get()

    assert (
        refusal(lambda: services.claim_look(look, by=one, now=LATER)) == "same_person"
    )
    look.looked_by, look.looked_at, look.agrees = one, LATER, True
    with pytest.raises(IntegrityError), transaction.atomic():
        look.save()


def test_an_answer_needs_the_look_to_be_taken():
    one, two = staff("one"), staff("two")
    share(100)
    approved(one)
    look = SecondLook.objects.get()

    code = refusal(
        lambda: services.answer_look(look, agrees=True, remark="", by=two, now=LATER)
    )

    assert code == "not_claimed"


def sent_back(order, code, at, then=None):
    """A document sent back for a reason, and what became of the one sent after it."""
    record = make_record(order, state="REJECTED", with_photos=False, now=at)
    record.reasons.set(RejectionReason.objects.filter(code=code))
    if then:
        make_record(order, state=then, with_photos=False, now=at + MINUTE)


def people():
    return [make_order(phone=f"1380000{index:04d}") for index in range(6)]


def test_second_tries_are_counted_by_reason():
    one, two, three, four, five, old = people()
    sent_back(one, "BLURRED", NOW, "ACCEPTED")
    sent_back(two, "BLURRED", NOW, "REJECTED")
    sent_back(three, "BLURRED", NOW, "PENDING")
    sent_back(four, "BLURRED", NOW)
    sent_back(five, "COLOUR", NOW, "ACCEPTED")
    sent_back(old, "FACE", NOW - timedelta(days=200), "ACCEPTED")

    found = second_tries(SINCE)

    said = [
        (row.reason.code, row.sent_back, row.came_again, row.approved, row.percent)
        for row in found
    ]
    assert said == [("BLURRED", 4, 3, 1, 50), ("COLOUR", 1, 1, 1, 100)]


def test_the_figures_ask_twice_whatever_their_number():
    for order in people():
        sent_back(order, "BLURRED", NOW, "ACCEPTED")

    with CaptureQueriesContext(connection) as queries:
        second_tries(SINCE)

    assert len(queries) == 2
