"""What a file does to orders that are there: only what it says, and never back."""

import pytest
from django.db import transaction

from clearance.channels.enums import Level
from clearance.identity.enums import LinkEnd
from clearance.identity.models import UploadLink
from clearance.identity.services import confirm_override, decide_by_person, issue_link
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import destroy_keys
from clearance.orders.enums import NumberState, Stage
from clearance.orders.models import Decision, Order
from clearance.orders.queries import reasons, unseal
from clearance.orders.services import propose_override, set_number
from clearance.recipients.models import Recipient
from tests.exchange.making import (
    LATER,
    NOW,
    NUMBER,
    bonded,
    counts,
    imported,
    row,
    write,
)
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(shop, path):
    """A direct-mail order that asks for the recipient's photos."""
    write(path, row(waybill_no="W-1", carrier="EMS", logistics="merchant"))
    imported(path)
    return Order.objects.get()


@pytest.fixture
def told(path, order):
    """Import one record of the same order, told otherwise; the order then."""

    def tell(**cells):
        write(path, row(**cells))
        tell.counts = counts(imported(path, now=LATER))
        order.refresh_from_db()
        return order

    return tell


def link_of(order):
    link, _url = issue_link(order, by=None, now=NOW, send=False)
    return link


def test_what_the_file_lacks_or_leaves_blank_stays(told, order):
    values = unseal([order])[order.pk]

    told(waybill_no="", recipient_address="", paid="120.00")

    assert told.counts == (0, 1, 0, 0)
    assert (order.waybill_no, order.carrier, order.logistics) == (
        "W-1",
        "EMS",
        "merchant",
    )
    assert order.paid_minor == 12000
    assert unseal([order])[order.pk] == values


def test_a_channel_for_all_never_replaces_a_stored_one(shop, path):
    write(path, bonded())
    imported(path)

    write(path, {"orderNo": "A-1", "consigneeAddress": "浙江省杭州市样本路2号"})
    outcome = imported(path, channel="direct_mail", now=LATER)

    assert counts(outcome) == (0, 1, 0, 0)
    assert Order.objects.get().channel == "bonded"


def test_items_are_replaced_only_by_a_file_that_lists_items(told, order):
    told(item_name="", item_qty="", item_price="", paid="120.00")
    assert order.lines.count() == 1

    told(item_name="样本茶", item_qty="3", paid="120.00")

    assert list(order.lines.values_list("name", "quantity")) == [("样本茶", 3)]


def test_a_stage_moves_forward_and_never_back(told, order):
    told(stage="SHIPPED")
    assert order.stage == Stage.SHIPPED

    told(stage="PAID", paid="120.00")

    assert told.counts == (0, 1, 0, 0)
    assert order.stage == Stage.SHIPPED


def test_a_list_that_only_lags_behind_changes_nothing(told, order):
    told(stage="SHIPPED")
    before = Order.objects.values().get()

    told(stage="PAID")

    assert told.counts == (0, 0, 1, 0)
    assert Order.objects.values().get() == before


def test_an_edit_that_asks_nothing_else_keeps_decision_and_link(told, order):
    link = link_of(order)
    due = order.ask_due_at

    told(recipient_address="上海市样本路9号", paid="120.00")

    assert Decision.objects.count() == 1
    assert UploadLink.objects.get() == link
    assert UploadLink.objects.get().ended_at is None
    assert order.ask_due_at in {due, None}


def test_another_channel_is_decided_anew_and_the_link_dies(told, order):
    link_of(order)

    told(channel="domestic_stock", clearance_mode="0110")

    assert (order.level, order.holder_id, order.ask_due_at) == (Level.NONE, None, None)
    assert list(Decision.objects.order_by("no").values_list("cause", "level")) == [
        ("IMPORTED", "IMAGES"),
        ("EDITED", "NONE"),
    ]
    assert order.decision_id == Decision.objects.get(no=2).pk
    assert UploadLink.objects.get().ended_because == LinkEnd.NOT_NEEDED


def test_a_mode_that_was_assumed_follows_the_channel(told, order):
    assert order.mode_assumed

    told(channel="domestic_stock")

    assert (order.clearance_mode, order.mode_assumed) == ("0110", True)


def test_what_was_assumed_of_channel_and_destination_gives_way_to_the_file(shop, path):
    unsaid = row(channel="", clearance_mode="POSTAL")
    write(path, unsaid)
    imported(path, channel="direct_mail")
    before = Order.objects.get()

    write(path, row(channel="direct_mail", destination="CN"))
    imported(path, now=LATER)
    after = Order.objects.get()

    assert (before.channel, before.channel_assumed) == ("direct_mail", True)
    assert (before.destination, before.destination_assumed) == ("CN", True)
    assert (after.channel, after.channel_assumed) == ("direct_mail", False)
    assert (after.destination, after.destination_assumed) == ("CN", False)


def test_a_channel_the_file_once_said_stays_said_where_it_says_none(told, order):
    told(channel="", clearance_mode="POSTAL", destination="")

    assert (order.channel_assumed, order.destination_assumed) == (False, True)


