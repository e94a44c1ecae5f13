"""Raw values leave by one way: a purpose, a committed line, then the values."""

import pytest
from django.db import transaction

from clearance.audit.models import AuditEntry, ChainHead
from clearance.audit.services import ChainBroken
from clearance.keys.enums import KeyPurpose
from clearance.keys.errors import Tampered
from clearance.keys.services import destroy_keys
from clearance.lib.verdicts import Refusal
from clearance.orders.models import Order
from clearance.privacy.enums import Purpose
from clearance.privacy.services import reveal
from tests.factories import NAME, NOW, PHONE, id_number, make_order, make_staff, orderer
from tests.guards import lifted_guards

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "广东省深圳市南山区样本路1号"


@pytest.fixture
def order():
    return make_order(
        sealed={
            "recipient_address": ADDRESS,
            "recipient_id_number": id_number(),
            "orderer_id_number": id_number(1),
            **orderer(),
        }
    )


@pytest.fixture
def officer():
    return make_staff("customs")


def lines():
    return list(
        AuditEntry.objects.filter(action="person.revealed").values_list(
            "object_id", "actor_id", "reason_code"
        )
    )


@pytest.mark.parametrize("purpose", Purpose.values)
def test_name_phone_and_address_are_shown_and_no_number(order, officer, purpose):
    found = reveal(order, purpose=purpose, by=officer, now=NOW)

    assert found == {
        "recipient_name": NAME,
        "recipient_phone": PHONE,
        "recipient_address": ADDRESS,
    }
    assert lines() == [(str(order.pk), officer.pk, purpose)]


def test_every_look_is_a_line_of_its_own(order, officer):
    for _ in range(3):
        reveal(order, purpose="CONTACT", by=officer, now=NOW)

    assert len(lines()) == 3


@pytest.mark.parametrize("purpose", ["", "CURIOSITY", "contact"])
def test_without_a_purpose_nothing_is_shown(order, officer, purpose):
    with pytest.raises(Refusal) as refused:
        reveal(order, purpose=purpose, by=officer, now=NOW)

    assert refused.value.code == "reason_missing"
    assert lines() == []


@pytest.mark.parametrize("role", ["reviewer", "admin", "auditor", "support"])
def test_without_the_permission_nothing_is_shown(order, role):
    with pytest.raises(Refusal):
        reveal(order, purpose="CONTACT", by=make_staff(role), now=NOW)

    assert lines() == []


def test_of_a_person_whose_data_may_not_be_used_nothing_is_shown(order, officer):
    Order.objects.filter(pk=order.pk).update(is_restricted=True)
    order.refresh_from_db()

    with pytest.raises(Refusal) as refused:
        reveal(order, purpose="CONTACT", by=officer, now=NOW)

    assert refused.value.code == "restricted"
    assert lines() == []


def test_a_restriction_counts_that_came_after_the_page_was_read(order, officer):
    Order.objects.filter(pk=order.pk).update(is_restricted=True)

    with pytest.raises(Refusal) as refused:
        reveal(order, purpose="CONTACT", by=officer, now=NOW)

    assert refused.value.code == "restricted"


def test_no_line_no_values(order, officer):
    with lifted_guards():
        ChainHead.objects.all().delete()

    with pytest.raises(ChainBroken):
        reveal(order, purpose="CONTACT", by=officer, now=NOW)


def test_the_line_stands_even_when_the_values_cannot_be_read(order, officer):
    other = make_order(name="陈演示")
    Order.objects.filter(pk=order.pk).update(sealed=other.sealed)
    order.refresh_from_db()

    with pytest.raises(Tampered):
        reveal(order, purpose="CONTACT", by=officer, now=NOW)

    assert len(lines()) == 1


def test_the_line_is_committed_for_good_before_the_values(order, officer):
    with pytest.raises(RuntimeError), transaction.atomic():
        reveal(order, purpose="CONTACT", by=officer, now=NOW)

    assert lines() == []


def test_of_an_erased_person_there_is_nothing_to_show(order, officer):
    destroy_keys([order.recipient_id], KeyPurpose.PERSON, by=None, now=NOW)

    assert reveal(order, purpose="REQUEST", by=officer, now=NOW) == {}


def test_what_the_order_has_not_is_not_shown(officer):
    order = make_order(phone="")

    found = reveal(order, purpose="CONTACT", by=officer, now=NOW)

    assert found.get("recipient_phone", "") == ""
    assert "recipient_address" not in found
