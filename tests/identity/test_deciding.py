import pytest
from django.db import transaction

from clearance.audit.models import AuditEntry
from clearance.identity import services
from clearance.identity.enums import LinkEnd
from clearance.identity.models import UploadLink
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import open_key
from clearance.lib.verdicts import Refusal
from clearance.orders.models import Decision, Order
from clearance.orders.queries import reasons, unseal
from clearance.orders.services import Rulings, propose_override
from tests.factories import NOW, make_merchant, make_order, make_record, make_staff
from tests.identity.uploading import link_of

pytestmark = pytest.mark.django_db

REASON = "Customs of Xiamen confirmed it by letter."


def test_the_rules_are_asked_again_and_the_earlier_decision_stays():
    order, officer = make_order(), make_staff("customs")

    decision = services.decide_again(order, by=officer, now=NOW)

    order.refresh_from_db()
    assert (decision.no, decision.cause, decision.decided_by) == (2, "AGAIN", officer)
    assert order.decision_id == decision.pk
    assert Decision.objects.filter(order=order).count() == 2


def test_a_decision_says_where_the_upload_stood():
    order = make_order()
    record = make_record(order, with_photos=False)

    decision = services.decide_again(order, by=None, now=NOW)

    assert (decision.state_then, decision.record_then) == ("ON_FILE", record.pk)


def test_a_person_decides_an_order_that_no_rule_covers():
    order, officer = make_order("UNDECIDED"), make_staff("customs")

    decision = services.decide_by_person(
        order, level="IMAGES", subject="RECIPIENT", reason=REASON, by=officer, now=NOW
    )

    order.refresh_from_db()
    assert (order.level, order.holder_id) == ("IMAGES", order.recipient_id)
    assert (decision.cause, decision.decided_by) == ("PERSON", officer)
    assert reasons([decision]) == {decision.pk: REASON}
    assert services.drive_links(now=NOW) == 1


def test_a_person_does_not_decide_against_a_rule():
    order = make_order()

    with pytest.raises(Refusal) as refused:
        services.decide_by_person(
            order,
            level="NONE",
            subject="",
            reason=REASON,
            by=make_staff("customs"),
            now=NOW,
        )

    assert refused.value.code == "use_override"
    assert Decision.objects.filter(order=order).count() == 1


@pytest.mark.parametrize(
    ("level", "subject", "reason", "code"),
    [
        ("UNDECIDED", "", REASON, "level"),
        ("IMAGES", "", REASON, "subject"),
        ("NONE", "RECIPIENT", REASON, "subject"),
        ("NUMBER_ONLY", "RECIPIENT", REASON, "subject"),
        ("NONE", "", "no", "reason"),
    ],
)
def test_a_persons_answer_must_be_whole(level, subject, reason, code):
    order = make_order("UNDECIDED")

    with pytest.raises(Refusal) as refused:
        services.decide_by_person(
            order,
            level=level,
            subject=subject,
            reason=reason,
            by=make_staff("customs"),
            now=NOW,
        )

    assert refused.value.code == code


def test_an_override_takes_two_people_and_ends_the_needless_link():
    order = make_order()
    link, _url = link_of(order)
    customs, policy = make_staff("customs"), make_staff("policy")
    override = propose_override(
        order, level="NONE", subject="", reason=REASON, by=customs, now=NOW
    )

    with pytest.raises(Refusal) as refused:
        services.confirm_override(override, by=customs, now=NOW)
    assert refused.value.code == "second_person"
    decision = services.confirm_override(override, by=policy, now=NOW)

    order.refresh_from_db()
    link.refresh_from_db()
    assert (order.level, order.holder_id, order.ask_due_at) == ("NONE", None, None)
    assert (decision.decided_by, decision.seconded_by) == (customs, policy)
    assert reasons([decision]) == {decision.pk: REASON}
    assert link.ended_because == LinkEnd.NOT_NEEDED
    with pytest.raises(Refusal) as refused:
        services.confirm_override(override, by=policy, now=NOW)
    assert refused.value.code == "answered"


def test_a_refused_override_changes_nothing():
    order = make_order()
    override = propose_override(
        order,
        level="NONE",
        subject="",
        reason=REASON,
        by=make_staff("customs"),
        now=NOW,
    )

    services.refuse_override(override, by=make_staff("policy"), now=NOW)

    order.refresh_from_db()
    assert (order.level, order.decision_count) == ("IMAGES", 1)


def test_deciding_again_keeps_a_link_that_still_serves_and_asks_nobody_twice():
    order = make_order()
    services.drive_links(now=NOW)

    services.decide_again(order, by=make_staff("customs"), now=NOW)

    assert services.drive_links(now=NOW) == 0
    assert UploadLink.objects.get().ended_at is None


def test_an_order_that_travels_another_way_asks_something_else():
    order = make_order()
    link, _url = link_of(order)

    with transaction.atomic():
        Order.objects.filter(pk=order.pk).update(
            channel="bonded", clearance_mode="1210", logistics="platform"
        )
        [decision] = services.settle_after_edit([order], Rulings(now=NOW), now=NOW)

    order.refresh_from_db()
    link.refresh_from_db()
    assert (order.level, order.number_state) == ("NUMBER_ONLY", "MISSING")
    assert (decision.cause, decision.no) == ("EDITED", 2)
    assert link.ended_because == LinkEnd.NOT_NEEDED
    assert services.drive_links(now=NOW) == 1


def test_an_edit_that_changes_no_fact_adds_no_decision_and_keeps_a_persons():
    order = make_order("UNDECIDED")
    services.decide_by_person(
        order,
        level="IMAGES",
        subject="RECIPIENT",
        reason=REASON,
        by=make_staff("customs"),
        now=NOW,
    )

    added = services.settle_after_edit([order], Rulings(now=NOW), now=NOW)

    order.refresh_from_db()
    assert added == []
    assert (order.level, order.decision_count) == ("IMAGES", 2)


def test_a_changed_holder_kills_the_link():
    shop = make_merchant("kiwi")
    type(shop).objects.filter(pk=shop.pk).update(platform="PINDUODUO")
    shop.refresh_from_db()
    order = make_order(merchant=shop, clearance_mode="9610")
    link, _url = link_of(order)
    later = NOW.replace(hour=6)

    values = unseal([order])[order.pk] | {
        "orderer_name": "王演示",
        "orderer_phone": "13900005678",
    }
    key = open_key(order.recipient_id, KeyPurpose.PERSON)
    sealed = key.seal(Order.LABEL, order.pk, "sealed", values)
    Order.objects.filter(pk=order.pk).update(sealed=sealed)
    services.settle_after_edit([order], Rulings(now=later), now=later)

    order.refresh_from_db()
    link.refresh_from_db()
    assert order.holder_id != order.recipient_id
    assert order.holder_since_at == later
    assert link.ended_because == LinkEnd.NOT_NEEDED
    assert services.drive_links(now=later) == 1


def test_many_orders_are_decided_with_one_line_each_in_few_queries(
    django_assert_max_num_queries,
):
    orders = [make_order() for _ in range(8)]
    Order.objects.update(channel="bonded", clearance_mode="1210", logistics="platform")
    rulings = Rulings(now=NOW)

    with django_assert_max_num_queries(32):
        decisions = services.settle_after_edit(orders, rulings, now=NOW)

    assert len(decisions) == 8
    assert AuditEntry.objects.filter(reason_code="EDITED").count() == 8