def test_another_recipient_is_asked_and_the_first_ones_link_dies(told, order):
    link_of(order)
    first = order.recipient_id

    told(recipient_name="王演示", recipient_phone="13900005678")

    assert order.recipient_id != first
    assert order.holder_id == order.recipient_id
    assert (order.holder_since_at, order.ask_due_at) == (LATER, LATER)
    assert unseal([order])[order.pk]["recipient_name"] == "王演示"
    assert Decision.objects.get(no=2).cause == "EDITED"
    assert UploadLink.objects.get().ended_because == LinkEnd.NOT_NEEDED


def test_the_same_person_written_otherwise_stays_the_same_person(told, order):
    first = order.recipient_id

    told(recipient_name=" 李样本 ", recipient_phone="+86 138 0000 1234", paid="120.00")

    assert order.recipient_id == first
    assert Recipient.objects.count() == 1


def test_a_closed_order_is_not_asked_any_more(told, order):
    link_of(order)

    told(stage="CLOSED")

    assert order.ask_due_at is None
    assert UploadLink.objects.get().ended_because == LinkEnd.NOT_NEEDED
    assert Decision.objects.count() == 1


def test_a_number_told_at_last_needs_no_new_decision(shop, path):
    write(path, bonded(orderer_id_number=""))
    imported(path)

    write(path, bonded())
    imported(path, now=LATER)

    order = Order.objects.get()
    assert (order.number_state, order.ask_due_at) == (NumberState.PRESENT, None)
    assert Decision.objects.count() == 1


def test_a_number_from_the_orderer_is_not_replaced_by_a_wrong_one(shop, path):
    write(path, bonded(orderer_id_number=NUMBER[:-1] + "3"))
    imported(path)
    given = {"name": "李样本", "document_type": "RESIDENT_ID", "number": NUMBER}
    set_number(Order.objects.get(), now=NOW, **given)

    write(path, bonded(orderer_id_number=NUMBER[:-1] + "3", stage="SHIPPED"))
    imported(path, now=LATER)

    order = Order.objects.get()
    assert unseal([order])[order.pk]["orderer_id_number"] == NUMBER
    assert (order.number_state, order.stage) == (NumberState.PRESENT, Stage.SHIPPED)


def test_a_persons_decision_survives_an_edit_that_changes_no_fact(shop, path):
    write(path, row(clearance_mode="1210"))
    imported(path)
    policy = make_staff("policy")
    decide_by_person(
        Order.objects.get(),
        level="IMAGES",
        subject="RECIPIENT",
        reason="sample goods",
        by=policy,
        now=NOW,
    )

    write(path, row(clearance_mode="1210", recipient_phone="13900005678"))
    imported(path, now=LATER)

    order = Order.objects.get()
    assert (order.level, order.holder_id) == (Level.IMAGES, order.recipient_id)
    decision = Decision.objects.get(pk=order.decision_id)
    assert decision.cause == "PERSON"
    assert reasons([decision])[decision.pk] == "sample goods"


def test_a_persons_decision_survives_a_file_that_says_what_was_assumed(shop, path):
    write(path, row(clearance_mode="1210"))
    imported(path)
    order = Order.objects.get()
    decide_by_person(
        order,
        level=Level.NONE,
        subject="",
        reason="Checked by hand.",
        by=make_staff("customs"),
        now=NOW,
    )

    write(path, row(clearance_mode="1210", destination="CN"))
    imported(path, now=LATER)

    order.refresh_from_db()
    assert (order.level, order.destination_assumed) == (Level.NONE, False)
    assert list(Decision.objects.order_by("no").values_list("cause", flat=True)) == [
        "IMPORTED",
        "PERSON",
    ]


def test_a_rules_decision_is_made_anew_when_the_file_says_what_was_assumed(told, order):
    told(destination="CN", waybill_no="W-1")

    assert list(Decision.objects.order_by("no").values_list("cause", "level")) == [
        ("IMPORTED", "IMAGES"),
        ("EDITED", "IMAGES"),
    ]
    found = {each["name"]: each["source"] for each in order.ruling.facts}
    assert found["destination"] == "ORDER_FILE"


def test_an_override_gives_way_when_the_facts_change(told, order):
    first, second = make_staff("policy"), make_staff("admin")
    with transaction.atomic():
        override = propose_override(
            order, level="NONE", subject="", reason="sample goods", by=first, now=NOW
        )
    confirm_override(override, by=second, now=NOW)

    told(recipient_address="上海市样本路9号")
    assert order.level == Level.NONE

    told(carrier="SF", clearance_mode="9610")

    assert order.level == Level.NUMBER_ONLY or order.level == Level.UNDECIDED
    assert Decision.objects.order_by("no").last().cause == "EDITED"


def test_erased_data_are_never_written_again(told, order, path):
    Order.objects.update(is_restricted=True, sealed=None, row_digest=None)
    destroy_keys([order.recipient_id], KeyPurpose.PERSON, by=None, now=NOW)

    write(path, row(stage="SHIPPED"))
    outcome = imported(path, now=LATER)

    order.refresh_from_db()
    assert counts(outcome) == (0, 1, 0, 0)
    assert [(w.row, w.code) for w in outcome.warnings] == [(2, "order_restricted")]
    assert (order.sealed, order.row_digest, order.ask_due_at) == (None, None, None)
    assert order.stage == Stage.SHIPPED
    assert Recipient.objects.count() == 1
    assert counts(imported(path, now=LATER)) == (0, 0, 1, 0)
